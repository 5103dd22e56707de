import { ProtocolError } from "@urna/protocol/bytes";
import { basePoint, encodeScalar, order, parsePoint, parseScalar, scalarOf, type Point, type Scalar } from "@urna/protocol/group";
import { cachedGenerator } from "./generator_cache.js";
import { item, rows } from "./columns.js";
import { mixChallenge, mixSeed, type MixFile, type MixStatement } from "./mix_file.js";
import { falseMixEquations } from "./mix_equations.js";
import { Terms } from "./msm.js";
import type { MixSlice } from "./mix_slices.js";
import { ranges, type Pool } from "../pool.js";
import { drawWeights } from "./weights.js";

/** Verifies a mix (11.3), all equations at once (19); throws a ProtocolError that names what fails. */
export async function verifyMix(pool: Pool, statement: MixStatement, file: MixFile): Promise<void> {
  const seed = mixSeed(statement, file);
  const c = mixChallenge(statement, file, seed);
  const weights = drawWeights(4 + file.k);
  const [w1, w2, w3, ...w4] = weights as [Scalar, Scalar, Scalar, ...Scalar[]];
  const packed = new Uint8Array(32 * (w4.length + 2));
  [w1, w3, ...w4].forEach((w, i) => packed.set(encodeScalar(w), 32 * i));
  const encodedC = encodeScalar(c);

  const terms = new Terms();
  let base: bigint = w1 * file.s1 + w2 * file.s2 + w3 * file.s3 - (w4[0] as Scalar) * file.s4;
  let product = 1n;
  const slices = await Promise.all(ranges(file.n, pool.size).map(({ from, to }, place) =>
    pool.run("mix", sliceOf(statement, file, seed, encodedC, packed, from, to), place)));
  for (const slice of slices) {
    if (slice.problem !== undefined) throw new ProtocolError(slice.problem);
    terms.add(parsePoint(slice.sum, "a partial sum"), scalarOf(1));
    base += parseScalar(slice.base, "a partial sum");
    product = (product * parseScalar(slice.product, "a partial product")) % order;
  }
  terms.add(parsePoint(item(file.chain, file.n - 1), "the chain's end"), scalarOf(-w2 * c));
  terms.add(cachedGenerator(0), scalarOf(w2 * ((c * product) % order)));
  terms.add(basePoint, scalarOf(base));
  statement.keys.forEach((key, l) => terms.add(key, scalarOf(-(w4[l + 1] as Scalar) * file.s4)));
  [file.t1, file.t2, file.t3].forEach((t, i) => terms.add(t, scalarOf(-(weights[i] as Scalar))));
  file.t4.forEach((t, l) => terms.add(t as Point, scalarOf(-(w4[l] as Scalar))));
  if (terms.sum().is0()) return;
  const [failing] = falseMixEquations(statement, file);
  // The single equations are what is meant; where they hold, the sum was computed wrongly.
  if (failing !== undefined) throw new ProtocolError(`equation ${failing} of section 11.3 does not hold`);
}

function sliceOf(
  statement: MixStatement, file: MixFile, seed: Uint8Array, c: Uint8Array, weights: Uint8Array, from: number, to: number,
): MixSlice {
  return {
    from, seed, c, weights,
    input: statement.input.map((column) => rows(column, from, to)),
    output: file.output.map((column) => rows(column, from, to)),
    commitments: rows(file.commitments, from, to),
    before: from === 0 ? new Uint8Array(0) : item(file.chain, from - 1),
    chain: rows(file.chain, from, to),
    chainNonces: rows(file.chainNonces, from, to),
    chainResponses: rows(file.chainResponses, from, to),
    responses: rows(file.responses, from, to),
  };
}
