import type { Language } from "../words/language.svelte.js";
import en from "./words.en.js";
import fr from "./words.fr.js";

/** The few words that components have of their own: both languages at once, so that they need nothing of the page. */
export const designWords: Readonly<Record<Language, typeof fr>> = { fr, en };
