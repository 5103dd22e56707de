// The record of a key generation (4.4): each check of section 4 with a record in which only that one fails.
import assert from "node:assert/strict";
import { createPrivateKey, createPublicKey, sign } from "node:crypto";
import { test } from "node:test";
import { concat, le64, utf8 } from "../dist/bytes.js";
import { basePoint, encodePoint, encodeScalar, identity, multiply, scalarOf } from "../dist/group.js";
import { frame, sha512, Transcript } from "../dist/hashes.js";
import { parseKeyRecord, shareKey } from "../dist/key_record.js";

const n = 3, t = 2, K = 3;
const configHash = new Uint8Array(32).fill(9);
const trustees = Array.from({ length: n }, (_, i) => {
  const pkcs8 = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), Buffer.alloc(32, i + 1)]);
  const key = createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" });
  return { key, public: new Uint8Array(createPublicKey(key).export({ format: "der", type: "spki" }).subarray(-32)) };
});
const of = { configHash, signingKeys: trustees.map((one) => one.public), threshold: t, keys: K };
const signed = (j, purpose, body) => new Uint8Array(sign(null, concat(utf8(`urna/v2/sig/${purpose}\0`), configHash, body), trustees[j - 1].key));

/** a_{j,l,d}: small numbers, for the sake of the test. */
const coefficient = (j, l, d) => scalarOf(1000 * j + 10 * l + d + 1);
const absorb = (transcript, rows) => rows.reduce((all, row) => all.points(row), transcript);

/** A record; `change` alters what each trustee publishes before it is committed to or signed, so that nothing else is wrong with it. */
function record(change = {}) {
  const polynomials = (j) => change.points?.(j, honest(j)) ?? honest(j);
  const secret = (j, l, d) => (d === 0 ? change.constants?.[`${j}/${l}`] : undefined) ?? coefficient(j, l, d);
  const honest = (j) => Array.from({ length: K }, (_, l) => Array.from({ length: t }, (_, d) => encodePoint(multiply(basePoint, secret(j, l + 1, d)))));
  const proofs = (j) => concat(...Array.from({ length: K }, (_, i) => {
    const l = i + 1;
    const w = scalarOf(77 + 10 * j + l);
    const T = multiply(basePoint, w);
    const c = absorb(new Transcript("dkg-pop", configHash).u64(j).u64(l).u64(K), polynomials(j)).point(T).challenge();
    const s = encodeScalar(scalarOf(w + c * secret(j, l, 0)));
    return change.proof?.(j, l, encodePoint(T), s) ?? concat(encodePoint(T), s);
  }));
  const parts = [frame(utf8("urna/v2/dkg-record")), frame(change.configHash ?? configHash), frame(concat(le64(n), le64(change.t ?? t), le64(K)))];
  const js = [1, 2, 3];
  for (const j of js) {
    const com = change.commitment?.(j) ?? absorb(new Transcript("dkg-commit", configHash).u64(j).u64(K), polynomials(j)).digest();
    parts.push(frame(com), frame(change.sig1?.(j) ?? signed(j, "dkg-1", concat(le64(j), com))));
  }
  for (const j of js) {
    const shares = js.map(() => frame(new Uint8Array(106 + 32 * K + (change.share ?? 0))));
    const reveal = concat(frame(concat(...polynomials(j).flat())), frame(proofs(j)), ...shares);
    parts.push(reveal, frame(change.sig2?.(j) ?? signed(j, "dkg-2", concat(le64(j), reveal))));
  }
  const digest = sha512(concat(...parts));
  for (const j of js) parts.push(frame(change.sig3?.(j) ?? signed(j, "dkg-3", digest)));
  return concat(...parts, change.after ?? new Uint8Array(0));
}

test("a record that holds gives the keys, and those of the shares", () => {
  const read = parseKeyRecord(record(), of);
  assert.equal(read.publicKeys.length, K);
  for (let l = 1; l <= K; l++) {
    const secret = [1, 2, 3].reduce((sum, j) => sum + coefficient(j, l, 0), 0n);
    assert.ok(read.publicKeys[l - 1].equals(multiply(basePoint, scalarOf(secret))));
    for (let m = 1; m <= n; m++) {
      const share = [1, 2, 3].reduce((sum, j) => sum + coefficient(j, l, 0) + BigInt(m) * coefficient(j, l, 1), 0n);
      assert.ok(shareKey(read, m, l).equals(multiply(basePoint, scalarOf(share))));
    }
  }
});

