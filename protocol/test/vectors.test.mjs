// Every vector of section 18 of docs/protocol.md.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ed25519 } from "@noble/curves/ed25519.js";
import { fromHex, toHex, utf8, concat, le64 } from "../dist/bytes.js";
import { generator } from "../dist/generators.js";
import { embed } from "../dist/embedding.js";
import { basePoint, encodePoint, encodeScalar, multiply, scalarOf } from "../dist/group.js";
import { Transcript, labelledHash, sha256, vectorChallenge } from "../dist/hashes.js";
import { configHash, manifestHash, closingHash, closingStatement } from "../dist/manifest.js";
import { checkValue, codeSeed, keyPart, readCode, slotSecret, votingKey } from "../dist/codes.js";
import { electionHash, parsePartHeader, partChallenge, partRecord, slotTag, sumOfParts, verifyPartRecord } from "../dist/roll_parts.js";
import { fullTracker, printedTag, tracker, closingGroups } from "../dist/trackers.js";
import { ballotChallenge, decodeBallotProof, holdsForKey, holdsForRandomness, proveBallotWith } from "../dist/ballot_proof.js";
import { encrypt, encodeCiphertext } from "../dist/elgamal.js";
import { ballotHead, ballotPrefix, parseLeaf } from "../dist/leaves.js";
import { nonceFrom } from "../dist/nonces.js";
import { includes, leafHash, rootOf } from "../dist/merkle.js";
import { acceptCheckpoint, logKeyType, parseVkey, witnessKeyType } from "../dist/notes.js";
import { parseReceipt } from "../dist/receipts.js";
import { signedMessage, verifySig } from "../dist/ed25519_strict.js";
import { lotPoint, lotRank, lotSeed, orderByLot } from "../dist/lots.js";
import { decodePayload, encodePayload } from "../dist/payload.js";
import { selfTest } from "../dist/self_test.js";
import { decodeCanonical } from "../dist/canonical.js";
import { JournalDocumentSchema } from "../dist/gen/urna/v1/journal_pb.js";
import { ProjectConfigSchema } from "../dist/gen/urna/v1/config_pb.js";
import { readVectors } from "./vectors.mjs";

const vectors = readVectors();
const hex = (name) => fromHex(vectors.get(name));
const expectHex = (bytes, name) => assert.equal(toHex(bytes), vectors.get(name), name);
const id = fromHex("00112233445566778899aabbccddeeff");
const manifest = new Uint8Array(32).fill(0x11);
const seedKey = (byte) => new Uint8Array(32).fill(byte);
const code1 = readCode("v4kj2-g0nbb 7agc1-ftvga-w", 1, 2);
const code2 = readCode("3XV4A-ZCOVJ-NVRFG-EBJNN-W", 2, 2);

test("generators, embeddings, vector challenges and hashes", () => {
  for (const i of [0, 1, 2, 3]) expectHex(encodePoint(generator(i)), `Gen(${i})`);
  expectHex(encodePoint(embed(Uint8Array.from({ length: 30 }, (_, i) => i))), "embed counting");
  expectHex(encodePoint(embed(new Uint8Array(30))), "embed 00");
  expectHex(encodePoint(embed(new Uint8Array(30).fill(255))), "embed ff");
  for (const purpose of ["shuffle-u", "decrypt-rho"]) {
    expectHex(encodeScalar(vectorChallenge(purpose, new Uint8Array(64).fill(1), 1)), `VecChallenge ${purpose}`);
  }
  const config = utf8('{"election":"test"}');
  expectHex(configHash(config), "config_hash");
  expectHex(manifestHash(config, utf8("dkg-record")), "manifest_hash");
});

test("codes give the voting key", () => {
  assert.equal(code1, "V4KJ2G0NBB7AGC1FTVGA");
  assert.equal(code2, "3XV4AZC0VJNVRFGEBJNN");
  assert.equal(`${checkValue(code1, 1)} W`, vectors.get("check 1"));
  assert.equal(`${checkValue(code2, 2)} W`, vectors.get("check 2"));
  assert.equal(String(checkValue(code1, 2)), vectors.get("code 1 in field 2"));
  const parts = [keyPart(id, 1, code1), keyPart(id, 2, code2)];
  parts.forEach((part, i) => {
    expectHex(codeSeed(id, i + 1, [code1, code2][i]), `seed_${i + 1}`);
    expectHex(encodeScalar(part.secret), `x_${i + 1}`);
    expectHex(encodePoint(part.point), `V_${i + 1}`);
  });
  const both = votingKey(parts);
  expectHex(encodeScalar(both.secret), "x");
  expectHex(encodePoint(both.point), "vk");
  expectHex(encodePoint(votingKey([parts[0]]).point), "vk of code 1 alone");
});

