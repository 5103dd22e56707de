// Each equation of sections 6.4, 11.3 and 12, with a proof that fails it and no other.
import assert from "node:assert/strict";
import { test } from "node:test";
import { concat, le64, utf8 } from "@urna/protocol/bytes";
import { proveBallotWith } from "@urna/protocol/ballot_proof";
import { encrypt, encodeCiphertext } from "@urna/protocol/elgamal";
import { basePoint, encodePoint, encodeScalar, multiply, scalarOf } from "@urna/protocol/group";
import { Transcript, vectorChallenge } from "@urna/protocol/hashes";
import { ballotHead, ballotPrefix } from "@urna/protocol/leaves";
import { checkBallots } from "../dist/crypto/ballot_batches.js";
import { verifyDecryption } from "../dist/crypto/decryptions.js";
import { falseMixEquations } from "../dist/crypto/mix_equations.js";
import { parseMixFile } from "../dist/crypto/mix_file.js";
import { verifyMix } from "../dist/crypto/mixes.js";
import { sumOfProducts } from "../dist/crypto/msm.js";
import { InlinePool } from "../dist/pool.js";
import { proveMix } from "./support/prover.mjs";

const pool = new InlinePool();
const closingHash = new Uint8Array(32).fill(5);
const point = (i) => multiply(basePoint, scalarOf(1000 + i));
const column = (points) => concat(...points.map(encodePoint));
const n = 4;
const keys = [point(1), point(2)];
const inputPoints = [0, 1, 2].map((l) => Array.from({ length: n }, (_, i) => point(10 * l + i + 20)));
const statement = { closingHash, contest: 3, record: 0, keys, input: inputPoints.map(column) };
const mix = proveMix(statement, inputPoints);
const responsesAt = 24 + 32 * 3 * n + 96 * n + 32 * 6;

/** The mix with one scalar raised by one. */
function withScalarChanged(at) {
  const bytes = mix.slice();
  bytes[at] ^= 1;
  return parseMixFile(bytes, n, 2);
}

test("an honest mix satisfies every equation", async () => {
  const file = parseMixFile(mix, n, 2);
  assert.deepEqual(falseMixEquations(statement, file), []);
  await verifyMix(pool, statement, file);
});

for (const [name, equation, at] of [
  ["s1", 3, responsesAt], ["s2", 4, responsesAt + 32], ["s3", 5, responsesAt + 64], ["s4", 6, responsesAt + 96],
  ["a response of the chain", 7, responsesAt + 128 + 32],
]) {
  test(`a mix with another ${name} fails equation ${equation} and no other`, async () => {
    const file = withScalarChanged(at);
    assert.deepEqual(falseMixEquations(statement, file), [equation]);
    await assert.rejects(verifyMix(pool, statement, file), new RegExp(`equation ${equation}`));
  });
}

test("a mix of another input, contest or record does not hold", async () => {
  const file = parseMixFile(mix, n, 2);
  for (const other of [{ contest: 4 }, { record: 9 }, { closingHash: new Uint8Array(32) }, { input: [...statement.input].reverse() }]) {
    await assert.rejects(verifyMix(pool, { ...statement, ...other }, file));
  }
});

function decryption(x, used, a) {
  const encoded = column(a);
  const d = a.map((one) => multiply(one, scalarOf(used)));
  const key = multiply(basePoint, scalarOf(x));
  const context = "contest:0/decrypt";
  const seed = new Transcript("decrypt-1", closingHash).frame(utf8(context)).u64(2).u64(a.length).points([encodePoint(key)]).frame(encoded).frame(column(d)).digest();
  const rho = a.map((_, i) => vectorChallenge("decrypt-rho", seed, i + 1));
  const sum = sumOfProducts(a, rho);
  const w = scalarOf(77);
  const [t, u] = [multiply(basePoint, w), multiply(sum, w)];
  const c = new Transcript("decrypt-2", closingHash).frame(seed).point(sum).points([encodePoint(sumOfProducts(d, rho))]).points([encodePoint(t)]).points([encodePoint(u)]).challenge();
  const file = concat(utf8("URNADEC1"), le64(2), le64(a.length), le64(1), column(d), encodePoint(t), encodePoint(u), encodeScalar(scalarOf(w + c * BigInt(x))));
  return { file, statement: { closingHash, context, trustee: 2, keys: [key], a: encoded } };
}

test("a decryption holds, fails equation 2 where it decrypts with another key, and equation 1 under another key", async () => {
  const a = [point(1), point(2), point(3)];
  const honest = decryption(9, 9, a);
  assert.equal((await verifyDecryption(pool, honest.statement, honest.file)).trustee, 2);
  const wrong = decryption(9, 10, a);
  await assert.rejects(verifyDecryption(pool, wrong.statement, wrong.file), /equation 2/);
  const changed = honest.file.slice();
  changed[changed.length - 32] ^= 1;
  await assert.rejects(verifyDecryption(pool, honest.statement, changed), /equation 1/);
});

test("a ballot without its randomness fails the first equation alone, one without its key the second alone", () => {
  const manifest = new Uint8Array(32).fill(1);
  const x = scalarOf(4242);
  const payload = new Uint8Array(30);
  payload[0] = 1;
  const make = (r, provenR, provenX) => {
    const ciphertext = encodeCiphertext(encrypt([point(7)], payload, scalarOf(r)));
    const head = ballotHead(ballotPrefix(manifest, 0, encodePoint(multiply(basePoint, x)), 1, new Uint8Array(32)), 1, ciphertext);
    return concat(head, proveBallotWith(manifest, head, scalarOf(provenR), scalarOf(provenX), { w: scalarOf(11), u: scalarOf(12) }));
  };
  const good = [100, 101, 102, 103].map((r) => make(r, r, x));
  assert.equal(checkBallots(good, manifest).size, 0);
  const found = checkBallots([good[0], make(5, 6, x), good[1], make(7, 7, 4243n), good[2]], manifest);
  assert.deepEqual([...found], [[1, "randomness"], [3, "key"]]);
  const broken = good[3].slice();
  broken.fill(0xff, 111, 143);
  assert.deepEqual([...checkBallots([broken], manifest)], [[0, "points"]]);
});
