import { explain, type Titles } from "@urna/client/words";
import type { Language } from "../words/language.svelte.js";

/** The voter's library says what went wrong; French gets its spaces and its apostrophes. */
export function voterWords(problem: unknown, language: Language, info?: Titles): string {
  const text = explain(problem, language, info);
  return language === "fr" ? frenchSpaces(text) : text;
}

export function frenchSpaces(text: string): string {
  return text.replace(/ ([;!?])/g, "\u202f$1").replace(/ :/g, "\u00a0:").replaceAll("'", "’");
}
