import { locale } from "../words/amounts.ts";
import type { Language } from "../words/language.svelte.js";

interface Fraction {
  readonly of: readonly [number, number];
  readonly text: Readonly<Record<Language, string>>;
}

/** Shares that have a name. A tenth is better read as 10 %. */
const fractions: readonly Fraction[] = [
  { of: [1, 1], text: { fr: "toute l’enveloppe", en: "the whole envelope" } },
  { of: [3, 4], text: { fr: "les trois quarts de l’enveloppe", en: "three quarters of the envelope" } },
  { of: [2, 3], text: { fr: "les deux tiers de l’enveloppe", en: "two thirds of the envelope" } },
  { of: [1, 2], text: { fr: "la moitié de l’enveloppe", en: "half the envelope" } },
  { of: [1, 3], text: { fr: "un tiers de l’enveloppe", en: "a third of the envelope" } },
  { of: [1, 4], text: { fr: "le quart de l’enveloppe", en: "a quarter of the envelope" } },
  { of: [1, 5], text: { fr: "un cinquième de l’enveloppe", en: "a fifth of the envelope" } },
];

const words = {
  fr: { of: (share: string) => `${share} de l’enveloppe`, over: "plus que l’enveloppe", less: (share: string) => `moins de ${share} de l’enveloppe`, nothing: "ne coûte rien à l’enveloppe" },
  en: { of: (share: string) => `${share} of the envelope`, over: "more than the envelope", less: (share: string) => `less than ${share} of the envelope`, nothing: "costs the envelope nothing" },
} as const satisfies Readonly<Record<Language, unknown>>;

/**
 * A cost as a share of its envelope, as people say it: `la moitié de l’enveloppe`, `19 % de l’enveloppe`, with one decimal below 10 %. A name is used where
 * it is right to a thousandth; nothing is rounded to the whole envelope, nor to nothing.
 */
export function shareText(cost: bigint, envelope: bigint, language: Language): string {
  const t = words[language];
  if (cost <= 0n) return t.nothing;
  if (cost > envelope) return t.over;
  const isNear = ([part, whole]: readonly [number, number]) => {
    const off = cost * BigInt(whole) - envelope * BigInt(part);
    return (off < 0n ? -off : off) * 1000n <= envelope * BigInt(whole) && (part < whole || off === 0n);
  };
  const named = fractions.find((fraction) => isNear(fraction.of));
  if (named !== undefined) return named.text[language];
  const tenths = (cost * 1000n * 2n + envelope) / (envelope * 2n);
  if (tenths === 0n) return t.less(percent(1n, language));
  if (tenths < 100n) return t.of(percent(tenths, language));
  const whole = (tenths + 5n) / 10n;
  return t.of(percent((whole > 99n ? 99n : whole) * 10n, language));
}

function percent(tenths: bigint, language: Language): string {
  return new Intl.NumberFormat(locale(language), { style: "percent", maximumFractionDigits: 1 }).format(Number(tenths) / 1000);
}
