import { locale } from "../../words/amounts.js";
import type { Language } from "../../words/language.svelte.js";

/** `8 avr.`, with the year where it is another one. */
export function shortDay(seconds: number, now: number, language: Language, zone?: string): string {
  const date = new Date(seconds * 1000);
  const isThisYear = date.getFullYear() === new Date(now * 1000).getFullYear();
  const options: Intl.DateTimeFormatOptions = { day: "numeric", month: "short", ...(isThisYear ? {} : { year: "numeric" }) };
  try {
    return new Intl.DateTimeFormat(locale(language), { ...options, ...(zone === undefined ? {} : { timeZone: zone }) }).format(date);
  } catch {
    return new Intl.DateTimeFormat(locale(language), options).format(date);
  }
}
