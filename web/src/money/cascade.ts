import { greatest, place, span, type Span, spansFrom, sum } from "./scale.ts";

/** Where the boxes of a cascade stand, in shares of the picture's width. */
export interface CascadePicture {
  /** Where the envelope ends. */
  readonly wall: number;
  readonly funded: readonly Span[];
  /** What was not spent; undefined where nothing is left. */
  readonly rest: Span | undefined;
  readonly unfunded: readonly Span[];
}

/**
 * What was funded, one after another in the order in which the money went, and what was not, from where the money stopped: all on one scale,
 * which ends at a whole tenth of the envelope behind the longest box.
 */
export function cascade(envelope: bigint, funded: readonly bigint[], unfunded: readonly bigint[]): CascadePicture {
  const spent = sum(funded);
  const needed = greatest(envelope, spent + greatest(...unfunded));
  const tenths = envelope > 0n ? (needed * 10n + envelope - 1n) / envelope : needed;
  const scaled = (amount: bigint) => amount * 10n;
  const whole = envelope > 0n ? tenths * envelope : scaled(needed);
  return {
    wall: place(scaled(envelope), whole),
    funded: spansFrom(0n, funded.map(scaled), whole),
    rest: spent < envelope ? span(scaled(spent), scaled(envelope), whole) : undefined,
    unfunded: unfunded.map((cost) => span(scaled(spent), scaled(spent + cost), whole)),
  };
}

/** What every row of a cascade has; the page adds what its snippets read. */
export interface CascadeRow {
  readonly id: string;
  readonly cost: bigint;
}
