import { countText } from "../../words/amounts.ts";
import type { Language } from "../../words/language.svelte.js";

const words: Readonly<Record<Language, readonly string[]>> = {
  fr: ["aucun", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix"],
  en: ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"],
};

/** A number within a sentence: in letters up to ten, then in figures. */
export function numberWord(count: number, language: Language): string {
  return words[language][count] ?? countText(count, language);
}

/** With a capital, for where a sentence begins. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
