import { greatest, place } from "./scale.ts";

export interface Gap {
  /** The cost's share of the picture: 1, or less where more could be gathered than it costs. */
  readonly cost: number;
  /** What could be gathered, in shares of the cost. */
  readonly gathered: number;
}

/** What supporters could gather and what it costs, on one scale. */
export function gap(gathered: bigint, cost: bigint): Gap {
  const whole = greatest(gathered, cost);
  if (cost === 0n) return { cost: whole === 0n ? 1 : 0, gathered: 0 };
  return { cost: place(cost, whole), gathered: place(gathered, cost) };
}
