import { fromBase64 } from "./base_text.js";
import { concat, demand, equalBytes, textOf, toHex, utf8 } from "./bytes.js";
import { isGoodSigningKey, verifySignature } from "./ed25519_strict.js";
import { sha256 } from "./hashes.js";

export const mostNoteBytes = 65536;
const mostSignatures = 64;
const maxSize = 1n << 63n;

/** The two kinds of keys of section 8.4: a log's, and a witness's. */
export const logKeyType = 0x01;
export const witnessKeyType = 0x04;

/** A C2SP verifier key. */
export interface Vkey {
  readonly text: string;
  readonly name: string;
  readonly keyId: Uint8Array;
  readonly type: typeof logKeyType | typeof witnessKeyType;
  readonly key: Uint8Array;
}

/** Whether a text may be the name of a key or the origin of a log: 1 to 255 bytes without white space, control characters or `+`. */
export function isKeyName(name: string): boolean {
  const length = utf8(name).length;
  return length >= 1 && length <= 255 && !/[\u0000-\u0020\u007f-\u00a0+\p{White_Space}]/u.test(name);
}

/** Reads `<name>+<keyid>+<base64(type || key)>`; throws a ProtocolError that begins with `what`. */
export function parseVkey(text: string, type: typeof logKeyType | typeof witnessKeyType, what: string): Vkey {
  const parts = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text);
  demand(parts !== null, `${what} is not of the form name+keyid+base64`);
  const [, name, id, encoded] = parts as unknown as [string, string, string, string];
  demand(isKeyName(name), `${what} has a name that no key can have`);
  const typed = fromBase64(encoded);
  demand(typed.length === 33 && typed[0] === type, `${what} is not a key of type ${type}`);
  const keyId = sha256(concat(utf8(`${name}\n`), typed)).slice(0, 4);
  demand(toHex(keyId) === id, `${what} has a key id that is not its key's`);
  const key = typed.slice(1);
  demand(isGoodSigningKey(key), `${what} is not a good Ed25519 key`);
  return { text, name, keyId, type, key };
}

/** A signature line of a note. */
export interface NoteLine {
  readonly name: string;
  readonly keyId: Uint8Array;
  readonly signature: Uint8Array;
}

/** A checkpoint as a note says it; nothing is verified yet. */
export interface CheckpointNote {
  readonly origin: string;
  readonly size: bigint;
  readonly root: Uint8Array;
  /** What is signed: the three lines with their newlines. */
  readonly text: Uint8Array;
  readonly lines: readonly NoteLine[];
}

function decimal(text: string, what: string): bigint {
  demand(/^(0|[1-9][0-9]{0,18})$/.test(text), `${what} is not a plain decimal number`);
  const value = BigInt(text);
  demand(value < maxSize, `${what} is 2^63 or more`);
  return value;
}

function noteLine(line: string): NoteLine {
  const parts = /^\u2014 ([^ ]+) ([A-Za-z0-9+/]+={0,2})$/.exec(line);
  demand(parts !== null, "a signature line of the note is not well-formed");
  const [, name, encoded] = parts as unknown as [string, string, string];
  demand(isKeyName(name), "a signature line of the note has a name that no key can have");
  const bytes = fromBase64(encoded);
  demand(bytes.length > 4, "a signature line of the note is too short");
  return { name, keyId: bytes.slice(0, 4), signature: bytes.slice(4) };
}

/** A C2SP signed note: a text, and lines of signatures under it. */
export interface Note {
  /** Without its last newline. */
  readonly body: string;
  readonly lines: readonly NoteLine[];
}

/** Reads a note, whatever its text says; throws a ProtocolError where it is none. */
export function parseNote(bytes: Uint8Array): Note {
  demand(bytes.length <= mostNoteBytes, "a note has more than 64 KiB");
  const note = textOf(bytes, "a note");
  const split = note.lastIndexOf("\n\n");
  demand(split >= 0 && note.endsWith("\n"), "a note has no signatures");
  const lines = note.slice(split + 2, -1).split("\n");
  demand(lines.length <= mostSignatures, "a note has more than 64 signatures");
  return { body: note.slice(0, split), lines: lines.map(noteLine) };
}

/** Reads a checkpoint note (8.4); throws a ProtocolError on whatever is not well-formed. */
export function parseCheckpoint(bytes: Uint8Array): CheckpointNote {
  const { body: text, lines } = parseNote(bytes);
  const body = text.split("\n");
  demand(body.length === 3, "a checkpoint has not exactly three lines");
  const [origin, size, root] = body as [string, string, string];
  demand(isKeyName(origin), "a checkpoint's origin is none that a log can have");
  const rootBytes = fromBase64(root);
  demand(rootBytes.length === 32, "a checkpoint's root has not 32 bytes");
  return { origin, size: decimal(size, "a checkpoint's size"), root: rootBytes, text: utf8(`${text}\n`), lines };
}

function isLineOf(line: NoteLine, key: Vkey): boolean {
  return line.name === key.name && equalBytes(line.keyId, key.keyId);
}

/** A checkpoint whose signatures hold. */
export interface Checkpoint extends CheckpointNote {
  /** How many different witnesses of the configuration have cosigned. */
  readonly cosigned: number;
}

/** Accepts a note by section 8.4 under the log's key and those of the witnesses; throws a ProtocolError where it does not hold. */
export function acceptCheckpoint(bytes: Uint8Array, log: Vkey, witnesses: readonly Vkey[]): Checkpoint {
  const note = parseCheckpoint(bytes);
  demand(note.origin === log.name, "a checkpoint is of another log");
  const own = note.lines.filter((line) => isLineOf(line, log));
  demand(own.length > 0, "a checkpoint is not signed by the log");
  for (const line of own) demand(verifySignature(log.key, note.text, line.signature), "a checkpoint's signature by the log does not verify");
  let cosigned = 0;
  for (const witness of witnesses) {
    const lines = note.lines.filter((line) => isLineOf(line, witness));
    for (const line of lines) demand(verifyCosignature(witness, note.text, line.signature), "a witness's line of a checkpoint does not verify");
    if (lines.length > 0) cosigned++;
  }
  return { ...note, cosigned };
}

function verifyCosignature(witness: Vkey, text: Uint8Array, timed: Uint8Array): boolean {
  if (timed.length !== 72) return false;
  const time = new DataView(timed.buffer, timed.byteOffset, 8).getBigUint64(0, false);
  if (time >= maxSize) return false;
  return verifySignature(witness.key, concat(utf8(`cosignature/v1\ntime ${time}\n`), text), timed.subarray(8));
}
