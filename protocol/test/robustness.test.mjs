// Outside bytes: what is not as the protocol has it is refused, whatever it is, with a sentence.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ed25519 } from "@noble/curves/ed25519.js";
import { fromBase32, fromBase64, toBase32, toBase64 } from "../dist/base_text.js";
import { concat, fromHex, ProtocolError, utf8 } from "../dist/bytes.js";
import { decodeCanonical } from "../dist/canonical.js";
import { readCode } from "../dist/codes.js";
import { isGoodSigningKey, verifySignature } from "../dist/ed25519_strict.js";
import { decodePoint, decodeScalar, encodeScalar, identity, multiply, multiplyPublic, order, basePoint, scalarOf } from "../dist/group.js";
import { ProjectConfigSchema } from "../dist/gen/urna/v1/config_pb.js";
import { parseLeaf } from "../dist/leaves.js";
import { continues, inclusionPath, includes, leafHash, rootOf } from "../dist/merkle.js";
import { acceptCheckpoint, logKeyType, parseCheckpoint, parseVkey } from "../dist/notes.js";
import { decodePayload, encodePayload } from "../dist/payload.js";
import { parseReceipt } from "../dist/receipts.js";
import { amountOf } from "../dist/rule_values.js";
import { parseEntryBundle, tilePath, tilesOf } from "../dist/tiles.js";
import { readVectors } from "./vectors.mjs";

const vectors = readVectors();
const refuses = (work) => assert.throws(work, ProtocolError);

test("scalars and points have one spelling", () => {
  assert.equal(decodeScalar(encodeScalar(scalarOf(order - 1n))), order - 1n);
  const tooLarge = encodeScalar(order);
  assert.equal(decodeScalar(tooLarge), undefined);
  assert.ok(decodePoint(new Uint8Array(32)).is0());
  for (const bytes of [new Uint8Array(31), new Uint8Array(32).fill(255), Uint8Array.of(1, ...new Uint8Array(31))]) assert.equal(decodePoint(bytes), undefined);
  for (const times of [multiply, multiplyPublic]) {
    assert.ok(times(basePoint, scalarOf(0)).is0());
    assert.ok(times(identity, scalarOf(5)).is0());
  }
});

test("base32 and base64 have one spelling", () => {
  for (let length = 0; length < 40; length++) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 77) & 255);
    assert.deepEqual(fromBase32(toBase32(bytes).toUpperCase()), bytes);
    assert.deepEqual(fromBase64(toBase64(bytes)), bytes);
  }
  assert.equal(toBase32(new Uint8Array(32)).length, 52);
  for (const text of ["a", "ab", "b1", "aaaaaa"]) if (text !== "aa") refuses(() => fromBase32(text));
  for (const text of ["AA", "AB==", "AA=", "A===", "AAAA====", "AA=A"]) refuses(() => fromBase64(text));
});

test("a signature with a cofactor's freedom, an unreduced S or a key of small order is refused", () => {
  const seed = new Uint8Array(32).fill(9);
  const key = ed25519.getPublicKey(seed);
  const message = utf8("m");
  const signature = ed25519.sign(message, seed);
  assert.ok(verifySignature(key, message, signature));
  const unreduced = signature.slice();
  let carry = 0;
  const l = encodeScalar(order);
  for (let i = 0; i < 32; i++) {
    carry += unreduced[32 + i] + l[i];
    unreduced[32 + i] = carry & 255;
    carry >>= 8;
  }
  assert.ok(!verifySignature(key, message, unreduced));
  const identityKey = ed25519.Point.ZERO.toBytes();
  assert.ok(!isGoodSigningKey(identityKey));
  assert.ok(!verifySignature(identityKey, message, concat(identityKey, new Uint8Array(32))));
  const torsion = ed25519.Point.fromAffine({ x: 0n, y: ed25519.Point.Fp.ORDER - 1n });
  const mixed = ed25519.Point.fromBytes(key).add(torsion).toBytes();
  assert.ok(!isGoodSigningKey(mixed));
});

