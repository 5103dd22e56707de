import { fromBase64, toBase32, toBase64 } from "@urna/protocol/base_text";
import { equalBytes, textOf, toHex, utf8 } from "@urna/protocol/bytes";
import { labelledHash } from "@urna/protocol/hashes";
import { LeafType, parseLeaf, type BallotLeaf } from "@urna/protocol/leaves";
import type { Election } from "./election.js";
import { insist, UrnaError } from "./errors.js";
import { checkChain, endOf, proveBallotRecord, type ChainEnd, type ProvenBallot } from "./proven.js";

/** A ballot that was signed, and has neither a receipt nor a proven refusal. Only these bytes are sent again. */
export interface PendingBallot {
  readonly leaf: BallotLeaf;
  readonly bytes: Uint8Array;
}

const format = "urna-voter-memory-2";
const mostEvidence = 16;

/** Under which name a key's memory is kept: it tells nothing but to whoever has key and manifest. */
export function memoryName(election: Election, key: Uint8Array): string {
  return `urna-voter-${toBase32(labelledHash("voter-memory", election.manifestHash, key)).slice(0, 16)}.json`;
}

/** What a device remembers of one voting key in one election: the file that `urna vote` keeps, byte for byte of one form. */
export class VoterMemory {
  readonly #election: Election;
  /** The newest note that was verified; all before it were found to be its beginnings. */
  checkpoint: Uint8Array | undefined;
  /** Notes that do not continue it, or are not proven to: two that do not fit prove the log's misconduct. */
  readonly evidence: string[] = [];
  pending: PendingBallot[] = [];
  /** By contest, from number 1 on without gaps, whoever cast them. */
  readonly ballots = new Map<number, ProvenBallot[]>();
  /** Ballots encrypted with this key, so that no randomness ever comes again. */
  encryptions = 0n;

  constructor(election: Election) {
    this.#election = election;
  }

  end(contest: number): ChainEnd {
    return endOf(this.ballots.get(contest) ?? []);
  }

  /** A pending ballot in the contest, or in another of its choice groups. */
  unanswered(contest: number): PendingBallot | undefined {
    const mates = this.#election.groupMates(contest);
    return this.pending.find(({ leaf }) => mates.has(leaf.contest));
  }

  add(ballots: readonly ProvenBallot[]): void {
    for (const ballot of ballots) {
      const { contest } = ballot.leaf;
      this.ballots.set(contest, [...(this.ballots.get(contest) ?? []), ballot]);
    }
  }

  /** Whether the note was new. What proves a fork goes before what may prove nothing. */
  addEvidence(note: Uint8Array, isFork: boolean): boolean {
    const text = textOf(note, "a note");
    if (this.evidence.includes(text) || (this.evidence.length >= mostEvidence && !isFork)) return false;
    if (this.evidence.length >= mostEvidence) this.evidence.pop();
    if (isFork) this.evidence.unshift(text);
    else this.evidence.push(text);
    return true;
  }

  toJson(): string {
    const receipts = [...this.ballots.entries()].sort(([a], [b]) => a - b).flatMap(([contest, chain]) => chain.map((ballot) => ({
      contest, sequence: Number(ballot.leaf.seq), leaf: toBase64(ballot.bytes), receipt: textOf(ballot.receipt, "a receipt"),
    })));
    return `${JSON.stringify({
      checkpoint: this.checkpoint === undefined ? "" : textOf(this.checkpoint, "a note"),
      encryptions: Number(this.encryptions),
      evidence: this.evidence,
      format,
      manifest_hash: toHex(this.#election.manifestHash),
      process: this.#election.process,
      receipts,
      unanswered: this.pending.map(({ bytes }) => ({ leaf: toBase64(bytes) })),
    }, null, 2)}\n`;
  }

  /** Reads what toJson wrote, and verifies all of it again; throws STORAGE_DAMAGED: a damaged memory is never believed. */
  static fromJson(text: string, election: Election, key: Uint8Array): VoterMemory {
    try {
      return read(JSON.parse(text), election, key);
    } catch (error) {
      throw new UrnaError("STORAGE_DAMAGED", {}, (error as Error).message);
    }
  }
}

function whole(condition: boolean, what: string): asserts condition {
  insist(condition, "STORAGE_DAMAGED", {}, what);
}

function members(value: unknown): Readonly<Record<string, unknown>> {
  whole(typeof value === "object" && value !== null, "something is no object");
  return value as Readonly<Record<string, unknown>>;
}

function string(value: unknown): string {
  whole(typeof value === "string", "something is no text");
  return value;
}

function array(value: unknown): readonly unknown[] {
  whole(Array.isArray(value), "something is no list");
  return value;
}

function read(json: unknown, election: Election, key: Uint8Array): VoterMemory {
  const object = members(json);
  whole(object["format"] === format, "it is of another form");
  whole(object["manifest_hash"] === toHex(election.manifestHash), "it is of another election");
  const memory = new VoterMemory(election);
  const checkpoint = string(object["checkpoint"]);
  if (checkpoint !== "") {
    memory.checkpoint = utf8(checkpoint);
    election.checkpoint(memory.checkpoint);
  }
  const { encryptions } = object;
  whole(typeof encryptions === "number" && Number.isSafeInteger(encryptions) && encryptions >= 0, "encryptions");
  memory.encryptions = BigInt(encryptions);
  const evidence = array(object["evidence"]).map(string);
  whole(evidence.length <= mostEvidence, "it has too many notes");
  memory.evidence.push(...evidence);
  for (const one of array(object["unanswered"])) memory.pending.push(readPending(fromBase64(string(members(one)["leaf"])), election, key));
  for (const one of array(object["receipts"])) {
    const { leaf, receipt } = members(one);
    const ballot = proveBallotRecord(election, fromBase64(string(leaf)), utf8(string(receipt)));
    checkChain(key, ballot.leaf.contest, memory.end(ballot.leaf.contest), [ballot], "STORAGE_DAMAGED");
    memory.add([ballot]);
  }
  return memory;
}

function readPending(bytes: Uint8Array, election: Election, key: Uint8Array): PendingBallot {
  const leaf = parseLeaf(bytes);
  const isOwn = leaf.type === LeafType.ballot && equalBytes(leaf.vk, key) && equalBytes(leaf.manifestHash, election.manifestHash)
    && election.contestNumber(leaf.contest) !== undefined;
  whole(isOwn, "an unanswered ballot is of another election or key");
  return { leaf, bytes };
}
