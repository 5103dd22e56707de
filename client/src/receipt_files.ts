import { fromBase64, toBase64 } from "@urna/protocol/base_text";
import { equalBytes, textOf, utf8 } from "@urna/protocol/bytes";
import { parseScalar, encodeScalar } from "@urna/protocol/group";
import { LeafType, parseLeaf, type BallotLeaf } from "@urna/protocol/leaves";
import { includes, leafHash } from "@urna/protocol/merkle";
import { acceptCheckpoint, logKeyType, parseCheckpoint, parseVkey, type Checkpoint } from "@urna/protocol/notes";
import { parseReceipt } from "@urna/protocol/receipts";
import { tracker as trackerOf } from "@urna/protocol/trackers";
import type { Opening } from "./draft.js";
import { readLogKey } from "./election.js";
import { insist, reading, UrnaError, type ErrorCode, type Facts } from "./errors.js";

/** The file that a voter keeps of a cast ballot (8.5), as `urna vote` writes it. Only leaf and receipt prove anything: `process` and `slot` are not to be shown as checked. */
export interface ReceiptFile {
  readonly process: string;
  /** 20 characters. */
  readonly tracker: string;
  /** Base64 of the record. */
  readonly leaf: string;
  /** A C2SP tlog-proof. */
  readonly receipt: string;
  readonly log_vkey: string;
  /** The 16 characters on the letter, where they are known. */
  readonly slot?: string | undefined;
}

/** The file that opens a challenged ballot (6.5), as `urna vote --challenge` writes it. */
export interface OpeningFile {
  readonly process: string;
  /** All 52 characters. */
  readonly tracker: string;
  readonly head: string;
  readonly payload: string;
  readonly randomness: string;
  readonly slot?: string | undefined;
}

export function openingFile(process: string, tracker: string, slot: string, opening: Opening): OpeningFile {
  return {
    process, tracker, slot, head: toBase64(opening.head), payload: toBase64(opening.payload),
    randomness: toBase64(encodeScalar(opening.randomness)),
  };
}

/** Throws MALFORMED_OPENING. */
export function readOpening(file: OpeningFile): Opening {
  return reading("MALFORMED_OPENING", () => ({
    head: fromBase64(file.head), payload: fromBase64(file.payload), randomness: parseScalar(fromBase64(file.randomness), "the randomness"),
  }));
}

/** The texts that a file's JSON must have; throws `code` where it has not, or is longer than 1 MiB. */
export function readFile(text: string, names: readonly string[], code: ErrorCode): Record<string, string> {
  insist(text.length <= 1 << 20, code);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UrnaError(code, {}, "it is no JSON");
  }
  insist(typeof value === "object" && value !== null, code);
  const object = value as Record<string, unknown>;
  const out: Record<string, string> = {};
  for (const name of names) {
    const member = object[name];
    insist(typeof member === "string", code, {}, `${name} is missing`);
    out[name] = member;
  }
  if (typeof object["slot"] === "string") out["slot"] = object["slot"];
  return out;
}

export function readReceiptFile(text: string): ReceiptFile {
  return readFile(text, ["process", "tracker", "leaf", "receipt", "log_vkey"], "MALFORMED_RECEIPT_FILE") as unknown as ReceiptFile;
}

export function readOpeningFile(text: string): OpeningFile {
  return readFile(text, ["process", "tracker", "head", "payload", "randomness"], "MALFORMED_OPENING") as unknown as OpeningFile;
}

/** What a receipt says, once it holds. */
export interface ReceiptClaim {
  readonly tracker: string;
  readonly index: bigint;
  readonly checkpoint: Checkpoint;
  readonly note: string;
  readonly ballot: BallotLeaf;
  readonly hash: Uint8Array;
  readonly logVkey: string;
}

/** So that words for whoever checks a file accuse nobody of what a damaged file does. */
const ofFile: Facts = { source: "file" };

