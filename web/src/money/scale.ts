// One scale per picture, from zero. Positions are computed in whole grains of the picture's length, so that what touches in money touches in
// the picture, and lengths add up to the whole exactly, whatever the size of the amounts.

const grainsOfWhole = 1_000_000_000n;

/** Where something stands along a picture, in shares of its whole length. */
export interface Span {
  readonly x: number;
  readonly width: number;
}

/** The place of an amount on a scale of `whole`, in shares of 1; 0 where the whole is nothing. */
export function place(amount: bigint, whole: bigint): number {
  return Number(grains(amount, whole)) / Number(grainsOfWhole);
}

/** From one amount to another on a scale of `whole`. */
export function span(from: bigint, to: bigint, whole: bigint): Span {
  const start = grains(from, whole);
  return { x: Number(start) / Number(grainsOfWhole), width: Number(grains(to, whole) - start) / Number(grainsOfWhole) };
}

/** Amounts one after another, the first from `start` on. */
export function spansFrom(start: bigint, amounts: readonly bigint[], whole: bigint): readonly Span[] {
  let reached = start;
  return amounts.map((amount) => {
    const from = reached;
    reached += amount;
    return span(from, reached, whole);
  });
}

export function sum(amounts: Iterable<bigint>): bigint {
  let total = 0n;
  for (const amount of amounts) total += amount;
  return total;
}

/** The greatest, and never less than 0. */
export function greatest(...amounts: readonly bigint[]): bigint {
  return amounts.reduce((most, amount) => (amount > most ? amount : most), 0n);
}

function grains(amount: bigint, whole: bigint): bigint {
  return whole <= 0n ? 0n : (amount * grainsOfWhole) / whole;
}
