import { chunkLength, embed } from "./embedding.js";
import { demand } from "./bytes.js";
import { basePoint, encodePoint, multiply, type Point, type Scalar } from "./group.js";

/** `A, B_1, .., B_k`. */
export interface Ciphertext {
  readonly a: Point;
  readonly b: readonly Point[];
}

/** The points of a payload of 30 k bytes. */
export function embedPayload(payload: Uint8Array, width: number): Point[] {
  demand(payload.length === chunkLength * width, `a payload of this election has ${chunkLength * width} bytes`);
  return Array.from({ length: width }, (_, l) => embed(payload.subarray(chunkLength * l, chunkLength * (l + 1))));
}

/** Section 6.3, for the keys Y_1..Y_k. */
export function encrypt(keys: readonly Point[], payload: Uint8Array, randomness: Scalar): Ciphertext {
  const messages = embedPayload(payload, keys.length);
  return {
    a: multiply(basePoint, randomness),
    b: keys.map((key, l) => multiply(key, randomness).add(messages[l] as Point)),
  };
}

/** 32 (k + 1) bytes, as they stand in a leaf. */
export function encodeCiphertext(ciphertext: Ciphertext): Uint8Array {
  const bytes = new Uint8Array(32 * (ciphertext.b.length + 1));
  bytes.set(encodePoint(ciphertext.a));
  ciphertext.b.forEach((point, l) => bytes.set(encodePoint(point), 32 * (l + 1)));
  return bytes;
}
