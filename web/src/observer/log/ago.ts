import { locale } from "../../words/amounts.ts";
import type { Language } from "../../words/language.svelte.js";

type Unit = "minute" | "hour" | "day";

function lengthOf(then: number, now: number): { readonly value: number; readonly unit: Unit } {
  const minutes = Math.max(0, Math.round((now - then) / 60_000));
  if (minutes < 60) return { value: minutes, unit: "minute" };
  const hours = Math.round(minutes / 60);
  return hours < 48 ? { value: hours, unit: "hour" } : { value: Math.round(hours / 24), unit: "day" };
}

/** How long ago, as people say it: `il y a 2 minutes`. Times are milliseconds; less than a minute is "now". */
export function agoText(then: number, now: number, language: Language): string {
  const { value, unit } = lengthOf(then, now);
  return value === 0
    ? new Intl.RelativeTimeFormat(locale(language), { numeric: "auto" }).format(0, "second")
    : new Intl.RelativeTimeFormat(locale(language)).format(-value, unit);
}

/** For how long: `12 minutes`. */
export function lengthText(then: number, now: number, language: Language): string {
  const { value, unit } = lengthOf(then, now);
  return new Intl.NumberFormat(locale(language), { style: "unit", unit, unitDisplay: "long" }).format(Math.max(1, value));
}
