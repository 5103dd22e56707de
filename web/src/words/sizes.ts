import { locale } from "./amounts.ts";
import type { Language } from "./languages.ts";

const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

/** Bytes as people read them: `1,2 Mo`, in English `1.2 MB`; a thousand of one are one of the next. */
export function sizeText(bytes: number, language: Language): string {
  let [unit, count] = [0, bytes];
  while (count >= 999.5 && unit + 1 < units.length) {
    unit += 1;
    count /= 1000;
  }
  return new Intl.NumberFormat(locale(language), { style: "unit", unit: units[unit], unitDisplay: unit === 0 ? "long" : "short", maximumFractionDigits: count < 10 && unit > 0 ? 1 : 0 } as Intl.NumberFormatOptions).format(count);
}
