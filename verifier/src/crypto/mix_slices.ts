import { decodePoint, encodePoint, encodeScalar, order, parseScalar, scalarOf, type Point, type Scalar } from "@urna/protocol/group";
import { vectorChallenge } from "@urna/protocol/hashes";
import { cachedGenerator } from "./generator_cache.js";
import { decodeColumn, decodeScalars, type Column } from "./columns.js";
import { Terms } from "./msm.js";
import { drawWeights } from "./weights.js";

/** Rows `from + 1` to `from + n` of a mix, with what all rows share. */
export interface MixSlice {
  readonly from: number;
  readonly seed: Uint8Array;
  readonly c: Uint8Array;
  /** w1, w3, w4_0..w4_k, 32 bytes each. */
  readonly weights: Column;
  readonly input: readonly Column[];
  readonly output: readonly Column[];
  readonly commitments: Column;
  /** The last element of the chain before these rows; empty where they are the first. */
  readonly before: Uint8Array;
  readonly chain: Column;
  readonly chainNonces: Column;
  readonly chainResponses: Column;
  readonly responses: Column;
}

export interface MixSliceResult {
  /** What is wrong with a row's encodings; undefined where nothing is. */
  readonly problem?: string;
  /** The rows' part of the sum of section 19 that must vanish. */
  readonly sum: Uint8Array;
  /** `sum z_i ŝ_i`, the coefficient of G. */
  readonly base: Uint8Array;
  /** The product of the rows' u_i. */
  readonly product: Uint8Array;
}

const nothing = new Uint8Array(0);

function refused(problem: string): MixSliceResult {
  return { problem, sum: nothing, base: nothing, product: nothing };
}

/** The part of the accelerated equation (19) that belongs to some rows of a mix; the z_i are drawn here. */
export function sumMixSlice(slice: MixSlice): MixSliceResult {
  const points = [...slice.input, ...slice.output, slice.commitments, slice.chain, slice.chainNonces].map(decodeColumn);
  if (points.some((column) => column === undefined)) return refused("a point is not an element of the group");
  const columns = points as Point[][];
  const width = slice.input.length;
  const [commitments, chain, chainNonces] = columns.slice(2 * width) as [Point[], Point[], Point[]];
  const hats = decodeScalars(slice.chainResponses);
  const primes = decodeScalars(slice.responses);
  if (hats === undefined || primes === undefined) return refused("a response is not reduced");
  const before = slice.before.length === 0 ? cachedGenerator(0) : decodePoint(slice.before);
  if (before === undefined) return refused("a point is not an element of the group");

  const c = parseScalar(slice.c, "a challenge");
  const [w1, w3, ...w4] = decodeScalars(slice.weights) as [Scalar, Scalar, ...Scalar[]];
  const z = drawWeights(commitments.length);
  const terms = new Terms();
  let base = 0n;
  let product = 1n;
  let previous = before;
  let previousWeight = 0n;
  for (let i = 0; i < commitments.length; i++) {
    const u = vectorChallenge("shuffle-u", slice.seed, slice.from + i + 1);
    const prime = primes[i] as Scalar;
    const weight = z[i] as Scalar;
    product = (product * u) % order;
    terms.add(commitments[i] as Point, scalarOf(-c * (w1 + w3 * u)));
    terms.add(cachedGenerator(slice.from + i + 1), scalarOf(w1 * c + w3 * prime));
    for (let l = 0; l < width; l++) {
      const w = w4[l] as Scalar;
      terms.add((columns[l] as Point[])[i] as Point, scalarOf(-w * ((c * u) % order)));
      terms.add((columns[width + l] as Point[])[i] as Point, scalarOf(w * prime));
    }
    terms.add(previous, scalarOf(previousWeight + weight * prime));
    terms.add((chainNonces[i] as Point).negate(), weight);
    base += weight * (hats[i] as Scalar);
    previous = chain[i] as Point;
    previousWeight = -weight * c;
  }
  terms.add(previous, scalarOf(previousWeight));
  return { sum: encodePoint(terms.sum()), base: encodeScalar(scalarOf(base)), product: encodeScalar(scalarOf(product)) };
}

