import { decodeBallotProof, ballotChallenge, holdsForKey, holdsForRandomness } from "@urna/protocol/ballot_proof";
import { equalBytes } from "@urna/protocol/bytes";
import { verifySig } from "@urna/protocol/ed25519_strict";
import { decodePoint } from "@urna/protocol/group";
import { LeafType, parseLeaf, type BallotLeaf, type Leaf, type RevocationLeaf, type TimeLeaf } from "@urna/protocol/leaves";
import { includes, leafHash } from "@urna/protocol/merkle";
import type { Checkpoint } from "@urna/protocol/notes";
import { parseReceipt } from "@urna/protocol/receipts";
import type { Election } from "./election.js";
import { insist, reading, UrnaError, type ErrorCode } from "./errors.js";
import { RefusalReason, type RefusalAnswer } from "./server.js";

/** A record that the log has, by its receipt. */
export interface LoggedRecord {
  readonly bytes: Uint8Array;
  readonly receipt: Uint8Array;
  readonly index: bigint;
  readonly hash: Uint8Array;
  readonly checkpoint: Checkpoint;
  /** The bytes of the checkpoint's note. */
  readonly note: Uint8Array;
  readonly leaf: Leaf;
}

export interface ProvenBallot extends LoggedRecord {
  readonly leaf: BallotLeaf;
}

/** Verifies a receipt (8.5) for these bytes, which must be a record of this election; throws a RECEIPT_ code. */
export function proveRecord(election: Election, bytes: Uint8Array, receipt: Uint8Array): LoggedRecord {
  const proof = reading("RECEIPT_MALFORMED", () => parseReceipt(receipt));
  const checkpoint = election.checkpoint(proof.note, "RECEIPT_MALFORMED");
  const hash = leafHash(bytes);
  insist(includes(checkpoint.root, checkpoint.size, proof.index, hash, proof.path), "RECEIPT_OF_ANOTHER_RECORD");
  const leaf = reading("RECEIPT_OF_ANOTHER_RECORD", () => parseLeaf(bytes));
  insist(equalBytes(leaf.manifestHash, election.manifestHash), "RECEIPT_OF_ANOTHER_RECORD", {}, "the record is of another election");
  return { bytes, receipt, index: proof.index, hash, checkpoint, note: proof.note, leaf };
}

/** Whether a ballot has the form of this election's and its proof (6.4) holds. */
export function isValidBallot(election: Election, leaf: BallotLeaf): boolean {
  if (leaf.width !== election.width || election.contestNumber(leaf.contest) === undefined) return false;
  const points = [leaf.vk, leaf.a, ...leaf.b].map(decodePoint);
  const [vk, a] = points;
  const proof = decodeBallotProof(leaf.proof);
  if (proof === undefined || vk === undefined || a === undefined || vk.is0() || a.is0() || points.includes(undefined)) return false;
  const c = ballotChallenge(election.manifestHash, leaf.head, leaf.proof.subarray(0, 32), leaf.proof.subarray(32, 64));
  return holdsForRandomness(proof, c, a) && holdsForKey(proof, c, vk);
}

/** As proveRecord, and that it is a ballot that counts as one: throws RECEIPT_OF_ANOTHER_RECORD where it is none. */
export function proveBallotRecord(election: Election, bytes: Uint8Array, receipt: Uint8Array): ProvenBallot {
  return asBallot(election, proveRecord(election, bytes, receipt));
}

function asBallot(election: Election, record: LoggedRecord): ProvenBallot {
  const { leaf } = record;
  insist(leaf.type === LeafType.ballot && isValidBallot(election, leaf), "RECEIPT_OF_ANOTHER_RECORD", {}, `record ${record.index} is no ballot of this election`);
  return { ...record, leaf };
}

/** Where a key's ballots in a contest end, as far as there are receipts. */
export interface ChainEnd {
  /** 0 before the first. */
  readonly sequence: bigint;
  /** Zeros before the first. */
  readonly hash: Uint8Array;
  readonly index: bigint;
}

export const noBallot: ChainEnd = { sequence: 0n, hash: new Uint8Array(32), index: -1n };

export function endOf(chain: readonly ProvenBallot[]): ChainEnd {
  const last = chain.at(-1);
  return last === undefined ? noBallot : { sequence: last.leaf.seq, hash: last.hash, index: last.index };
}

/** That ballots are of this key and contest and continue `before` (6.6); throws `code`. */
export function checkChain(key: Uint8Array, contest: number, before: ChainEnd, chain: readonly ProvenBallot[], code: ErrorCode): void {
  let end = before;
  for (const ballot of chain) {
    const { leaf, index } = ballot;
    const of = (holds: boolean, what: string): void => insist(holds, code, {}, `record ${index} ${what}`);
    of(equalBytes(leaf.vk, key) && leaf.contest === contest, "is a ballot of another key or contest");
    of(leaf.seq === end.sequence + 1n, `is not ballot ${end.sequence + 1n} of the key`);
    of(equalBytes(leaf.prev, end.hash), "does not name the ballot before it");
    of(index > end.index, "stands before the ballot that it follows");
    end = { sequence: leaf.seq, hash: ballot.hash, index };
  }
}

/** What was asked: may the ballot after `before` be cast? */
export interface Question {
  readonly key: Uint8Array;
  readonly slot: Uint8Array;
  readonly contest: number;
  readonly before: ChainEnd;
}

