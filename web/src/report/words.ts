import type { Language } from "../words/language.svelte.js";
import en from "./words.en.ts";
import fr from "./words.fr.ts";

export type ReportWords = typeof fr;

/** Both at once: a report that is one file loads nothing. */
export const reportWords: Readonly<Record<Language, ReportWords>> = { fr, en };
