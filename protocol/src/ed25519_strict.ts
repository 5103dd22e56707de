import { EdwardsPoint } from "./edwards.js";
import { concat, equalBytes, utf8 } from "./bytes.js";
import { decodeScalar, reduce } from "./group.js";
import { sha512 } from "./hashes.js";

type CurvePoint = InstanceType<typeof EdwardsPoint>;

function canonicalKey(key: Uint8Array): CurvePoint | undefined {
  if (key.length !== 32) return undefined;
  try {
    const point = EdwardsPoint.fromBytes(key, false);
    return equalBytes(point.toBytes(), key) && !point.isSmallOrder() ? point : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a key may stand in a configuration: canonical, not of small order, in the subgroup of prime order (1.2). */
export function isGoodSigningKey(key: Uint8Array): boolean {
  const point = canonicalKey(key);
  return point !== undefined && point.isTorsionFree();
}

/** The four rules of section 1.2: the equation without the cofactor, compared as bytes. */
export function verifySignature(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (signature.length !== 64) return false;
  const r = signature.subarray(0, 32);
  const s = decodeScalar(signature.subarray(32));
  const a = canonicalKey(key);
  if (s === undefined || a === undefined) return false;
  const h = reduce(sha512(concat(r, key, message)));
  const sB = s === 0n ? EdwardsPoint.ZERO : EdwardsPoint.BASE.multiplyUnsafe(s);
  const hA = h === 0n ? EdwardsPoint.ZERO : a.multiplyUnsafe(h);
  const expected = sB.subtract(hA);
  return !expected.isSmallOrder() && equalBytes(expected.toBytes(), r);
}

/** The message that Sig(sk, purpose, ctx, body) of section 1.4 signs. */
export function signedMessage(purpose: string, context: Uint8Array, body: Uint8Array): Uint8Array {
  return concat(utf8(`urna/v2/sig/${purpose}\0`), context, body);
}

/** Whether `signature` is Sig(sk, purpose, ctx, body) under `key`. */
export function verifySig(key: Uint8Array, purpose: string, context: Uint8Array, body: Uint8Array, signature: Uint8Array): boolean {
  return verifySignature(key, signedMessage(purpose, context, body), signature);
}