/** Why it may not, proven by records under one checkpoint; whether that continues what was seen is still to be checked. */
export type Refusal =
  | { readonly reason: "sequence" | "choice-group" | "already-voted"; readonly ballots: readonly ProvenBallot[]; readonly under: LoggedRecord }
  | { readonly reason: "revoked" | "closed"; readonly signers: readonly number[]; readonly time: bigint | undefined; readonly under: LoggedRecord };

const mostRecords = 1000;

/** Verifies the answer to ProveRefusal (7): undefined where nothing speaks against the ballot. Throws REFUSAL_NOT_PROVEN or a RECEIPT_ code. */
export function proveRefusal(election: Election, question: Question, answer: RefusalAnswer): Refusal | undefined {
  if (answer.reason === RefusalReason.none) {
    unproven(answer.records.length === 0, "there are records, and no reason");
    return undefined;
  }
  const records = underOneCheckpoint(election, answer);
  const [under] = records as [LoggedRecord, ...LoggedRecord[]];
  switch (answer.reason) {
    case RefusalReason.revoked: {
      const leaf = signedByAuthorities(election, records, LeafType.revocation) as RevocationLeaf;
      unproven(equalBytes(leaf.tag, question.slot) && leaf.gen === 0, "the revocation is of another key");
      return { reason: "revoked", signers: leaf.signatures.map(({ number }) => number), time: undefined, under };
    }
    case RefusalReason.closed: {
      const leaf = signedByAuthorities(election, records, LeafType.close) as TimeLeaf;
      return { reason: "closed", signers: leaf.signatures.map(({ number }) => number), time: leaf.time, under };
    }
  }
  const ballots = records.map((record) => asBallot(election, record));
  switch (answer.reason) {
    case RefusalReason.sequence:
      checkChain(question.key, question.contest, question.before, ballots, "REFUSAL_NOT_PROVEN");
      return { reason: "sequence", ballots, under };
    case RefusalReason.choiceGroup:
      checkGroupIsFull(election, question, ballots);
      return { reason: "choice-group", ballots, under };
    case RefusalReason.alreadyVoted:
      unproven(election.sealed.config.revote === 2, "the last ballot counts here");
      unproven(ballots.length === 1, "one ballot was expected");
      checkChain(question.key, question.contest, noBallot, ballots, "REFUSAL_NOT_PROVEN");
      return { reason: "already-voted", ballots, under };
    default:
      throw new UrnaError("REFUSAL_NOT_PROVEN", {}, "there is no such reason");
  }
}

function unproven(holds: boolean, what: string): asserts holds {
  insist(holds, "REFUSAL_NOT_PROVEN", {}, what);
}

function underOneCheckpoint(election: Election, { records }: RefusalAnswer): LoggedRecord[] {
  unproven(records.length >= 1, "there is no record");
  unproven(records.length <= mostRecords, "there are too many records");
  const out: LoggedRecord[] = [];
  for (const { record, receipt } of records) {
    const logged = proveRecord(election, record, receipt);
    const before = out.at(-1);
    if (before !== undefined) {
      unproven(logged.checkpoint.size === before.checkpoint.size && equalBytes(logged.checkpoint.root, before.checkpoint.root), "the records are not under one checkpoint");
      unproven(logged.index > before.index, "the records are out of order");
    }
    out.push(logged);
  }
  return out;
}

/** That the key has a ballot in as many other contests of a group as the group admits. */
function checkGroupIsFull(election: Election, question: Question, ballots: readonly ProvenBallot[]): void {
  unproven(question.before.sequence === 0n, "the key has a ballot in this contest");
  for (const { leaf, index } of ballots) unproven(equalBytes(leaf.vk, question.key), `record ${index} is a ballot of another key`);
  const used = new Set(ballots.map(({ leaf }) => leaf.contest));
  used.delete(question.contest);
  const full = election.sealed.config.choiceGroups.some(({ contests, max }) =>
    contests.includes(question.contest) && contests.filter((contest) => used.has(contest)).length >= max);
  unproven(full, "no choice group is full");
}

/** Whether at least a authorities have signed, each validly (8.2). */
export function hasAuthorities(election: Election, leaf: RevocationLeaf | TimeLeaf): boolean {
  const { authorityKeys, authorityThreshold } = election.sealed.config;
  const purpose = `leaf-${leaf.type.toString(16).padStart(2, "0")}`;
  return leaf.signatures.length >= authorityThreshold && leaf.signatures.every(({ number, signature }) => {
    const key = authorityKeys[number];
    return key !== undefined && verifySig(key, purpose, election.manifestHash, leaf.body, signature);
  });
}

function signedByAuthorities(election: Election, records: readonly LoggedRecord[], type: number): Leaf {
  const leaf = records[0]?.leaf;
  unproven(records.length === 1 && leaf !== undefined && leaf.type === type, "it is no record of the authorities");
  unproven(hasAuthorities(election, leaf as RevocationLeaf | TimeLeaf), "the signatures do not hold");
  return leaf;
}

/** Whether two leaves are one ballot, though one of them may have been proven anew. */
export function isSameBallot(a: BallotLeaf, b: BallotLeaf): boolean {
  return equalBytes(a.head, b.head);
}