test("slots and the parts of the roll", () => {
  const secret = slotSecret(seedKey(0x22), id, "P-0001");
  expectHex(secret, "slot_secret");
  const tag = slotTag(id, secret);
  expectHex(tag, "tag");
  assert.equal(printedTag(tag), vectors.get("printed tag"));
  expectHex(electionHash(id), "Hash election");
  const keys = [1, 2].map((j) => {
    const file = concat(hex(`part header ${j}`), hex(`part record ${j}`));
    expectHex(sha256(file), `SHA-256 of part file ${j}`);
    assert.equal(parsePartHeader(file, j), 1);
    const record = partRecord(file, 0);
    if (j === 2) expectHex(encodeScalar(partChallenge(electionHash(id), 2, record.tag, record.v, record.r)), "part challenge 2");
    return verifyPartRecord(electionHash(id), j, record);
  });
  expectHex(sha256(concat(tag, sumOfParts(keys))), "SHA-256 of roll file");
  expectHex(sha256(concat(tag, sumOfParts(keys.slice(0, 1)))), "SHA-256 of roll file, code 1 alone");
  const file = concat(hex("part header 2"), hex("part record 2"));
  const body = concat(le64(0), utf8(""));
  assert.equal(body.length, 8);
  const name = utf8("processes/p/electorates/e");
  const handedIn = concat(le64(name.length), name, le64(2), le64(file.length), sha256(file));
  assert.ok(verifySig(hex("registrar key"), "roll", sha256(id), handedIn, hex("part signature")));
});

test("a chain of two ballots", () => {
  const keys = [multiply(basePoint, scalarOf(7)), multiply(basePoint, scalarOf(14))];
  expectHex(encodePoint(keys[0]), "Y_1");
  expectHex(encodePoint(keys[1]), "Y_2");
  const limits = { kind: "approval", minLength: 0, maxLength: 5, minSumCost: 0n, maxSumCost: 0n, maxPoints: 0, minSumPoints: 0, maxSumPoints: 0 };
  const costs = new Array(20).fill(1n);
  const { secret: x, point: vk } = votingKey([keyPart(id, 1, code1), keyPart(id, 2, code2)]);
  let prev = new Uint8Array(32);
  [[[0, 3], 101], [[4], 201]].forEach(([projects, first], i) => {
    const payload = encodePayload(projects.map((project) => ({ project, points: 1 })), limits, costs, 2);
    expectHex(payload, `payload ${i + 1}`);
    assert.deepEqual(decodePayload(payload, limits, costs).map((mark) => mark.project), projects);
    const r = scalarOf(first);
    const ciphertext = encrypt(keys, payload, r);
    const prefix = ballotPrefix(manifest, 7, encodePoint(vk), i + 1, prev);
    const head = ballotHead(prefix, 2, encodeCiphertext(ciphertext));
    const proof = proveBallotWith(manifest, head, r, x, { w: scalarOf(first + 1), u: scalarOf(first + 2) });
    const leaf = concat(head, proof);
    expectHex(leaf, `leaf ${i + 1}`);
    assert.equal(String(leaf.length), vectors.get("length"));
    expectHex(leafHash(leaf), `leaf hash ${i + 1}`);
    assert.equal(tracker(head), vectors.get(`tracker ${i + 1}`));
    assert.equal(fullTracker(head), vectors.get(`tracker ${i + 1} full`));
    const parsed = parseLeaf(leaf);
    const c = ballotChallenge(manifest, parsed.head, parsed.proof.subarray(0, 32), parsed.proof.subarray(32, 64));
    expectHex(encodeScalar(c), `challenge ${i + 1}`);
    const decoded = decodeBallotProof(parsed.proof);
    assert.ok(holdsForRandomness(decoded, c, ciphertext.a) && holdsForKey(decoded, c, vk));
    if (i === 0) {
      expectHex(encodePoint(ciphertext.a), "A");
      ciphertext.b.forEach((b, l) => expectHex(encodePoint(b), `B_${l + 1}`));
      ["T", "R", "s", "z"].forEach((part, n) => expectHex(proof.subarray(32 * n, 32 * n + 32), part));
      const fresh = new Uint8Array(64).fill(0x44);
      expectHex(encodeScalar(nonceFrom("w", x, head, fresh)), "nonce w");
      expectHex(encodeScalar(nonceFrom("u", x, head, fresh)), "nonce u");
      expectHex(encodeScalar(nonceFrom("r", x, concat(prefix, payload, le64(1)), fresh)), "nonce r");
    }
    prev = leafHash(leaf);
  });
  const record = partRecord(concat(hex("part header 2"), hex("part record 2")), 0);
  const message = concat(le64(2), record.tag, record.v);
  expectHex(encodeScalar(nonceFrom("part", keyPart(id, 2, code2).secret, message, new Uint8Array(64).fill(0x44))), "nonce part");
});

