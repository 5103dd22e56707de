import { ristretto255, ristretto255_hasher } from "@noble/curves/ed25519.js";
import { demand } from "./bytes.js";

/** An element of ristretto255; one that came from bytes has been validated. */
export type Point = InstanceType<typeof ristretto255.Point>;

declare const scalarBrand: unique symbol;
/** A number from 0 to L - 1. */
export type Scalar = bigint & { readonly [scalarBrand]: true };

/** The order of the group. */
export const order: bigint = ristretto255.Point.Fn.ORDER;
export const basePoint: Point = ristretto255.Point.BASE;
export const identity: Point = ristretto255.Point.ZERO;

/** The element that `bytes` encode, the identity included, or undefined where they encode none. */
export function decodePoint(bytes: Uint8Array): Point | undefined {
  if (bytes.length !== 32) return undefined;
  try {
    return ristretto255.Point.fromBytes(bytes);
  } catch {
    return undefined;
  }
}

/** As decodePoint; throws a ProtocolError that names `what`. */
export function parsePoint(bytes: Uint8Array, what: string): Point {
  const point = decodePoint(bytes);
  demand(point !== undefined, `${what} is not an element of the group`);
  return point;
}

/** As parsePoint, and refuses the identity. */
export function parseNonIdentity(bytes: Uint8Array, what: string): Point {
  const point = parsePoint(bytes, what);
  demand(!point.is0(), `${what} is the identity`);
  return point;
}

export function encodePoint(point: Point): Uint8Array {
  return point.toBytes();
}

/** `from_hash`: 64 bytes to an element (RFC 9496, 4.3.4). */
export function pointFromHash(bytes: Uint8Array): Point {
  demand(bytes.length === 64, "a point is made of 64 bytes");
  const toPoint = ristretto255_hasher.deriveToCurve;
  if (toPoint === undefined) throw new Error("this version of @noble/curves cannot map bytes to a point; install the one of the lockfile");
  return toPoint(bytes);
}

export function littleEndianNumber(bytes: Uint8Array): bigint {
  let text = "";
  for (let i = bytes.length - 1; i >= 0; i--) text += (bytes[i] as number).toString(16).padStart(2, "0");
  return text === "" ? 0n : BigInt(`0x${text}`);
}

/** `reduce`: 64 bytes, as a little-endian number, modulo L. */
export function reduce(bytes: Uint8Array): Scalar {
  return (littleEndianNumber(bytes) % order) as Scalar;
}

/** The number that 32 bytes spell, or undefined unless it is below L. */
export function decodeScalar(bytes: Uint8Array): Scalar | undefined {
  if (bytes.length !== 32) return undefined;
  const value = littleEndianNumber(bytes);
  return value < order ? (value as Scalar) : undefined;
}

/** As decodeScalar; throws a ProtocolError that names `what`. */
export function parseScalar(bytes: Uint8Array, what: string): Scalar {
  const scalar = decodeScalar(bytes);
  demand(scalar !== undefined, `${what} is not a reduced scalar of 32 bytes`);
  return scalar;
}

export function encodeScalar(scalar: Scalar): Uint8Array {
  const bytes = new Uint8Array(32);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < 4; i++) view.setBigUint64(8 * i, BigInt.asUintN(64, scalar >> BigInt(64 * i)), true);
  return bytes;
}

/** Any integer modulo L. */
export function scalarOf(value: number | bigint): Scalar {
  const remainder = BigInt(value) % order;
  return (remainder < 0n ? remainder + order : remainder) as Scalar;
}

/** The inverse of a scalar that is not 0. */
export function invertScalar(scalar: Scalar): Scalar {
  return ristretto255.Point.Fn.inv(scalar) as Scalar;
}

/** `scalar point`, by the library's ladder for secrets; 0 and the identity give the identity. */
export function multiply(point: Point, scalar: Scalar): Point {
  return scalar === 0n || point.is0() ? identity : point.multiply(scalar);
}

/** `scalar point` for public values: faster, and its time tells the scalar. */
export function multiplyPublic(point: Point, scalar: Scalar): Point {
  return scalar === 0n || point.is0() ? identity : point.multiplyUnsafe(scalar);
}
