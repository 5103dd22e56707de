import type { ReceiptFate } from "../report.js";
import type { ContestState } from "./contests.js";
import type { Selection } from "./selection.js";

/** What became of the ballot of a record (14); `restOfReason` speaks to people. */
export function fateOf(record: number, selection: Selection, contests: readonly ContestState[]): ReceiptFate {
  const told = (fate: ReceiptFate["fate"], text: string): ReceiptFate => ({ leaf_index: record, fate, text: `the ballot of record ${record} ${text}` });
  const cast = selection.castBy.get(record);
  if (cast === undefined) return told("not_admitted", `was not admitted, a fault: it ${selection.faults.get(record) ?? "stands after the close"}`);
  const revocation = selection.revocations.find((one) => one.slot === cast.slot);
  if (revocation !== undefined) {
    return told("cancelled", `was cancelled by the revocation in record ${revocation.index}, signed by the authorities ${revocation.authorities.join(", ")}`);
  }
  const best = selection.best(cast.slot, cast.contest);
  if (best !== record) return told("replaced", `was replaced by record ${best}, cast with the same key. Was it you?`);
  if (contests[cast.contest]?.kind === "too small") return told("not-counted", "is in a contest that was not counted, because it was too small");
  return told("counted", "was counted");
}

/** Whether each receipt's ballot was counted, or replaced by one whose receipt is given too. */
export function areReceiptsGood(fates: readonly ReceiptFate[], selection: Selection): boolean {
  const given = new Set(fates.map((fate) => fate.leaf_index));
  return fates.every(({ leaf_index, fate }) => {
    if (fate === "counted") return true;
    const cast = selection.castBy.get(leaf_index);
    const best = cast === undefined ? undefined : selection.best(cast.slot, cast.contest);
    return fate === "replaced" && best !== undefined && given.has(best);
  });
}
