import { greatest, place, span, type Span, sum } from "./scale.ts";

/** A stretch of the bar: one amount, or several that follow one another and are too small to be told apart. */
export interface BarSegment extends Span {
  /** The first of the amounts that it stands for. */
  readonly index: number;
  readonly count: number;
  /** Whether it lies beyond the envelope. */
  readonly isOver: boolean;
}

export interface Bar {
  readonly segments: readonly BarSegment[];
  /** Where the envelope ends: 1 unless more is asked for than there is. */
  readonly wall: number;
}

/** Beyond so many amounts, what is shorter than this share of the whole is drawn together with its like. */
const many = 60;
const shortest = 120n;

/**
 * Amounts one after another from zero, on a scale of the envelope, or of all of them where they are more than that. What crosses the envelope is
 * cut there. An amount of zero has no length, and no segment.
 */
export function bar(amounts: readonly bigint[], envelope: bigint): Bar {
  const whole = greatest(envelope, sum(amounts));
  const segments: BarSegment[] = [];
  let reached = 0n;
  const add = (amount: bigint, index: number, count: number) => {
    const from = reached;
    reached += amount;
    if (amount === 0n) return;
    if (from < envelope) segments.push({ ...span(from, reached < envelope ? reached : envelope, whole), index, count, isOver: false });
    if (reached > envelope) segments.push({ ...span(from > envelope ? from : envelope, reached, whole), index, count, isOver: true });
  };
  const isSmall = (amount: bigint) => amounts.length > many && amount * shortest < whole;
  for (let index = 0; index < amounts.length; ) {
    let amount = amounts[index] as bigint;
    let next = index + 1;
    while (isSmall(amount) && next < amounts.length && isSmall(amounts[next] as bigint)) amount += amounts[next++] as bigint;
    add(amount, index, next - index);
    index = next;
  }
  return { segments, wall: whole === 0n ? 1 : place(envelope, whole) };
}