test("the log, its notes and a receipt", () => {
  const key = parseVkey(vectors.get("log vkey"), logKeyType, "vkey");
  assert.deepEqual(key.key, ed25519.getPublicKey(seedKey(0x42)));
  expectHex(rootOf(["a", "bb", "ccc"].map((text) => leafHash(utf8(text)))), "root a bb ccc");
  const leaves = [utf8("a"), hex("leaf 1"), hex("leaf 2")].map(leafHash);
  expectHex(rootOf(leaves), "root a leaf1 leaf2");
  const note = acceptCheckpoint(utf8(vectors.get("note a bb ccc")), key, []);
  assert.equal(note.size, 3n);
  expectHex(note.root, "root a bb ccc");
  const receipt = parseReceipt(utf8(vectors.get("receipt")));
  const witness = parseVkey(vectors.get("witness vkey"), witnessKeyType, "witness");
  const checkpoint = acceptCheckpoint(receipt.note, key, [witness]);
  assert.equal(checkpoint.cosigned, 0);
  assert.ok(includes(checkpoint.root, checkpoint.size, receipt.index, leaves[1], receipt.path));
  assert.ok(!includes(checkpoint.root, checkpoint.size, receipt.index, leaves[0], receipt.path));
  const cosigned = concat(receipt.note, utf8(`${vectors.get("cosignature line").trimEnd()}\n`));
  assert.equal(acceptCheckpoint(cosigned, key, [witness]).cosigned, 1);
});

test("the closing", () => {
  const root = seedKey(0x33);
  const hash = closingHash(manifest, 5, root);
  expectHex(hash, "closing_hash");
  assert.equal(closingGroups(hash), vectors.get("closing groups"));
  const file = hex("close file");
  expectHex(sha256(file), "SHA-256 of close");
  assert.equal(String(file.length), vectors.get("close length"));
  for (let at = 8; at < file.length; at += 66) {
    const key = hex(`${file[at] === 2 ? "trustee" : "authority"} ${file[at + 1]}`);
    assert.ok(verifySig(key, "close", manifest, closingStatement(5, root), file.subarray(at + 2, at + 66)));
  }
  assert.ok(verifySig(hex("trustee 1"), "manifest-ok", manifest, new Uint8Array(0), hex("manifest-ok")));
  const leaf = parseLeaf(hex("artefact leaf"));
  assert.equal(String(leaf.length), vectors.get("mix len"));
  assert.ok(verifySig(hex("trustee 1"), "leaf-10", hash, leaf.body, leaf.signature));
  assert.equal(signedMessage("x", hash, new Uint8Array(0)).length, 12 + 2 + 32);
});

test("lots", () => {
  const q = lotPoint(manifest, "tie:7");
  expectHex(encodePoint(q), "Q tie:7");
  const z = multiply(q, scalarOf(9));
  expectHex(encodePoint(z), "Z");
  const seed = lotSeed(manifest, "tie:7", z);
  expectHex(seed, "lot_seed");
  for (const project of ["p1", "p2", "p3"]) expectHex(lotRank(seed, project), `rank ${project}`);
  assert.deepEqual(orderByLot(seed, ["p1", "p2", "p3"]), ["p1", "p3", "p2"]);
  const call = sha256(utf8("call"));
  expectHex(call, "SHA-256 call");
  const panel = lotPoint(manifest, "panel:jury:1", call);
  expectHex(encodePoint(panel), "Q panel");
  expectHex(lotSeed(manifest, "panel:jury:1", multiply(panel, scalarOf(9)), call), "panel lot_seed");
});

test("the journal's document, project, root and note", () => {
  const document = hex("mandate document");
  expectHex(sha256(document), "SHA-256 of mandate document");
  assert.equal(decodeCanonical(JournalDocumentSchema, document, "document").content.case, "mandate");
  const project = hex("project");
  assert.equal(decodeCanonical(ProjectConfigSchema, project, "project").cost, 100n);
  expectHex(labelledHash("project", project), "project hash");
  expectHex(rootOf([0, 1, 2, 3].map((i) => leafHash(hex(`act ${i}`)))), "root of the four acts");
  const key = parseVkey(vectors.get("journal vkey"), logKeyType, "vkey");
  assert.deepEqual(acceptCheckpoint(utf8(vectors.get("journal note")), key, []).root, hex("root of the four acts"));
});

test("the self-test of section 17 finds nothing wrong here", () => {
  assert.deepEqual(selfTest(), []);
  assert.equal(new Transcript("x", manifest).u64(1).digest().length, 64);
});
