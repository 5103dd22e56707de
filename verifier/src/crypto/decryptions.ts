import { demand, Reader, textOf, utf8 } from "@urna/protocol/bytes";
import {
  basePoint, encodePoint, identity, invertScalar, multiplyPublic, order, parsePoint, parseScalar, scalarOf, type Point, type Scalar,
} from "@urna/protocol/group";
import { Transcript, vectorChallenge } from "@urna/protocol/hashes";
import { unembedBytes } from "@urna/protocol/embedding";
import { decodeColumn, item, rows, type Column } from "./columns.js";
import { sumOfProducts } from "./msm.js";
import { ranges, type Pool } from "../pool.js";

/** A partial decryption, or a share of a lot (12). */
export interface Decryption {
  readonly trustee: number;
  /** D_1..D_k. */
  readonly columns: readonly Column[];
}

export interface DecryptionStatement {
  readonly closingHash: Uint8Array;
  /** What is decrypted: `contest:<n>/decrypt`, or `lot:<purpose>`. */
  readonly context: string;
  readonly trustee: number;
  /** X_{m,1..k}. */
  readonly keys: readonly Point[];
  /** A_1..A_N. */
  readonly a: Column;
}

export function decryptionFileBytes(n: number, k: number): number {
  return 32 + 32 * n * k + 96 * k;
}

/** Rows of a decryption, for partial sums. */
export interface DecryptionSlice {
  readonly from: number;
  readonly seed: Uint8Array;
  /** A, D_1..D_k. */
  readonly columns: readonly Column[];
}

/** `sum rho_i A_i, sum rho_i D_{i,l}` over some rows, encoded; undefined where a point is invalid. */
export function sumDecryptionSlice({ from, seed, columns }: DecryptionSlice): Uint8Array[] | undefined {
  const decoded = columns.map(decodeColumn);
  if (decoded.some((column) => column === undefined)) return undefined;
  const rho = Array.from({ length: (decoded[0] as Point[]).length }, (_, i) => vectorChallenge("decrypt-rho", seed, from + i + 1));
  return decoded.map((column) => encodePoint(sumOfProducts(column as Point[], rho)));
}

/** Verifies a file of section 12; throws a ProtocolError that names what fails. */
export async function verifyDecryption(pool: Pool, statement: DecryptionStatement, bytes: Uint8Array): Promise<Decryption> {
  const n = statement.a.length / 32;
  const k = statement.keys.length;
  demand(bytes.length === decryptionFileBytes(n, k), "a decryption has not the length that it should have");
  const reader = new Reader(bytes, "a decryption");
  demand(textOf(reader.take(8), "a decryption") === "URNADEC1", "a decryption does not begin with URNADEC1");
  const numbers = [reader.u64(), reader.u64(), reader.u64()];
  demand(numbers[0] === BigInt(statement.trustee) && numbers[1] === BigInt(n) && numbers[2] === BigInt(k), "a decryption says other numbers than its record");
  const columns = Array.from({ length: k }, () => reader.take(32 * n));
  const encoded = Array.from({ length: 2 * k }, () => reader.take(32));
  const responses = Array.from({ length: k }, () => parseScalar(reader.take(32), "a response of a decryption"));
  reader.end();
  const points = encoded.map((one) => parsePoint(one, "a commitment of a decryption"));
  const [t, u] = [points.slice(0, k), points.slice(k)];

  const first = new Transcript("decrypt-1", statement.closingHash).frame(utf8(statement.context)).u64(statement.trustee).u64(n)
    .points(statement.keys.map(encodePoint)).frame(statement.a);
  for (const column of columns) first.frame(column);
  const seed = first.digest();
  const sums = await sumColumns(pool, seed, [statement.a, ...columns]);
  const [a, ...d] = sums as [Point, ...Point[]];
  const c = new Transcript("decrypt-2", statement.closingHash).frame(seed).point(a).points(d.map(encodePoint))
    .points(encoded.slice(0, k)).points(encoded.slice(k)).challenge();
  for (let l = 0; l < k; l++) {
    const s = responses[l] as Scalar;
    demand(isEquation(basePoint, s, t[l] as Point, c, statement.keys[l] as Point), "equation 1 of section 12 does not hold");
    demand(isEquation(a, s, u[l] as Point, c, d[l] as Point), "equation 2 of section 12 does not hold");
  }
  return { trustee: statement.trustee, columns };
}