const wrong = new Uint8Array(64).fill(1);
const point = (value) => encodePoint(multiply(basePoint, scalarOf(value)));
const second = (j, rows, change) => (j === 2 ? change(rows.map((row) => [...row])) : rows);
for (const [what, change, message] of [
  ["of another configuration", { configHash: new Uint8Array(32) }, /another configuration/],
  ["of another threshold", { t: 1 }, /another number/],
  ["whose commitment is not signed", { sig1: (j) => (j === 2 ? wrong : undefined) }, /trustee 2's signature of round 1/],
  ["whose commitment is signed by another trustee", { sig1: (j) => (j === 2 ? signed(1, "dkg-1", new Uint8Array(72)) : undefined) }, /trustee 2's signature of round 1/],
  ["whose polynomials are not those committed to", { commitment: (j) => (j === 2 ? new Uint8Array(64).fill(3) : undefined) }, /trustee 2 has committed/],
  ["whose polynomials are not signed", { sig2: (j) => (j === 2 ? wrong : undefined) }, /trustee 2's signature of round 2/],
  ["with a point that is none", { points: (j, rows) => second(j, rows, (all) => { all[1][1] = new Uint8Array(32).fill(0xff); return all; }) }, /a point of trustee 2/],
  ["with the identity in a polynomial", { points: (j, rows) => second(j, rows, (all) => { all[1][1] = encodePoint(identity); return all; }) }, /a point of trustee 2/],
  ["with a key that its trustee does not know", { points: (j, rows) => second(j, rows, (all) => { all[2][0] = point(5); return all; }) }, /trustee 2's proof 3 /],
  ["with a proof whose T is the identity", { proof: (j, l, T, s) => (j === 2 && l === 1 ? concat(encodePoint(identity), s) : undefined) }, /T of trustee 2's proof 1/],
  ["with a proof whose s is not reduced", { proof: (j, l, T) => (j === 2 && l === 1 ? concat(T, new Uint8Array(32).fill(0xff)) : undefined) }, /s of trustee 2's proof 1/],
  ["with the proof of another key", { proof: (j, l, T, s) => (j === 2 && l === 3 ? concat(T, encodeScalar(scalarOf(3))) : undefined) }, /trustee 2's proof 3 /],
  ["with shares that are too long", { share: 1 }, /wrong length/],
  ["that is not confirmed", { sig3: (j) => (j === 3 ? wrong : undefined) }, /trustee 3's signature of round 3/],
  ["with bytes after it", { after: new Uint8Array(1) }, /too many/],
]) {
  test(`a record ${what} is refused`, () => assert.throws(() => parseKeyRecord(record(change), of), (error) => error.name === "ProtocolError" && message.test(error.message)));
}

test("a record whose keys cancel out, or of which two are the same, is refused", () => {
  const withConstants = (constants) => record({ constants });
  // a_{3,1,0} such that the sum of key 1 is 0, and such that it is that of key 2: all of it known and proven.
  const others = (l) => coefficient(1, l, 0) + coefficient(2, l, 0);
  assert.throws(() => parseKeyRecord(withConstants({ "3/1": scalarOf(-others(1)) }), of), /is the identity/);
  const equal = scalarOf(others(2) + coefficient(3, 2, 0) - others(1));
  assert.throws(() => parseKeyRecord(withConstants({ "3/1": equal }), of), /are the same/);
});

test("any length, and any byte, of a record matters", () => {
  const whole = record();
  for (const length of [0, 7, 8, 100, whole.length - 1]) assert.throws(() => parseKeyRecord(whole.subarray(0, length), of), { name: "ProtocolError" });
  for (let at = 0; at < whole.length; at += 97) {
    const changed = whole.slice();
    changed[at] ^= 1;
    assert.throws(() => parseKeyRecord(changed, of), { name: "ProtocolError" }, `byte ${at}`);
  }
  assert.throws(() => parseKeyRecord(new Uint8Array((1 << 20) + 1), of), /1 MiB/);
});
