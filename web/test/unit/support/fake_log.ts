// A log in memory, with a key of its own, that can be made to lie.
import { toBase64 } from "@urna/protocol/base_text";
import { concat, utf8 } from "@urna/protocol/bytes";
import { leafHash, nodeHash, rootOf } from "@urna/protocol/merkle";
import { logKeyType, parseVkey, type Vkey } from "@urna/protocol/notes";
import { sha256 } from "@urna/protocol/hashes";
import { tilePath } from "@urna/protocol/tiles";
import { createPrivateKey, generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import type { LogServer } from "../../../src/observer/log/log_server.ts";

/** A number generator that is the same each time. */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    return ((state ^ (state >>> 12)) >>> 0) / 2 ** 32;
  };
}

export class LogKey {
  readonly vkey: Vkey;
  readonly #secret: KeyObject;

  constructor(name: string) {
    const { privateKey } = generateKeyPairSync("ed25519");
    const raw = new Uint8Array(Buffer.from(privateKey.export({ format: "jwk" }).x as string, "base64url"));
    this.#secret = createPrivateKey(privateKey.export({ format: "pem", type: "pkcs8" }));
    const typed = concat(Uint8Array.of(logKeyType), raw);
    const id = sha256(concat(utf8(`${name}\n`), typed)).slice(0, 4);
    this.vkey = parseVkey(`${name}+${Buffer.from(id).toString("hex")}+${toBase64(typed)}`, logKeyType, "the key");
  }

  /** A signed checkpoint of these records. */
  note(records: readonly Uint8Array[]): Uint8Array {
    const text = `${this.vkey.name}\n${records.length}\n${toBase64(rootOf(records.map(leafHash)))}\n`;
    const signature = sign(null, Buffer.from(text), this.#secret);
    return utf8(`${text}\n\u2014 ${this.vkey.name} ${toBase64(concat(this.vkey.keyId, new Uint8Array(signature)))}\n`);
  }
}

/** The hashes that prove that the tree of all leaves continues that of the first `oldSize` (RFC 9162, 2.1.4.1). */
export function consistencyPath(hashes: readonly Uint8Array[], oldSize: number, isWhole = true): Uint8Array[] {
  if (oldSize === hashes.length) return isWhole ? [] : [rootOf(hashes)];
  let split = 1;
  while (split * 2 < hashes.length) split *= 2;
  return oldSize <= split
    ? [...consistencyPath(hashes.slice(0, split), oldSize, isWhole), rootOf(hashes.slice(split))]
    : [...consistencyPath(hashes.slice(split), oldSize - split, false), rootOf(hashes.slice(0, split))];
}

/** Serves these records; each of its answers can be replaced. */
export class FakeServer implements LogServer {
  records: readonly Uint8Array[] = [];
  /** What it gives instead of the checkpoint of its records; an error is thrown. */
  note: Uint8Array | Error | undefined;
  proofs: "good" | "bad" | "none" | "error" = "good";
  hasTiles = true;
  asked = 0;
  readonly #key: LogKey;

  constructor(key: LogKey) {
    this.#key = key;
  }

  async checkpoint(): Promise<Uint8Array> {
    this.asked++;
    if (this.note instanceof Error) throw this.note;
    return this.note ?? this.#key.note(this.records);
  }

  async tile(path: string): Promise<Uint8Array> {
    if (!this.hasTiles) throw new Error("404");
    for (let index = 0; index * 256 < this.records.length; index++) {
      const own = this.records.slice(index * 256, index * 256 + 256);
      for (let width = 1; width <= own.length; width++) {
        if (tilePath("entries", index, width) === path) return concat(...own.slice(0, width).map((one) => concat(Uint8Array.of(one.length >> 8, one.length & 255), one)));
      }
    }
    throw new Error("404");
  }

  async consistency(oldSize: bigint, size: bigint): Promise<readonly Uint8Array[] | undefined> {
    if (this.proofs === "none") return undefined;
    if (this.proofs === "error" || Number(size) > this.records.length) throw new Error("503");
    const path = consistencyPath(this.records.slice(0, Number(size)).map(leafHash), Number(oldSize));
    return this.proofs === "good" ? path : [...path, nodeHash(new Uint8Array(32), new Uint8Array(32))];
  }
}

/** So many records of a few random bytes. */
export function someRecords(count: number, random: () => number): Uint8Array[] {
  return Array.from({ length: count }, (_, i) => concat(utf8(`record ${i} `), Uint8Array.from({ length: 1 + Math.floor(random() * 20) }, () => Math.floor(random() * 256))));
}
