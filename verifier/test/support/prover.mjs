import { concat, le64, utf8 } from "@urna/protocol/bytes";
import { basePoint, encodePoint, encodeScalar, multiply, scalarOf } from "@urna/protocol/group";
import { generator } from "@urna/protocol/generators";
import { vectorChallenge } from "@urna/protocol/hashes";
import { randomBytes } from "@urna/protocol/random";
import { littleEndianNumber } from "@urna/protocol/group";
import { mixChallenge, mixSeed, parseMixFile } from "../../dist/crypto/mix_file.js";

const random = () => scalarOf(littleEndianNumber(randomBytes(48)));
const times = (point, scalar) => multiply(point, scalarOf(scalar));
const column = (points) => concat(...points.map(encodePoint));
const scalars = (list) => concat(...list.map((scalar) => encodeScalar(scalarOf(scalar))));

/** A mix file of section 11, reversing the order; `input` are points by column. For tests: it is not in constant time. */
export function proveMix(statement, input) {
  const n = input[0].length;
  const k = statement.keys.length;
  const psi = (i) => n - 1 - i;
  const bases = [basePoint, ...statement.keys];
  const rho = Array.from({ length: n }, random);
  const output = input.map((points, l) => points.map((_, i) => points[psi(i)].add(times(bases[l], rho[psi(i)]))));
  const r = Array.from({ length: n }, random);
  const commitments = new Array(n);
  for (let i = 0; i < n; i++) commitments[psi(i)] = times(basePoint, r[psi(i)]).add(generator(i + 1));
  const head = concat(utf8("URNAMIX1"), le64(n), le64(k));
  const zeros = new Uint8Array(32 * n);
  const draft = (chain, chainNonces, nonces, responses, hats, primes) => concat(head, ...output.map(column), column(commitments), chain, chainNonces, nonces, responses, hats, primes);
  const first = parseMixFile(draft(zeros, zeros, new Uint8Array(32 * (k + 4)), new Uint8Array(128), zeros, zeros), n, k);
  const seed = mixSeed(statement, first);
  const u = Array.from({ length: n }, (_, i) => vectorChallenge("shuffle-u", seed, i + 1));
  const prime = u.map((_, i) => u[psi(i)]);
  const hat = Array.from({ length: n }, random);
  const chain = [];
  let sum = 0n;
  prime.forEach((up, i) => {
    const before = i === 0 ? generator(0) : chain[i - 1];
    chain.push(times(basePoint, hat[i]).add(times(before, up)));
    sum = hat[i] + up * sum;
  });
  const omega = [random(), random(), random(), random()];
  const omegaHat = prime.map(random);
  const omegaPrime = prime.map(random);
  const nonces = [
    times(basePoint, omega[0]), times(basePoint, omega[1]),
    omegaPrime.reduce((total, w, i) => total.add(times(generator(i + 1), w)), times(basePoint, omega[2])),
    ...bases.map((base, l) => omegaPrime.reduce((total, w, i) => total.add(times(output[l][i], w)), times(base, -omega[3]))),
  ];
  const chainNonces = prime.map((_, i) => times(basePoint, omegaHat[i]).add(times(i === 0 ? generator(0) : chain[i - 1], omegaPrime[i])));
  const second = parseMixFile(draft(column(chain), column(chainNonces), column(nonces), new Uint8Array(128), zeros, zeros), n, k);
  const c = mixChallenge(statement, second, seed);
  const dot = (a, b) => a.reduce((total, x, i) => total + x * b[i], 0n);
  const responses = [omega[0] + c * r.reduce((a, b) => a + b), omega[1] + c * sum, omega[2] + c * dot(r, u), omega[3] + c * dot(rho, u)];
  return draft(
    column(chain), column(chainNonces), column(nonces), scalars(responses), scalars(omegaHat.map((w, i) => w + c * hat[i])),
    scalars(omegaPrime.map((w, i) => w + c * prime[i])),
  );
}
