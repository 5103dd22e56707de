import type { Language } from "../words/language.svelte.js";
import en from "./words.en.js";
import fr from "./words.fr.js";

/** Both at once: pictures stand in reports too, which load nothing, and their words are few. */
export const moneyWords: Readonly<Record<Language, typeof fr>> = { fr, en };
