import type { Language } from "./language.svelte.js";

/** A currency, as a process has it. */
export interface Currency {
  /** ISO 4217. */
  readonly code: string;
  /** Digits of the minor unit, 0 to 6. */
  readonly digits: number;
}

/** An amount of minor units as decimal text, exact: 1234 with 2 digits is "12.34". */
export function decimalText(minor: bigint, digits: number): string {
  const sign = minor < 0n ? "-" : "";
  const text = (minor < 0n ? -minor : minor).toString().padStart(digits + 1, "0");
  return digits === 0 ? `${sign}${text}` : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/**
 * An amount as people read it: `200 000 €`, with the spaces that French asks for. Cents are left out where there are none. It is exact
 * whatever the size: nothing goes through a float.
 */
export function amountText(minor: bigint, currency: Currency, language: Language): string {
  const unit = 10n ** BigInt(currency.digits);
  const digits = minor % unit === 0n ? 0 : currency.digits;
  const options: Intl.NumberFormatOptions = { style: "currency", currency: currency.code, currencyDisplay: "narrowSymbol", minimumFractionDigits: digits, maximumFractionDigits: digits };
  const exact = decimalText(minor, currency.digits) as `${number}`;
  try {
    return new Intl.NumberFormat(locale(language), options).format(exact);
  } catch {
    // A code that the browser does not know, such as one made up for a test.
    return `${countText(minor / unit, language)} ${currency.code}`;
  }
}

/** What a currency is called, of several: `euros`. */
export function currencyName({ code }: Currency, language: Language): string {
  try {
    return new Intl.NumberFormat(locale(language), { style: "currency", currency: code, currencyDisplay: "name" }).formatToParts(2).find(({ type }) => type === "currency")?.value ?? code;
  } catch {
    return code;
  }
}

/** A number of things: `1 234`. */
export function countText(count: number | bigint, language: Language): string {
  return new Intl.NumberFormat(locale(language)).format(count);
}

/** A share of 1 in percent, rounded for words: `19 %`. */
export function percentText(share: number, language: Language): string {
  return new Intl.NumberFormat(locale(language), { style: "percent", maximumFractionDigits: share < 0.01 && share > 0 ? 1 : 0 }).format(share);
}

/** The share of `part` in `whole`, for drawing; 0 where there is no whole. Both may be beyond what a float holds exactly. */
export function share(part: bigint, whole: bigint): number {
  if (whole <= 0n) return 0;
  const scale = 1_000_000_000n;
  return Number((part * scale) / whole) / Number(scale);
}

/** The tag of formats: English is that of Britain, where days come before months as in the rest of Europe. */
export function locale(language: Language): string {
  return language === "fr" ? "fr-FR" : "en-GB";
}
