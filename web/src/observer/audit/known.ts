import { fromBase64 } from "@urna/protocol/base_text";
import { fromHex, textOf, utf8 } from "@urna/protocol/bytes";
import { logKeyType, parseNote, parseVkey, type Vkey } from "@urna/protocol/notes";
import type { KeptCheckpoint, KeptReceipt } from "@urna/verifier";

/** What an observer brings from somewhere that is not the bundle. */
export interface Brought {
  readonly manifest: Uint8Array | undefined;
  readonly vkey: Vkey | undefined;
  readonly receipts: readonly NamedReceipt[];
  readonly checkpoints: readonly NamedCheckpoint[];
}

export interface NamedReceipt extends KeptReceipt {
  /** Of its file. */
  readonly name: string;
  /** 20 characters, as the file says. */
  readonly tracker: string;
}

export interface NamedCheckpoint extends KeptCheckpoint {
  readonly name: string;
}

export const nothingBrought: Brought = { manifest: undefined, vkey: undefined, receipts: [], checkpoints: [] };

/** The hash of a manifest as letters print it, spaces and capitals aside; undefined where it is none. */
export function readManifestHash(text: string): Uint8Array | undefined {
  const bare = text.replace(/[\s:-]/g, "").toLowerCase();
  return /^[0-9a-f]{64}$/.test(bare) ? fromHex(bare) : undefined;
}

/** A log's verifier key; undefined where it is none. */
export function readVkey(text: string): Vkey | undefined {
  try {
    return parseVkey(text.trim(), logKeyType, "the key");
  } catch {
    return undefined;
  }
}

export type KeptFile = { readonly kind: "receipt"; readonly receipt: NamedReceipt } | { readonly kind: "checkpoint"; readonly checkpoint: NamedCheckpoint };

const mostBytes = 1 << 20;

/** A file that somebody kept: a receipt as `urna vote` and the booth give it, or the note of a checkpoint; undefined where it is neither. */
export function readKeptFile(name: string, bytes: Uint8Array): KeptFile | undefined {
  if (bytes.length > mostBytes) return undefined;
  const receipt = readReceipt(name, bytes);
  if (receipt !== undefined) return { kind: "receipt", receipt };
  try {
    return { kind: "checkpoint", checkpoint: { name, bytes, origin: parseNote(bytes).body.split("\n", 1)[0] ?? "" } };
  } catch {
    return undefined;
  }
}

function readReceipt(name: string, bytes: Uint8Array): NamedReceipt | undefined {
  try {
    const value: unknown = JSON.parse(textOf(bytes, "a receipt"));
    const members = value as Readonly<Record<string, unknown>>;
    for (const wanted of ["receipt", "leaf", "process", "tracker", "log_vkey"]) if (typeof members[wanted] !== "string") return undefined;
    return { name, tracker: members["tracker"] as string, receipt: utf8(members["receipt"] as string), leaf: fromBase64(members["leaf"] as string) };
  } catch {
    return undefined;
  }
}

/** A tracker as people type it: 20 characters, or the 52 of a QR code; undefined where it is none. */
export function readTracker(text: string): string | undefined {
  const bare = text.replace(/[\s-]/g, "").toLowerCase().replace(/^urna2:/, "").replaceAll("0", "o").replaceAll("1", "l").replaceAll("8", "b");
  return /^[a-z2-7]{20}(?:[a-z2-7]{32})?$/.test(bare) ? bare : undefined;
}
