import { LeafType } from "@urna/protocol/leaves";
import type { BallotFindings } from "../findings.js";
import type { Fate, ReceiptFate } from "../report.js";
import type { Closing } from "./closing.js";
import type { ContestState } from "./contests.js";
import type { Log } from "./log.js";
import type { Selection } from "./selection.js";

/** What became of a ballot (14). */
export interface BallotFate {
  readonly fate: Fate;
  /** Of `replaced` the record of the ballot that counts instead, of `cancelled` that of the revocation. */
  readonly by?: number;
  /** Who signed the revocation. */
  readonly authorities?: readonly number[];
  /** Of `not_admitted`, in the protocol's words. */
  readonly reason?: string;
}

/** What became of the ballot of a record; undefined where the record is no ballot, or is not there. */
export function fateOf(record: number, log: Log, selection: Selection, contests: readonly ContestState[]): BallotFate | undefined {
  if (log.leaves[record]?.[0] !== LeafType.ballot) return undefined;
  const cast = selection.castBy.get(record);
  if (cast === undefined) return { fate: "not_admitted", reason: selection.faults.get(record) ?? "stands after the close" };
  const revocation = selection.revocations.find((one) => one.slot === cast.slot);
  if (revocation !== undefined) return { fate: "cancelled", by: revocation.index, authorities: revocation.authorities };
  const best = selection.best(cast.slot, cast.contest);
  if (best !== undefined && best !== record) return { fate: "replaced", by: best };
  return { fate: contests[cast.contest]?.kind === "too small" ? "not-counted" : "counted" };
}

/** The same for a report, in words that speak to people. */
export function toldFate(record: number, { fate, by, authorities, reason }: BallotFate): ReceiptFate {
  const words: Readonly<Record<Fate, string>> = {
    "not_admitted": `was not admitted, a fault: it ${reason}`,
    "cancelled": `was cancelled by the revocation in record ${by}, signed by the authorities ${authorities?.join(", ")}`,
    "replaced": `was replaced by record ${by}, cast with the same key. Was it you?`,
    "not-counted": "is in a contest that was not counted, because it was too small",
    "counted": "was counted",
  };
  return { leaf_index: record, fate, text: `the ballot of record ${record} ${words[fate]}` };
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

/** What became of all of them. */
export function ballotFindings(log: Log, closing: Closing, selection: Selection, selected: number): BallotFindings {
  let cast = 0;
  for (let i = 0; i < closing.closeIndex; i++) if (log.leaves[i]?.[0] === LeafType.ballot) cast++;
  const revoked = new Set(selection.revocations.map(({ slot }) => slot));
  let cancelled = 0;
  for (const [record, { slot, contest }] of selection.castBy) if (revoked.has(slot) && selection.best(slot, contest) === record) cancelled++;
  const admitted = selection.castBy.size;
  return { cast, refused: cast - admitted, replaced: admitted - selected - cancelled, cancelled, selected };
}
