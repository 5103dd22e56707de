import type { Language } from "../../words/languages.js";
import en from "./words.en.js";
import fr from "./words.fr.js";

/** What is said at the door to those who do not get in at once; it comes with the code that says it. */
export const enterWords: Readonly<Record<Language, typeof fr>> = { fr, en };
