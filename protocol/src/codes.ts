import { blake2b } from "@noble/hashes/blake2.js";
import { concat, demand, le64, utf8 } from "./bytes.js";
import { basePoint, multiply, reduce, scalarOf, type Point, type Scalar } from "./group.js";
import { frame, frameLabel, sha512 } from "./hashes.js";
import type { Code } from "./typed_codes.js";

export { checkValue, readCode, type Code, type CodeProblem } from "./typed_codes.js";

/** `seed_j` of section 5.2: 32 secret bytes. */
export function codeSeed(electionId: Uint8Array, j: number, code: Code): Uint8Array {
  return blake2b(concat(frameLabel("code-key"), frame(electionId), frame(le64(j)), frame(utf8(code))), { dkLen: 32 });
}

/** A registrar's part of a voting key. */
export interface KeyPart {
  readonly secret: Scalar;
  readonly point: Point;
}

/** `x_j` and `V_j` of section 5.2. */
export function keyPart(electionId: Uint8Array, j: number, code: Code): KeyPart {
  const seed = codeSeed(electionId, j, code);
  const secret = reduce(sha512(concat(frameLabel("code-scalar"), seed)));
  seed.fill(0);
  demand(secret !== 0n, "this code gives no key; its registrar must draw another");
  return { secret, point: multiply(basePoint, secret) };
}

/** `x` and `vk` of all parts. */
export function votingKey(parts: readonly KeyPart[]): KeyPart {
  const secret = scalarOf(parts.reduce((sum, part) => sum + part.secret, 0n));
  demand(secret !== 0n, "these codes give no key; a registrar must draw another");
  return { secret, point: parts.map((part) => part.point).reduce((sum, point) => sum.add(point)) };
}

/** `slot_secret` of section 5.1: 16 bytes. */
export function slotSecret(rollKey: Uint8Array, electionId: Uint8Array, personId: string): Uint8Array {
  return blake2b(concat(frameLabel("slot"), frame(electionId), frame(utf8(personId))), { dkLen: 16, key: rollKey });
}
