/** Costs from `from` on, and below `to`, in minor units. */
export interface CostRange {
  readonly from?: bigint;
  readonly to?: bigint;
}

export function isWithin(cost: bigint, { from, to }: CostRange): boolean {
  return (from === undefined || cost >= from) && (to === undefined || cost < to);
}

/** Fewer are seen at a glance. */
const fewest = 8;

/** Ranges of about as many projects each, between round amounts; none where there is nothing to choose. They cover everything, without overlaps. */
export function costRanges(costs: readonly bigint[]): readonly CostRange[] {
  if (costs.length < fewest) return [];
  const sorted = costs.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const at = (share: number) => round(sorted[Math.floor(share * (sorted.length - 1))] as bigint);
  const bounds = [...new Set([at(1 / 3), at(2 / 3)])].filter((bound) => bound > (sorted[0] as bigint) && bound <= (sorted.at(-1) as bigint)).sort((a, b) => (a < b ? -1 : 1));
  if (bounds.length === 0) return [];
  return [{ to: bounds[0] as bigint }, ...bounds.slice(1).map((to, i) => ({ from: bounds[i] as bigint, to })), { from: bounds.at(-1) as bigint }];
}

/** The nearest of 1, 2, 3, 5 with zeros, from below. */
function round(amount: bigint): bigint {
  if (amount < 1n) return 0n;
  const unit = 10n ** BigInt(amount.toString().length - 1);
  return ([5n, 3n, 2n, 1n].find((digit) => digit * unit <= amount) as bigint) * unit;
}

/** As an address has it: `1000-5000`, `-1000`, `5000-`. */
export function rangeText({ from, to }: CostRange): string {
  return from === undefined && to === undefined ? "" : `${from ?? ""}-${to ?? ""}`;
}

export function rangeOf(text: string | null): CostRange {
  const parts = /^(\d{0,18})-(\d{0,18})$/.exec(text ?? "");
  if (parts === null) return {};
  return { ...(parts[1] ? { from: BigInt(parts[1]) } : {}), ...(parts[2] ? { to: BigInt(parts[2]) } : {}) };
}
