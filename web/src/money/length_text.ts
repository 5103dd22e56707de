import { locale } from "../words/amounts.ts";
import type { Language } from "../words/language.svelte.js";

/** A length of metres as people read it: `200 m`, `2 km`. */
export function lengthText(metres: number, language: Language): string {
  const isFar = metres >= 1000;
  return new Intl.NumberFormat(locale(language), { style: "unit", unit: isFar ? "kilometer" : "meter", maximumFractionDigits: 1 }).format(isFar ? metres / 1000 : metres);
}
