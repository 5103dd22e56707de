import { basePoint, order, scalarOf, type Point, type Scalar } from "@urna/protocol/group";
import { vectorChallenge } from "@urna/protocol/hashes";
import { decodeColumn, decodeScalars, type Column } from "./columns.js";
import { cachedGenerator } from "./generator_cache.js";
import { mixChallenge, mixSeed, type MixFile, type MixStatement } from "./mix_file.js";
import { Terms } from "./msm.js";

/** The equations 3 to 7 of section 11.3, one by one: the numbers of those that fail; 1 alone where an encoding is wrong. */
export function falseMixEquations(statement: MixStatement, file: MixFile): number[] {
  const point = (column: Column): Point[] | undefined => decodeColumn(column);
  const input = statement.input.map(point);
  const output = file.output.map(point);
  const [commitments, chain, chainNonces] = [file.commitments, file.chain, file.chainNonces].map(point);
  const hats = decodeScalars(file.chainResponses);
  const primes = decodeScalars(file.responses);
  const decoded = [...input, ...output, commitments, chain, chainNonces, hats, primes];
  if (decoded.some((column) => column === undefined)) return [1];
  const seed = mixSeed(statement, file);
  const c = mixChallenge(statement, file, seed);
  const u = Array.from({ length: file.n }, (_, i) => vectorChallenge("shuffle-u", seed, i + 1));
  return allFalse({
    statement, file, c, u, input: input as Point[][], output: output as Point[][], commitments: commitments as Point[],
    chain: chain as Point[], chainNonces: chainNonces as Point[], hats: hats as Scalar[], primes: primes as Scalar[],
  });
}

interface Values {
  readonly statement: MixStatement;
  readonly file: MixFile;
  readonly c: Scalar;
  readonly u: readonly Scalar[];
  readonly input: readonly (readonly Point[])[];
  readonly output: readonly (readonly Point[])[];
  readonly commitments: readonly Point[];
  readonly chain: readonly Point[];
  readonly chainNonces: readonly Point[];
  readonly hats: readonly Scalar[];
  readonly primes: readonly Scalar[];
}

const one = scalarOf(1);
const minusOne = scalarOf(-1);

function allFalse(values: Values): number[] {
  const equations = [equation3, equation4, equation5, equation6, equation7];
  return equations.flatMap((holds, i) => (holds(values) ? [] : [i + 3]));
}

function equation3({ file, c, commitments }: Values): boolean {
  const terms = new Terms();
  terms.add(basePoint, file.s1);
  terms.add(file.t1, minusOne);
  commitments.forEach((commitment, i) => {
    terms.add(commitment, scalarOf(-c));
    terms.add(cachedGenerator(i + 1), c);
  });
  return terms.sum().is0();
}

function equation4({ file, c, u, chain }: Values): boolean {
  const terms = new Terms();
  terms.add(basePoint, file.s2);
  terms.add(file.t2, minusOne);
  terms.add(chain[file.n - 1] as Point, scalarOf(-c));
  terms.add(cachedGenerator(0), scalarOf(c * u.reduce((product, ui) => (product * ui) % order, 1n)));
  return terms.sum().is0();
}

function equation5({ file, c, u, commitments, primes }: Values): boolean {
  const terms = new Terms();
  terms.add(basePoint, file.s3);
  terms.add(file.t3, minusOne);
  commitments.forEach((commitment, i) => {
    terms.add(cachedGenerator(i + 1), primes[i] as Scalar);
    terms.add(commitment, scalarOf(-c * (u[i] as Scalar)));
  });
  return terms.sum().is0();
}

function equation6({ statement, file, c, u, input, output, primes }: Values): boolean {
  return [basePoint, ...statement.keys].every((key, l) => {
    const terms = new Terms();
    terms.add(key, scalarOf(-file.s4));
    terms.add(file.t4[l] as Point, minusOne);
    for (let i = 0; i < file.n; i++) {
      terms.add((output[l] as readonly Point[])[i] as Point, primes[i] as Scalar);
      terms.add((input[l] as readonly Point[])[i] as Point, scalarOf(-c * (u[i] as Scalar)));
    }
    return terms.sum().is0();
  });
}

function equation7({ c, chain, chainNonces, hats, primes }: Values): boolean {
  return chain.every((element, i) => {
    const terms = new Terms();
    terms.add(basePoint, hats[i] as Scalar);
    terms.add(i === 0 ? cachedGenerator(0) : (chain[i - 1] as Point), primes[i] as Scalar);
    terms.add((chainNonces[i] as Point).negate(), one);
    terms.add(element, scalarOf(-c));
    return terms.sum().is0();
  });
}
