import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { concat, le64, utf8 } from "./bytes.js";
import { encodePoint, encodeScalar, reduce, type Point, type Scalar } from "./group.js";

export { sha256, sha512 };

/** F(x): the length in eight bytes, then x. */
export function frame(x: Uint8Array): Uint8Array {
  return concat(le64(x.length), x);
}

/** F("urna/v2/" || name). */
export function frameLabel(name: string): Uint8Array {
  return frame(utf8(`urna/v2/${name}`));
}

/** Hash(label, x_1, x_2, ..) of section 1.3: 32 bytes. */
export function labelledHash(label: string, ...parts: readonly Uint8Array[]): Uint8Array {
  const hash = sha256.create().update(frameLabel(label));
  for (const part of parts) hash.update(le64(part.length)).update(part);
  return hash.digest();
}

/** A transcript of section 1.3; `context` has 32 bytes. */
export class Transcript {
  readonly #hash = sha512.create();

  constructor(purpose: string, context: Uint8Array) {
    this.#hash.update(frameLabel(purpose));
    this.frame(context);
  }

  frame(x: Uint8Array): this {
    this.#hash.update(le64(x.length)).update(x);
    return this;
  }

  u64(value: number | bigint): this {
    return this.frame(le64(value));
  }

  point(point: Point): this {
    return this.frame(encodePoint(point));
  }

  scalar(scalar: Scalar): this {
    return this.frame(encodeScalar(scalar));
  }

  /** One frame of all of them, by their encodings. */
  points(encodings: readonly Uint8Array[]): this {
    let length = 0;
    for (const encoding of encodings) length += encoding.length;
    this.#hash.update(le64(length));
    for (const encoding of encodings) this.#hash.update(encoding);
    return this;
  }

  /** 64 bytes; nothing can be absorbed afterwards. */
  digest(): Uint8Array {
    return this.#hash.digest();
  }

  challenge(): Scalar {
    return reduce(this.digest());
  }
}

/** VecChallenge of section 1.3 for i, from 1: a number below 2^128. `seed` has 64 bytes. */
export function vectorChallenge(purpose: string, seed: Uint8Array, i: number): Scalar {
  const bytes = sha512(concat(frameLabel(purpose), seed, le64(i)));
  const view = new DataView(bytes.buffer, bytes.byteOffset, 16);
  return (view.getBigUint64(0, true) | (view.getBigUint64(8, true) << 64n)) as Scalar;
}
