import { ProtocolError } from "@urna/protocol/bytes";
import { LeafType, parseLeaf, type Leaf } from "@urna/protocol/leaves";
import { tracker as trackerOf } from "@urna/protocol/trackers";

/** A record of the log as people are told of it: never what a ballot holds, which nobody can tell. */
export type ToldRecord =
  | { readonly index: number; readonly kind: "manifest" }
  | { readonly index: number; readonly kind: "ballot"; readonly tracker: string; readonly contest: number }
  | { readonly index: number; readonly kind: "revocation"; readonly reason: number; readonly authorities: readonly number[] }
  | { readonly index: number; readonly kind: "open" | "close"; readonly time: number; readonly authorities: readonly number[] }
  | { readonly index: number; readonly kind: "artefact"; readonly artefact: number; readonly contest: number; readonly trustee: number }
  | { readonly index: number; readonly kind: "unknown" };

export function tellRecord(index: number, bytes: Uint8Array): ToldRecord {
  let leaf: Leaf;
  try {
    leaf = parseLeaf(bytes);
  } catch (problem) {
    if (!(problem instanceof ProtocolError)) throw problem;
    return { index, kind: "unknown" };
  }
  switch (leaf.type) {
    case LeafType.manifest:
      return { index, kind: "manifest" };
    case LeafType.ballot:
      return { index, kind: "ballot", tracker: trackerOf(leaf.head), contest: leaf.contest };
    case LeafType.revocation:
      return { index, kind: "revocation", reason: leaf.reason, authorities: leaf.signatures.map(({ number }) => number) };
    case LeafType.open:
    case LeafType.close:
      return { index, kind: leaf.type === LeafType.open ? "open" : "close", time: Number(leaf.time), authorities: leaf.signatures.map(({ number }) => number) };
    case LeafType.artefact:
      return { index, kind: "artefact", artefact: leaf.kind, contest: leaf.contest, trustee: leaf.trustee };
  }
}

/** What a log says in all, as far as its records were read. */
export interface LogSummary {
  readonly records: number;
  readonly ballots: number;
  readonly revocations: number;
  /** Unix seconds, as the first opening and closing say; whether they hold is for the audit. */
  readonly opened: number | undefined;
  readonly closed: number | undefined;
}

export const emptySummary: LogSummary = { records: 0, ballots: 0, revocations: 0, opened: undefined, closed: undefined };

export function addToSummary(summary: LogSummary, record: ToldRecord): LogSummary {
  return {
    records: summary.records + 1,
    ballots: summary.ballots + (record.kind === "ballot" ? 1 : 0),
    revocations: summary.revocations + (record.kind === "revocation" ? 1 : 0),
    opened: summary.opened ?? (record.kind === "open" ? record.time : undefined),
    closed: summary.closed ?? (record.kind === "close" ? record.time : undefined),
  };
}
