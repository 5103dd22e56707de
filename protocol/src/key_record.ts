import { concat, demand, equalBytes, le64, Reader, utf8 } from "./bytes.js";
import { sha512, Transcript } from "./hashes.js";
import { verifySig } from "./ed25519_strict.js";
import { basePoint, encodePoint, identity, multiplyPublic, parseNonIdentity, parseScalar, scalarOf, type Point, type Scalar } from "./group.js";
import { mostDkgRecordBytes } from "./manifest.js";

/** What the record must be of: the configuration's trustees, t and K = k + 1 keys. */
export interface CeremonyOf {
  readonly configHash: Uint8Array;
  /** Ed25519 keys of the trustees 1..n. */
  readonly signingKeys: readonly Uint8Array[];
  readonly threshold: number;
  /** K, which is the width of ballots and one more. */
  readonly keys: number;
}

/** A record of which every public check of section 4 holds. */
export interface KeyRecord {
  /** `F_{j,l,d}` of trustee j, from 1, at `[j - 1][l - 1][d]`. */
  readonly polynomials: readonly (readonly (readonly Point[])[])[];
  /** `Y_1..Y_K`: the last one is for lots. */
  readonly publicKeys: readonly Point[];
}

/** A reader of frames whose lengths are known. */
class Frames {
  readonly #reader: Reader;
  readonly #whole: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#reader = new Reader(bytes, "the key record");
    this.#whole = bytes;
  }

  get offset(): number {
    return this.#reader.offset;
  }

  /** The bytes of the record from `start` up to here. */
  since(start: number): Uint8Array {
    return this.#whole.subarray(start, this.offset);
  }

  next(length: number): Uint8Array {
    demand(this.#reader.u64() === BigInt(length), "a frame of the key record has a wrong length");
    return this.#reader.take(length);
  }

  expect(bytes: Uint8Array, what: string): void {
    demand(equalBytes(this.next(bytes.length), bytes), `the key record is of ${what}`);
  }

  end(): void {
    this.#reader.end();
  }
}

/** Reads a `dkg_record` (4.4) and verifies all of it that is public; throws a ProtocolError that names the trustee. */
export function parseKeyRecord(bytes: Uint8Array, of: CeremonyOf): KeyRecord {
  demand(bytes.length <= mostDkgRecordBytes, "the key record has more than 1 MiB");
  const n = of.signingKeys.length;
  const frames = new Frames(bytes);
  frames.expect(utf8("urna/v2/dkg-record"), "another kind");
  frames.expect(of.configHash, "another configuration");
  frames.expect(concat(le64(n), le64(of.threshold), le64(of.keys)), "another number of trustees or keys");
  const commitments = of.signingKeys.map((key, i) => {
    const commitment = frames.next(64);
    const signed = verifySig(key, "dkg-1", of.configHash, concat(le64(i + 1), commitment), frames.next(64));
    demand(signed, `trustee ${i + 1}'s signature of round 1 does not hold`);
    return commitment;
  });
  const polynomials = of.signingKeys.map((key, i) => readReveal(frames, of, i + 1, key, commitments[i] as Uint8Array));
  const digest = sha512(frames.since(0));
  of.signingKeys.forEach((key, i) => {
    demand(verifySig(key, "dkg-3", of.configHash, digest, frames.next(64)), `trustee ${i + 1}'s signature of round 3 does not hold`);
  });
  frames.end();
  return { polynomials, publicKeys: sumOfConstants(polynomials, of.keys) };
}

function readReveal(frames: Frames, of: CeremonyOf, j: number, key: Uint8Array, commitment: Uint8Array): readonly (readonly Point[])[] {
  const { configHash, threshold, keys } = of;
  const start = frames.offset;
  const encodings = split(frames.next(32 * threshold * keys), 32);
  const proofs = frames.next(64 * keys);
  for (let m = 0; m < of.signingKeys.length; m++) frames.next(106 + 32 * keys);
  const signed = concat(le64(j), frames.since(start));
  demand(verifySig(key, "dkg-2", configHash, signed, frames.next(64)), `trustee ${j}'s signature of round 2 does not hold`);
  const points = encodings.map((encoding) => parseNonIdentity(encoding, `a point of trustee ${j}`));
  const rows = Array.from({ length: keys }, (_, l) => encodings.slice(l * threshold, (l + 1) * threshold));
  const committed = absorb(new Transcript("dkg-commit", configHash).u64(j).u64(keys), rows).digest();
  demand(equalBytes(committed, commitment), `trustee ${j} has committed to other polynomials`);
  for (let l = 1; l <= keys; l++) {
    const t = parseNonIdentity(proofs.subarray(64 * l - 64, 64 * l - 32), `T of trustee ${j}'s proof ${l}`);
    const s = parseScalar(proofs.subarray(64 * l - 32, 64 * l), `s of trustee ${j}'s proof ${l}`);
    const c = absorb(new Transcript("dkg-pop", configHash).u64(j).u64(l).u64(keys), rows).point(t).challenge();
    const constant = points[(l - 1) * threshold] as Point;
    demand(possesses(s, t, c, constant), `trustee ${j}'s proof ${l} does not hold`);
  }
  return rows.map((_, l) => points.slice(l * threshold, (l + 1) * threshold));
}

function split(bytes: Uint8Array, size: number): Uint8Array[] {
  return Array.from({ length: bytes.length / size }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
}

function absorb(transcript: Transcript, rows: readonly (readonly Uint8Array[])[]): Transcript {
  for (const row of rows) transcript.points(row);
  return transcript;
}

/** `sG = T + cF`. */
function possesses(s: Scalar, t: Point, c: Scalar, f: Point): boolean {
  return multiplyPublic(basePoint, s).subtract(t).subtract(multiplyPublic(f, c)).equals(identity);
}

function sumOfConstants(polynomials: KeyRecord["polynomials"], keys: number): Point[] {
  const sums = Array.from({ length: keys }, (_, l) =>
    polynomials.reduce((sum, rows) => sum.add((rows[l] as readonly Point[])[0] as Point), identity));
  demand(sums.every((sum) => !sum.is0()), "a key that the trustees made is the identity");
  demand(new Set(sums.map((sum) => encodePoint(sum).join())).size === keys, "two keys that the trustees made are the same");
  return sums;
}

/** `X_{m,l}`: the public key of trustee m's share of key l, both from 1. */
export function shareKey(record: KeyRecord, m: number, l: number): Point {
  let sum = identity;
  for (const rows of record.polynomials) {
    let power = 1n;
    for (const point of rows[l - 1] as readonly Point[]) {
      sum = sum.add(multiplyPublic(point, scalarOf(power)));
      power *= BigInt(m);
    }
  }
  return sum;
}
