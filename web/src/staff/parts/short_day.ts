import { locale } from "../../words/amounts.js";
import type { Language } from "../../words/language.svelte.js";
import { zoned } from "../../words/zones.js";

/** `8 avr.`, with the year where it is another one. */
export function shortDay(seconds: number, now: number, language: Language, zone?: string): string {
  const date = new Date(seconds * 1000);
  const year = zoned("en-GB", { year: "numeric" }, zone);
  const isThisYear = year.format(date) === year.format(now * 1000);
  const options: Intl.DateTimeFormatOptions = { day: "numeric", month: "short", ...(isThisYear ? {} : { year: "numeric" }) };
  return zoned(locale(language), options, zone).format(date);
}
