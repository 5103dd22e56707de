import { locale } from "./amounts.ts";
import type { Language } from "./language.svelte.js";
import { zoned, zoneNote } from "./zones.ts";

/** A time, however the API or a record gives it: RFC 3339 text, or Unix seconds. */
export type Time = string | number | bigint;

function dateOf(time: Time): Date {
  return typeof time === "string" ? new Date(time) : new Date(Number(time) * 1000);
}

function formatted(time: Time, language: Language, zone: string | undefined, options: Intl.DateTimeFormatOptions): string {
  return zoned(locale(language), options, zone).format(dateOf(time));
}

/** `12 octobre 2022`, in `zone` (a name such as `Europe/Paris`), else in the browser's own. */
export function dayText(time: Time, language: Language, zone?: string): string {
  return formatted(time, language, zone, { day: "numeric", month: "long", year: "numeric" });
}

/** `12 octobre 2022 à 18 h 04`, at the full hour `à 18 h`; in English `12 October 2022 at 18:04`. With the name of `zone` where the device is in another one. */
export function momentText(time: Time, language: Language, zone?: string): string {
  const text = formatted(time, language, zone, { day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit" });
  return `${language === "fr" ? text.replace(/\b0?(\d{1,2}):(\d{2})$/, "$1\u00a0h\u00a0$2").replace(/\u00a000$/, "") : text}${zoneNote(dateOf(time), language, zone)}`;
}

/** For the attribute `datetime`. */
export function machineTime(time: Time): string {
  const date = dateOf(time);
  return Number.isNaN(date.getTime()) ? "" : date.toISOString();
}
