import { demand, equalBytes, ProtocolError } from "@urna/protocol/bytes";
import { LeafType, parseLeaf } from "@urna/protocol/leaves";
import { includes, leafHash } from "@urna/protocol/merkle";
import { acceptCheckpoint, type Vkey } from "@urna/protocol/notes";
import { parseReceipt } from "@urna/protocol/receipts";
import type { KeptCheckpoint, KeptReceipt } from "../options.js";
import type { Log } from "./log.js";

/** Runs `work`; what does not hold in it is said of what was kept, and not of the bundle. */
function ofKept<Value>(what: string, work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    throw new ProtocolError(`${what}: ${error.message}`);
  }
}

/** That the log continues a checkpoint that was kept: none is larger, and the root of its size is the one that it names. */
export function compareCheckpoint(kept: KeptCheckpoint, log: Log, key: Vkey, witnesses: readonly Vkey[]): void {
  ofKept("a kept checkpoint", () => compareNote(kept.bytes, log, key, witnesses));
}

function compareNote(bytes: Uint8Array, log: Log, key: Vkey, witnesses: readonly Vkey[]): void {
  const note = acceptCheckpoint(bytes, key, witnesses);
  demand(note.size <= log.checkpoint.size, "it is larger than the log: records were taken back");
  demand(equalBytes(log.rootAt(Number(note.size)), note.root), "it is of another log: the log does not continue it");
}

/** That a receipt was given by this log, and that its leaf, a ballot, is still there; gives its record. */
export function compareReceipt({ receipt: text, leaf }: KeptReceipt, log: Log, key: Vkey, witnesses: readonly Vkey[]): number {
  return ofKept("a kept receipt", () => {
    const receipt = parseReceipt(text);
    const note = acceptCheckpoint(receipt.note, key, witnesses);
    demand(includes(note.root, note.size, receipt.index, leafHash(leaf), receipt.path), "its leaf is not in the tree that it names");
    compareNote(receipt.note, log, key, witnesses);
    const there = log.leaves[Number(receipt.index)];
    demand(there !== undefined && equalBytes(there, leaf), "the log holds another record in its place");
    demand(parseLeaf(leaf).type === LeafType.ballot, "it is not of a ballot");
    return Number(receipt.index);
  });
}

/** Whether a note is of the journal: its first line says so; without a journal all are of the log. */
export function isOfJournal(kept: KeptCheckpoint, journalOrigin: string | undefined): boolean {
  return journalOrigin !== undefined && kept.origin === journalOrigin;
}
