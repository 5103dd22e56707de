import { demand, Reader, textOf, utf8 } from "@urna/protocol/bytes";
import { encodePoint, parsePoint, parseScalar, type Point, type Scalar } from "@urna/protocol/group";
import { Transcript } from "@urna/protocol/hashes";
import type { Column } from "./columns.js";

/** Ciphertexts by column: `A`, then `B_1..B_k`. */
export type Columns = readonly Column[];

/** A mix file (11.4), its single points and scalars parsed, its columns not. */
export interface MixFile {
  readonly n: number;
  readonly k: number;
  readonly output: Columns;
  readonly commitments: Column;
  readonly chain: Column;
  readonly chainNonces: Column;
  readonly t1: Point;
  readonly t2: Point;
  readonly t3: Point;
  readonly t4: readonly Point[];
  readonly s1: Scalar;
  readonly s2: Scalar;
  readonly s3: Scalar;
  readonly s4: Scalar;
  readonly chainResponses: Column;
  readonly responses: Column;
  /** t1 t2 t3 t4_0..t4_k as they stand there. */
  readonly encodedNonces: readonly Uint8Array[];
}

export function mixFileBytes(n: number, k: number): number {
  return 24 + 32 * (k + 1) * n + 160 * n + 32 * (k + 8);
}

/** Reads a mix of n ciphertexts of width k; throws a ProtocolError where sizes, a single point or a single scalar are wrong. */
export function parseMixFile(bytes: Uint8Array, n: number, k: number): MixFile {
  demand(bytes.length === mixFileBytes(n, k), "a mix has not the length that it should have");
  const reader = new Reader(bytes, "a mix");
  demand(textOf(reader.take(8), "a mix") === "URNAMIX1", "a mix does not begin with URNAMIX1");
  demand(reader.u64() === BigInt(n) && reader.u64() === BigInt(k), "a mix says another number of ballots or another width");
  const column = (): Column => reader.take(32 * n);
  const output = Array.from({ length: k + 1 }, column);
  const [commitments, chain, chainNonces] = [column(), column(), column()];
  const encodedNonces = Array.from({ length: k + 4 }, () => reader.take(32));
  const nonces = encodedNonces.map((encoded) => parsePoint(encoded, "a commitment of a mix"));
  const scalar = (): Scalar => parseScalar(reader.take(32), "a response of a mix");
  const [s1, s2, s3, s4] = [scalar(), scalar(), scalar(), scalar()];
  const [chainResponses, responses] = [column(), column()];
  reader.end();
  const [t1, t2, t3, ...t4] = nonces as [Point, Point, Point, ...Point[]];
  return { n, k, output, commitments, chain, chainNonces, t1, t2, t3, t4, s1, s2, s3, s4, chainResponses, responses, encodedNonces };
}

/** What a mix is proven for: its context, the keys and the input. */
export interface MixStatement {
  readonly closingHash: Uint8Array;
  readonly contest: number;
  /** The record whose output it takes; 0 for the selection. */
  readonly record: number;
  readonly keys: readonly Point[];
  readonly input: Columns;
}

/** `seed` of section 11.2. */
export function mixSeed(statement: MixStatement, file: MixFile): Uint8Array {
  const transcript = new Transcript("shuffle-1", statement.closingHash)
    .frame(utf8(`contest:${statement.contest}/mix:${statement.record}`))
    .u64(file.n).u64(file.k)
    .points(statement.keys.map(encodePoint));
  for (const column of [...statement.input, ...file.output, file.commitments]) transcript.frame(column);
  return transcript.digest();
}

/** `c` of section 11.2. */
export function mixChallenge(statement: MixStatement, file: MixFile, seed: Uint8Array): Scalar {
  const transcript = new Transcript("shuffle-2", statement.closingHash).frame(seed).frame(file.chain).frame(file.chainNonces);
  for (const nonce of file.encodedNonces.slice(0, 3)) transcript.frame(nonce);
  return transcript.points(file.encodedNonces.slice(3)).challenge();
}
