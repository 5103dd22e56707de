import { compareBytes, concat, demand, equalBytes, frameOf, le64, Reader, utf8 } from "./frames.js";
import { verifySig } from "@urna/protocol/ed25519_strict";
import {
  basePoint, encodePoint, identity, multiplyPublic, parseNonIdentity, parseScalar, scalarOf, type Point,
} from "@urna/protocol/group";
import { sha512, Transcript } from "@urna/protocol/hashes";
import type { Manifest } from "./manifest.js";

/** The keys that the ceremony made: `ballot` are Y_1..Y_k, `ofTrustee[m - 1]` are X_{m,1}..X_{m,k+1}. */
export interface ElectionKeys {
  readonly ballot: readonly Point[];
  readonly ofTrustee: readonly (readonly Point[])[];
}

interface Shape {
  readonly n: number;
  readonly t: number;
  readonly keys: number;
  readonly configHash: Uint8Array;
}

interface Round2 {
  /** F_{j,l,d}, l after l. */
  readonly polynomials: readonly (readonly Point[])[];
  readonly encoded: Uint8Array;
}

/** Step 3: the record of the key generation (4); gives the keys. */
export function verifyKeyCeremony({ sealed, dkgRecord, configHash }: Manifest): ElectionKeys {
  const { config } = sealed;
  const shape: Shape = { n: config.trustees.length, t: config.trusteeThreshold, keys: config.width + 1, configHash };
  const reader = new Reader(dkgRecord, "dkg_record");
  demand(equalBytes(frameOf(reader, 64), utf8("urna/v2/dkg-record")), "dkg_record: does not begin as one");
  demand(equalBytes(frameOf(reader, 32), configHash), "dkg_record: is of another configuration");
  demand(equalBytes(frameOf(reader, 24), concat(le64(shape.n), le64(shape.t), le64(shape.keys))), "dkg_record: has other numbers than the configuration");
  const commitments: Uint8Array[] = [];
  for (let j = 1; j <= shape.n; j++) {
    const commitment = exactFrame(reader, 64, `the commitment of trustee ${j}`);
    const signature = exactFrame(reader, 64, `the first signature of trustee ${j}`);
    const key = signingKey(config, j);
    demand(verifySig(key, "dkg-1", configHash, concat(le64(j), commitment), signature), `dkg_record: wrong first signature of trustee ${j}`);
    commitments.push(commitment);
  }
  const rounds: Round2[] = [];
  for (let j = 1; j <= shape.n; j++) {
    rounds.push(readRound2(reader, dkgRecord, shape, j, commitments[j - 1] as Uint8Array, signingKey(config, j)));
  }
  const signed = sha512(dkgRecord.subarray(0, reader.offset));
  for (let j = 1; j <= shape.n; j++) {
    const signature = exactFrame(reader, 64, `the third signature of trustee ${j}`);
    demand(verifySig(signingKey(config, j), "dkg-3", configHash, signed, signature), `dkg_record: wrong third signature of trustee ${j}`);
  }
  reader.end();
  return keysOf(rounds, shape);
}

function signingKey(config: Manifest["sealed"]["config"], j: number): Uint8Array {
  return (config.trustees[j - 1] as { signingKey: Uint8Array }).signingKey;
}

function exactFrame(reader: Reader, length: number, what: string): Uint8Array {
  const bytes = frameOf(reader, length);
  demand(bytes.length === length, `dkg_record: ${what} has not ${length} bytes`);
  return bytes;
}

function readRound2(reader: Reader, record: Uint8Array, shape: Shape, j: number, commitment: Uint8Array, key: Uint8Array): Round2 {
  const { n, t, keys, configHash } = shape;
  const start = reader.offset;
  const encoded = exactFrame(reader, 32 * keys * t, `the polynomials of trustee ${j}`);
  const proofs = exactFrame(reader, 64 * keys, `the proofs of trustee ${j}`);
  for (let m = 1; m <= n; m++) exactFrame(reader, 106 + 32 * keys, `the share of trustee ${j} for ${m}`);
  const frames = record.subarray(start, reader.offset);
  const signature = exactFrame(reader, 64, `the second signature of trustee ${j}`);
  demand(verifySig(key, "dkg-2", configHash, concat(le64(j), frames), signature), `dkg_record: wrong second signature of trustee ${j}`);

  const polynomials: Point[][] = [];
  const columns: Uint8Array[] = [];
  for (let l = 0; l < keys; l++) {
    columns.push(encoded.subarray(32 * t * l, 32 * t * (l + 1)));
    polynomials.push(Array.from({ length: t }, (_, d) =>
      parseNonIdentity(encoded.subarray(32 * (t * l + d), 32 * (t * l + d + 1)), `dkg_record: a coefficient of trustee ${j}`)));
  }
  const commit = new Transcript("dkg-commit", configHash).u64(j).u64(keys);
  for (const column of columns) commit.frame(column);
  demand(equalBytes(commit.digest(), commitment), `dkg_record: the coefficients of trustee ${j} are not those that it committed to`);
  for (let l = 0; l < keys; l++) {
    const tBytes = proofs.subarray(64 * l, 64 * l + 32);
    const tPoint = parseNonIdentity(tBytes, `dkg_record: a proof of trustee ${j}`);
    const s = parseScalar(proofs.subarray(64 * l + 32, 64 * l + 64), `dkg_record: a proof of trustee ${j}`);
    const transcript = new Transcript("dkg-pop", configHash).u64(j).u64(l + 1).u64(keys);
    for (const column of columns) transcript.frame(column);
    const c = transcript.frame(tBytes).challenge();
    const first = (polynomials[l] as Point[])[0] as Point;
    const rest = multiplyPublic(basePoint, s).subtract(tPoint).subtract(multiplyPublic(first, c));
    demand(rest.equals(identity), `dkg_record: trustee ${j} does not prove that it knows its coefficient ${l + 1}`);
  }
  return { polynomials, encoded };
}

function keysOf(rounds: readonly Round2[], { n, t, keys }: Shape): ElectionKeys {
  // sum_j F_{j,l,d}
  const sums = Array.from({ length: keys }, (_, l) => Array.from({ length: t }, (_, d) =>
    rounds.map((round) => (round.polynomials[l] as Point[])[d] as Point).reduce((sum, point) => sum.add(point))));
  const ys = sums.map((polynomial) => polynomial[0] as Point);
  const spelled = ys.map(encodePoint).sort(compareBytes);
  demand(ys.every((y) => !y.is0()), "dkg_record: a key of the election is the identity");
  demand(spelled.every((y, i) => i === 0 || !equalBytes(y, spelled[i - 1] as Uint8Array)), "dkg_record: two keys of the election are equal");
  const ofTrustee = Array.from({ length: n }, (_, i) => sums.map((polynomial) =>
    polynomial.reduceRight((sum, point) => multiplyPublic(sum, scalarOf(i + 1)).add(point), identity)));
  return { ballot: ys.slice(0, keys - 1), ofTrustee };
}
