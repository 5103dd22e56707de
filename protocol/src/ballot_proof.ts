import { concat } from "./bytes.js";
import { basePoint, decodePoint, decodeScalar, encodePoint, encodeScalar, identity, multiply, multiplyPublic, scalarOf, type Point, type Scalar } from "./group.js";
import { Transcript } from "./hashes.js";
import { nonce } from "./nonces.js";

/** The nonces of a proof; they are secret, fresh and different. */
export interface ProofNonces {
  readonly w: Scalar;
  readonly u: Scalar;
}

/** `c` of section 6.4 for the leaf bytes before T and the encodings of T and R. */
export function ballotChallenge(manifestHash: Uint8Array, head: Uint8Array, t: Uint8Array, r: Uint8Array): Scalar {
  return new Transcript("ballot", manifestHash).frame(head).frame(t).frame(r).challenge();
}

/** `T || R || s || z` for given nonces: for test vectors. Others call `proveBallot`. */
export function proveBallotWith(manifestHash: Uint8Array, head: Uint8Array, r: Scalar, x: Scalar, nonces: ProofNonces): Uint8Array {
  const t = encodePoint(multiply(basePoint, nonces.w));
  const commitment = encodePoint(multiply(basePoint, nonces.u));
  const c = ballotChallenge(manifestHash, head, t, commitment);
  return concat(t, commitment, encodeScalar(scalarOf(nonces.w + c * r)), encodeScalar(scalarOf(nonces.u + c * x)));
}

/** The 128 bytes after a ballot's head: the proof that its maker knows the randomness `r` and the voting secret `x`. */
export function proveBallot(manifestHash: Uint8Array, head: Uint8Array, r: Scalar, x: Scalar): Uint8Array {
  return proveBallotWith(manifestHash, head, r, x, { w: nonce("w", x, head), u: nonce("u", x, head) });
}

/** The proof of a leaf, parsed. */
export interface BallotProof {
  readonly t: Point;
  readonly r: Point;
  readonly s: Scalar;
  readonly z: Scalar;
}

/** `T || R || s || z`, 128 bytes; undefined where a point is invalid or the identity, or a scalar is not reduced. */
export function decodeBallotProof(bytes: Uint8Array): BallotProof | undefined {
  const t = decodePoint(bytes.subarray(0, 32));
  const r = decodePoint(bytes.subarray(32, 64));
  const s = decodeScalar(bytes.subarray(64, 96));
  const z = decodeScalar(bytes.subarray(96, 128));
  if (t === undefined || r === undefined || s === undefined || z === undefined || t.is0() || r.is0()) return undefined;
  return { t, r, s, z };
}

/** `sG = T + cA`, the first equation of 6.4: who made the leaf knows its randomness. */
export function holdsForRandomness(proof: BallotProof, c: Scalar, a: Point): boolean {
  return vanishes(proof.s, proof.t, c, a);
}

/** `zG = R + c vk`, the second equation of 6.4: who made the leaf has the voting key. */
export function holdsForKey(proof: BallotProof, c: Scalar, vk: Point): boolean {
  return vanishes(proof.z, proof.r, c, vk);
}

function vanishes(s: Scalar, t: Point, c: Scalar, p: Point): boolean {
  return multiplyPublic(basePoint, s).subtract(t).subtract(multiplyPublic(p, c)).equals(identity);
}