test("messages have one spelling", () => {
  const project = fromHex(vectors.get("project"));
  const decode = (bytes) => decodeCanonical(ProjectConfigSchema, bytes, "a project");
  assert.equal(decode(project).id, "p1");
  refuses(() => decode(concat(project, fromHex("f80101"))));
  refuses(() => decode(concat(project, fromHex("1864"))));
  refuses(() => decode(concat(project.subarray(0, 17), fromHex("18e400"))));
  refuses(() => decode(concat(fromHex("1864"), project.subarray(0, 17))));
  refuses(() => decode(fromHex("0a02c328")));
  refuses(() => decode(fromHex("0a00")));
  assert.equal(decode(fromHex("0a05efbbbf7031")).id, "\ufeffp1");
});

test("every cut and every change of a note, a receipt or a leaf is refused, or is another one", () => {
  const key = parseVkey(vectors.get("log vkey"), logKeyType, "vkey");
  const note = utf8(vectors.get("note a bb ccc"));
  for (let length = 0; length < note.length; length++) refuses(() => acceptCheckpoint(note.subarray(0, length), key, []));
  for (let at = 0; at < note.length; at++) {
    const changed = note.slice();
    changed[at] ^= 1;
    refuses(() => acceptCheckpoint(changed, key, []));
  }
  for (const text of ["", "a\n1\n", "a\n01\nAA==\n\nx", "a\n1\nAA==\n\n\u2014 a AA==\n", `${"a".repeat(300)}\n1\n\n`]) refuses(() => parseCheckpoint(utf8(text)));
  const receipt = utf8(vectors.get("receipt"));
  for (let length = 0; length < 40; length++) refuses(() => parseReceipt(receipt.subarray(0, length)));
  for (const name of ["leaf 1", "artefact leaf"]) {
    const leaf = fromHex(vectors.get(name));
    for (let length = 0; length < leaf.length; length++) refuses(() => parseLeaf(leaf.subarray(0, length)));
    refuses(() => parseLeaf(concat(leaf, Uint8Array.of(0))));
  }
  for (const type of [0x02, 0x04, 0x05, 0x06, 0x0a, 0x20, 0xff]) refuses(() => parseLeaf(Uint8Array.of(type, 2, ...new Uint8Array(200))));
});

test("trees prove what they hold and nothing else", () => {
  const hashes = Array.from({ length: 23 }, (_, i) => leafHash(Uint8Array.of(i)));
  for (let size = 1; size <= hashes.length; size++) {
    const some = hashes.slice(0, size);
    const root = rootOf(some);
    for (let i = 0; i < size; i++) {
      const path = inclusionPath(some, i);
      assert.ok(includes(root, BigInt(size), BigInt(i), hashes[i], path));
      assert.ok(!includes(root, BigInt(size), BigInt(i), hashes[(i + 1) % 23], path));
      assert.ok(!includes(root, BigInt(size), BigInt(i), hashes[i], [...path, root]));
    }
    assert.ok(continues(BigInt(size), root, BigInt(size), root, []));
  }
  assert.ok(!continues(3n, rootOf(hashes.slice(0, 3)), 2n, rootOf(hashes.slice(0, 2)), []));
  // RFC 9162, 2.1.5: of seven leaves, the proof from four is one node.
  const [old, all] = [rootOf(hashes.slice(0, 4)), rootOf(hashes.slice(0, 7))];
  assert.ok(continues(4n, old, 7n, all, [rootOf(hashes.slice(4, 7))]));
  assert.ok(!continues(4n, old, 7n, all, [rootOf(hashes.slice(4, 6))]));
});

