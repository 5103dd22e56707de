import type { Language } from "../../words/languages.js";
import en from "./words.en.js";
import fr from "./words.fr.js";

/** Of files, which pages of several kinds show: they come with the code that needs them. */
export const fileWords: Readonly<Record<Language, typeof fr>> = { fr, en };