/** `s P = T + c X`. */
function isEquation(p: Point, s: Scalar, t: Point, c: Scalar, x: Point): boolean {
  return multiplyPublic(p, s).subtract(t).subtract(multiplyPublic(x, c)).is0();
}

async function sumColumns(pool: Pool, seed: Uint8Array, columns: readonly Column[]): Promise<Point[]> {
  const n = (columns[0] as Column).length / 32;
  const slices = await Promise.all(ranges(n, pool.size).map(({ from, to }, place) =>
    pool.run("decryption", { from, seed, columns: columns.map((column) => rows(column, from, to)) }, place)));
  const sums: Point[] = columns.map(() => identity);
  for (const slice of slices) {
    demand(slice !== undefined, "a point of a decryption is not an element of the group");
    slice.forEach((sum, l) => { sums[l] = (sums[l] as Point).add(parsePoint(sum, "a partial sum")); });
  }
  return sums;
}

/** Lagrange's coefficients at 0 of these trustees (12). */
export function lagrange(trustees: readonly number[]): Scalar[] {
  return trustees.map((m) => {
    let numerator = 1n;
    let denominator = 1n;
    for (const j of trustees) {
      if (j === m) continue;
      numerator = (numerator * BigInt(j)) % order;
      denominator *= BigInt(j - m);
    }
    return scalarOf(numerator * invertScalar(scalarOf(denominator)));
  });
}

/** `s P` where s is often a small number, or the negative of one. */
function multiplySigned(point: Point, s: Scalar): Point {
  const negative = order - s;
  return negative < s ? multiplyPublic(point, negative as Scalar).negate() : multiplyPublic(point, s);
}

/** `sum lambda_m D^{(m)}` of single points, such as shares of a lot. */
export function combinePoints(trustees: readonly number[], points: readonly Point[]): Point {
  const lambda = lagrange(trustees);
  return points.reduce((sum, point, i) => sum.add(multiplySigned(point, lambda[i] as Scalar)), identity);
}

/** Rows of ballots that are to be read. */
export interface PlaintextSlice {
  readonly trustees: readonly number[];
  /** B'_1..B'_k. */
  readonly b: readonly Column[];
  /** For each trustee D_1..D_k. */
  readonly d: readonly (readonly Column[])[];
}

/** For each row a byte that is 1 where a point is no embedding, then the payload of 30 k bytes (zeros there). */
export function readPlaintexts({ trustees, b, d }: PlaintextSlice): Uint8Array {
  const lambda = lagrange(trustees);
  const k = b.length;
  const n = (b[0] as Column).length / 32;
  const out = new Uint8Array(n * (1 + 30 * k));
  for (let i = 0; i < n; i++) {
    const at = i * (1 + 30 * k);
    for (let l = 0; l < k; l++) {
      let message = parsePoint(item(b[l] as Column, i), "a ciphertext");
      trustees.forEach((_, m) => {
        const share = parsePoint(item((d[m] as readonly Column[])[l] as Column, i), "a decryption");
        message = message.subtract(multiplySigned(share, lambda[m] as Scalar));
      });
      const chunk = unembedBytes(encodePoint(message));
      if (chunk === undefined) {
        out.fill(0, at, at + 1 + 30 * k);
        out[at] = 1;
        break;
      }
      out.set(chunk, at + 1 + 30 * l);
    }
  }
  return out;
}

/** The payloads of all ballots, row by row as readPlaintexts gives them. */
export async function decryptBallots(pool: Pool, b: readonly Column[], shares: readonly Decryption[]): Promise<Uint8Array[]> {
  const n = (b[0] as Column).length / 32;
  const trustees = shares.map((share) => share.trustee);
  return Promise.all(ranges(n, pool.size).map(({ from, to }, place) => pool.run("plaintexts", {
    trustees,
    b: b.map((column) => rows(column, from, to)),
    d: shares.map((share) => share.columns.map((column) => rows(column, from, to))),
  }, place)));
}
