import type { BallotFormat } from "../model.ts";

/** How a ballot is filled in, with limits that say something: what is left out is not limited. */
export type BallotShape =
  | { readonly kind: "approval"; readonly least?: number; readonly most?: number; readonly leastCost?: bigint; readonly mostCost?: bigint }
  | { readonly kind: "points"; readonly sum?: number; readonly leastSum?: number; readonly each?: number; readonly least?: number; readonly most?: number }
  | { readonly kind: "grades"; readonly best: number; readonly least?: number; readonly most?: number }
  | { readonly kind: "ranking"; readonly least?: number; readonly most?: number }
  | { readonly kind: "one" };

interface Lengths {
  readonly minLength?: number;
  readonly maxLength?: number;
}

/** Zero is no limit, and that a ballot which is not blank has one project is no news. */
function lengths({ minLength = 0, maxLength = 0 }: Lengths): { least?: number; most?: number } {
  return { ...(minLength > 1 ? { least: minLength } : {}), ...(maxLength > 0 ? { most: maxLength } : {}) };
}

function above<Key extends string, Amount extends number | bigint>(key: Key, amount: Amount): { [K in Key]?: Amount } {
  return (amount > 0 ? { [key]: amount } : {}) as { [K in Key]?: Amount };
}

export function ballotShape(format: BallotFormat): BallotShape {
  if (format.approval !== undefined) {
    const { minSumCost = "0", maxSumCost = "0" } = format.approval;
    return { kind: "approval", ...lengths(format.approval), ...above("leastCost", BigInt(minSumCost)), ...above("mostCost", BigInt(maxSumCost)) };
  }
  if (format.cumulative !== undefined) {
    const { maxPoints = 0, minSumPoints = 0, maxSumPoints = 0 } = format.cumulative;
    const each = maxPoints > 0 && (maxSumPoints === 0 || maxPoints < maxSumPoints) ? maxPoints : 0;
    return { kind: "points", ...lengths(format.cumulative), ...above("sum", maxSumPoints), ...above("leastSum", minSumPoints), ...above("each", each) };
  }
  if (format.scoring !== undefined) return { kind: "grades", best: format.scoring.maxPoints ?? 1, ...lengths(format.scoring) };
  if (format.ordinal !== undefined) return { kind: "ranking", ...lengths(format.ordinal) };
  return { kind: "one" };
}
