import type { ContestCountJson } from "@urna/protocol/gen/urna/v1/trustees_service_pb";

/** A file that a record of the log announces. */
export interface Announced {
  readonly contest: number;
  readonly kind: "mix" | "decryption" | "lot" | "outcome";
  readonly trustee: number;
  /** The record's place in the log. */
  readonly record: number;
}

/** A link of the chain from the urn to the outcome. */
export interface Link {
  readonly kind: Announced["kind"];
  readonly state: "done" | "now" | "later";
  /** 1 to n; undefined where it is still to be done. */
  readonly trustee: number | undefined;
  readonly record: number | undefined;
  /** Who may do it, where it is still to be done. */
  readonly candidates: readonly number[];
}

/**
 * The chain of a contest, link by link: as many mixes, decryptions and lots as the threshold asks for, then the outcome. `threshold` of
 * `trustees` are enough; a further one that was made all the same stands there too.
 */
export function chainOf(contest: ContestCountJson, announced: readonly Announced[], trustees: number, threshold: number, isClosingSigned: boolean): readonly Link[] {
  const own = announced.filter((one) => one.contest === (contest.contest ?? 0));
  const all = Array.from({ length: trustees }, (_, i) => i + 1);
  const part = (kind: Announced["kind"], done: readonly number[], isReached: boolean, isOver: boolean): Link[] => {
    const records = own.filter((one) => one.kind === kind);
    const made = done.map((trustee, i): Link => ({ kind, state: "done", trustee, record: (kind === "mix" ? records[i] : records.find((one) => one.trustee === trustee))?.record, candidates: [] }));
    const left = isOver ? 0 : Math.max(0, threshold - done.length);
    const candidates = all.filter((trustee) => !done.includes(trustee));
    return [...made, ...Array.from({ length: left }, (_, i): Link => ({ kind, state: isReached && (i === 0 || kind !== "mix") ? "now" : "later", trustee: undefined, record: undefined, candidates: isReached ? candidates : [] }))];
  };
  const state = contest.state;
  const isMixing = state === "COUNT_STATE_MIXING";
  const isDecrypting = state === "COUNT_STATE_DECRYPTING";
  const isTallied = state === "COUNT_STATE_DONE";
  const isPast = state === "COUNT_STATE_TALLYING" || isTallied;
  const outcome = own.findLast((one) => one.kind === "outcome");
  return [
    ...part("mix", contest.mixers ?? [], isClosingSigned && isMixing, isDecrypting || isPast),
    ...part("decryption", contest.decryptors ?? [], isDecrypting, isPast),
    ...(contest.needsLot === true ? part("lot", contest.lots ?? [], isDecrypting, isPast) : []),
    { kind: "outcome", state: isTallied ? "done" : state === "COUNT_STATE_TALLYING" ? "now" : "later", trustee: outcome?.trustee, record: outcome?.record, candidates: state === "COUNT_STATE_TALLYING" ? all : [] },
  ];
}