/**
 * Checks a receipt without a server and for ever: the log's signature, that the record is in the log, that the tracker is the record's.
 * `logVkey` is the key of the log that the checker trusts, whole (`name+keyid+base64`), from elsewhere; without it the receipt's own word
 * is taken for it. `process` and `slot` of the file are not checked. Throws MALFORMED_TRUST for a key that is none,
 * MALFORMED_RECEIPT_FILE, and RECEIPT_ codes where the file is damaged or false, RECEIPT_OF_ANOTHER_LOG where it is of another log.
 */
export function checkReceiptFile(file: ReceiptFile, logVkey?: string): ReceiptClaim {
  const trusted = logVkey === undefined ? undefined : readLogKey(logVkey);
  const key = reading("MALFORMED_RECEIPT_FILE", () => parseVkey(file.log_vkey, logKeyType, "the log's key"));
  insist(trusted === undefined || trusted === key.text, "RECEIPT_OF_ANOTHER_LOG", { ...ofFile, vkey: key.text });
  const bytes = reading("MALFORMED_RECEIPT_FILE", () => fromBase64(file.leaf));
  const proof = reading("RECEIPT_MALFORMED", () => parseReceipt(utf8(file.receipt)), ofFile);
  const read = reading("RECEIPT_MALFORMED", () => parseCheckpoint(proof.note), ofFile);
  insist(read.origin === key.name, "RECEIPT_OF_ANOTHER_LOG", ofFile, `it is of the log ${read.origin}`);
  const checkpoint = reading("RECEIPT_NOT_SIGNED", () => acceptCheckpoint(proof.note, key, []), ofFile);
  const hash = leafHash(bytes);
  insist(includes(checkpoint.root, checkpoint.size, proof.index, hash, proof.path), "RECEIPT_OF_ANOTHER_RECORD", ofFile);
  const leaf = reading("RECEIPT_OF_ANOTHER_RECORD", () => parseLeaf(bytes), ofFile);
  insist(leaf.type === LeafType.ballot, "RECEIPT_OF_ANOTHER_RECORD", ofFile, "the record is no ballot");
  const tracker = trackerOf(leaf.head);
  insist(tracker === file.tracker, "RECEIPT_OF_ANOTHER_RECORD", { ...ofFile, tracker }, "the record has another tracker");
  return { tracker, index: proof.index, checkpoint, note: textOf(proof.note, "a note"), ballot: leaf, hash, logVkey: file.log_vkey };
}

/** Throws RECEIPTS_CONTRADICT where two receipts of one log, that each hold, cannot both be true: together they prove it. */
export function compareReceipts(claims: readonly ReceiptClaim[]): void {
  claims.forEach((a, i) => {
    for (const b of claims.slice(i + 1)) {
      const why = a.logVkey === b.logVkey ? contradiction(a, b) : undefined;
      insist(why === undefined, "RECEIPTS_CONTRADICT", { first: a.tracker, second: b.tracker }, why);
    }
  });
}

function contradiction(a: ReceiptClaim, b: ReceiptClaim): string | undefined {
  if (a.checkpoint.size === b.checkpoint.size && !equalBytes(a.checkpoint.root, b.checkpoint.root)) return "the log signed two roots of one size";
  const isOneRecord = equalBytes(a.hash, b.hash);
  if (a.index === b.index && !isOneRecord) return "they are of two records at one index";
  if (a.index !== b.index && isOneRecord) return "one record stands at two indexes";
  if (isOneRecord || !equalBytes(a.ballot.vk, b.ballot.vk) || a.ballot.contest !== b.ballot.contest) return undefined;
  if (a.ballot.seq === b.ballot.seq) return "they are of two ballots of one number";
  const [before, after] = a.ballot.seq < b.ballot.seq ? [a, b] : [b, a];
  if (after.index < before.index) return "the later ballot stands before the earlier one";
  if (after.ballot.seq === before.ballot.seq + 1n && !equalBytes(after.ballot.prev, before.hash)) return "the later ballot does not follow the earlier one";
  return undefined;
}