test("tiles have the names of C2SP, and bundles the entries that they say", () => {
  assert.equal(tilePath(0, 1234067, 256), "tile/0/x001/x234/067");
  assert.equal(tilePath("entries", 0, 3), "tile/entries/000.p/3");
  assert.deepEqual([...tilesOf(257)].map((tile) => tile.path), ["tile/entries/000", "tile/entries/001.p/1", "tile/0/000", "tile/0/001.p/1", "tile/1/000.p/1"]);
  assert.deepEqual([...tilesOf(0)], []);
  assert.equal(parseEntryBundle(Uint8Array.of(0, 1, 7, 0, 0), 2).length, 2);
  for (const bytes of [[0, 2, 7], [0, 1, 7, 0], [0, 1, 7, 0, 0, 0]]) refuses(() => parseEntryBundle(Uint8Array.from(bytes), 2));
});

test("codes are read forgivingly, and each mistake is told", () => {
  assert.equal(readCode("V4KJ2-G0NBB-7AGCI-FTVGA-W", 1, 2), "V4KJ2G0NBB7AGC1FTVGA");
  assert.deepEqual(readCode("V4KJ2-G0NBB-7AGC1-FTVGA-X", 1, 2), { kind: "field", field: 2 });
  assert.deepEqual(readCode("V4KJ2", 1, 2), { kind: "length" });
  assert.deepEqual(readCode("V4KJ2\u2013G0NBB-7AGC1-FTVGA-W", 1, 2), { kind: "character" });
  assert.deepEqual(readCode("V4KJ2-G0NBB-7AGC1-FTVGB-W", 1, 1), { kind: "check" });
});

test("payloads come back, and none has two spellings", () => {
  const none = { minLength: 0, maxLength: 0, minSumCost: 0n, maxSumCost: 0n, maxPoints: 0, minSumPoints: 0, maxSumPoints: 0 };
  const costs = new Array(20).fill(10n);
  for (const [kind, vote, more] of [
    ["approval", [{ project: 0, points: 1 }, { project: 19, points: 1 }], {}],
    ["approval", [{ project: 19, points: 1 }], { maxLength: 1 }],
    ["scoring", [{ project: 3, points: 200 }], { maxPoints: 255 }],
    ["cumulative", [{ project: 3, points: 2 }, { project: 4, points: 1 }], { maxPoints: 3, maxSumPoints: 3 }],
    ["ordinal", [{ project: 7, points: 1 }, { project: 2, points: 2 }], {}],
    ["ordinal", [], {}],
  ]) {
    const limits = { ...none, kind, ...more };
    const payload = encodePayload(vote, limits, costs, 1);
    assert.deepEqual(decodePayload(payload, limits, costs), vote);
    for (let at = 0; at < 30; at++) {
      for (let bit = 0; bit < 8; bit++) {
        const changed = payload.slice();
        changed[at] ^= 1 << bit;
        const read = decodePayload(changed, limits, costs);
        if (read !== undefined) assert.deepEqual(encodePayload(read, limits, costs, 1), changed);
      }
    }
  }
  const approval = { ...none, kind: "approval", minLength: 2, maxSumCost: 25n };
  refuses(() => encodePayload([{ project: 1, points: 1 }], approval, costs, 1));
  refuses(() => encodePayload([0, 1, 2].map((project) => ({ project, points: 1 })), approval, costs, 1));
  assert.deepEqual(decodePayload(Uint8Array.of(1, ...new Uint8Array(29)), approval, costs), []);
  assert.equal(decodePayload(Uint8Array.of(3, ...new Uint8Array(29)), { ...none, kind: "ordinal" }, costs), undefined);
});

test("amounts are exact", () => {
  assert.equal(amountOf("0.50", 2), 50n);
  assert.equal(amountOf("1,5", 2), 150n);
  assert.equal(amountOf("1e1", 2), 1000n);
  for (const text of ["0.505", "", "-1", "1.2.3", "x", "1e999"]) assert.equal(amountOf(text, 2), undefined, text);
});
