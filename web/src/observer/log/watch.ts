import { equalBytes, ProtocolError } from "@urna/protocol/bytes";
import { continues } from "@urna/protocol/merkle";
import { acceptCheckpoint, type Checkpoint, type Vkey } from "@urna/protocol/notes";
import type { LogServer } from "./log_server.js";
import { Records } from "./records.ts";

/** A checkpoint that was seen and held. */
export interface SeenNote {
  /** The note's own bytes. */
  readonly bytes: Uint8Array;
  readonly checkpoint: Checkpoint;
}

/** What a look at a log came to. */
export type Look =
  /** Nothing was kept of this log: from now on it has to continue this. */
  | { readonly kind: "first"; readonly seen: SeenNote }
  | { readonly kind: "same"; readonly seen: SeenNote }
  /** It continues what was kept. */
  | { readonly kind: "grown"; readonly seen: SeenNote; readonly from: bigint }
  /** An older one than was kept, and no contradiction to it: a copy may lag behind. */
  | { readonly kind: "behind"; readonly given: SeenNote }
  /** Two notes that the log signed, and that cannot both be of one log. */
  | { readonly kind: "forked"; readonly kept: SeenNote; readonly given: SeenNote }
  /** What came is no checkpoint of this log: whoever gave it, the log has signed nothing of it. */
  | { readonly kind: "not-signed"; readonly detail: string }
  /** Signed, but that it continues what was kept could be shown neither way. */
  | { readonly kind: "unproven"; readonly given: SeenNote; readonly detail: string }
  | { readonly kind: "no-answer"; readonly detail: string };

/** Reads a note by section 8.4; throws a ProtocolError where it does not hold. */
export function readNote(bytes: Uint8Array, key: Vkey, witnesses: readonly Vkey[]): SeenNote {
  return { bytes, checkpoint: acceptCheckpoint(bytes, key, witnesses) };
}

interface Watched {
  readonly server: LogServer;
  readonly key: Vkey;
  readonly witnesses: readonly Vkey[];
  /** What was read of it in this visit. */
  readonly records: Records;
}

/** Looks at the log once and compares what it shows with what was kept. It never accuses on the server's word: a fork is two signatures. */
export async function look(watched: Watched, kept: SeenNote | undefined, signal: AbortSignal): Promise<Look> {
  let bytes: Uint8Array;
  try {
    bytes = await watched.server.checkpoint(signal);
  } catch (problem) {
    return { kind: "no-answer", detail: sayOf(problem) };
  }
  let given: SeenNote;
  try {
    given = readNote(bytes, watched.key, watched.witnesses);
  } catch (problem) {
    if (!(problem instanceof ProtocolError)) throw problem;
    return { kind: "not-signed", detail: problem.message };
  }
  return kept === undefined ? { kind: "first", seen: given } : compare(watched, kept, given, signal);
}

async function compare(watched: Watched, kept: SeenNote, given: SeenNote, signal: AbortSignal): Promise<Look> {
  const [old, now] = [kept.checkpoint, given.checkpoint];
  if (old.size === now.size) return equalBytes(old.root, now.root) ? { kind: "same", seen: given } : { kind: "forked", kept, given };
  const [small, large] = old.size < now.size ? [old, now] : [now, old];
  const good: Look = old.size < now.size ? { kind: "grown", seen: given, from: old.size } : { kind: "behind", given };
  let detail = "";
  try {
    const path = await watched.server.consistency(small.size, large.size, signal);
    if (path !== undefined && continues(small.size, small.root, large.size, large.root, path)) return good;
    detail = path === undefined ? "" : "the proof that the server gives does not hold";
  } catch (problem) {
    detail = sayOf(problem);
  }
  // The server's proof is a convenience. The records themselves decide, where they are those that the log signed.
  const isPrefix = await decide(watched, small, large, signal);
  if (isPrefix === undefined) return { kind: "unproven", given, detail };
  return isPrefix ? good : { kind: "forked", kept, given };
}

/** Whether the records of the larger log begin with those of the smaller; undefined where no records are those of the larger. */
async function decide({ server, records }: Watched, small: Checkpoint, large: Checkpoint, signal: AbortSignal): Promise<boolean | undefined> {
  const read = async (of: Records): Promise<boolean | undefined> => {
    const [size, start] = [Number(large.size), Number(small.size)];
    try {
      if (of.count < size) await of.readTo(size, large.root, signal);
      else if (!equalBytes(of.rootAt(size), large.root)) return undefined;
      return equalBytes(of.rootAt(start), small.root);
    } catch {
      return undefined;
    }
  };
  // What was read before may be of the other log: then all of it is asked for anew.
  return (await read(records)) ?? read(new Records(server, () => {}, true));
}

function sayOf(problem: unknown): string {
  return problem instanceof Error ? problem.message : String(problem);
}
