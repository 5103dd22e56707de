import { TieBreak, type ContestConfig } from "@urna/protocol/gen/urna/v1/config_pb";
import { LeafType, type BallotLeaf } from "@urna/protocol/leaves";
import type { Decryption } from "../crypto/decryptions.js";
import type { Columns } from "../crypto/mix_file.js";
import { readLeaf } from "./closing.js";
import type { Log } from "./log.js";
import type { Manifest } from "./manifest.js";
import type { Selection } from "./selection.js";

/** What becomes of a contest (8.2). */
export type ContestKind = "too small" | "counted" | "empty";

/** A valid mix of a contest. */
export interface ValidMix {
  readonly record: number;
  readonly trustee: number;
  readonly output: Columns;
}

/** An artefact that took its place, by its record. */
export interface Placed<Value> {
  readonly record: number;
  readonly value: Value;
}

/** A contest on its way from the selection to the outcome. */
export interface ContestState {
  readonly config: ContestConfig;
  readonly kind: ContestKind;
  readonly byLot: boolean;
  /** Ballots that were selected. */
  readonly count: number;
  readonly input: Columns;
  readonly mixes: ValidMix[];
  /** Trustees of whom a mix was well-placed. */
  readonly mixed: Set<number>;
  readonly decryptions: Placed<Decryption>[];
  readonly lots: Placed<Decryption>[];
}

/** The contests as Select leaves them. */
export function contestStates(log: Log, manifest: Manifest, selection: Selection): ContestState[] {
  return manifest.sealed.config.contests.map((config, number) => {
    const list = selection.lists[number] as readonly number[];
    const tooSmall = BigInt(list.length) < config.minimumBallots && !config.countAnyway;
    const kind: ContestKind = tooSmall ? "too small" : list.length === 0 ? "empty" : "counted";
    return {
      config, kind, byLot: config.rule?.tieBreak === TieBreak.LOT, count: list.length,
      input: kind === "counted" ? columnsOf(log, manifest, list) : [],
      mixes: [], mixed: new Set(), decryptions: [], lots: [],
    };
  });
}

/** The ciphertexts of these records: A, then B_1..B_k. */
function columnsOf(log: Log, manifest: Manifest, list: readonly number[]): Columns {
  const columns = Array.from({ length: manifest.sealed.config.width + 1 }, () => new Uint8Array(32 * list.length));
  list.forEach((index, i) => {
    const leaf = readLeaf(log.leaves[index] as Uint8Array, manifest.hash);
    if (typeof leaf === "string" || leaf.type !== LeafType.ballot) throw new Error("a selected record is no ballot");
    const { a, b }: BallotLeaf = leaf;
    [a, ...b].forEach((point, l) => (columns[l] as Uint8Array).set(point, 32 * i));
  });
  return columns;
}
