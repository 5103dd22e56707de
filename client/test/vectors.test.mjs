// Vectors of section 18 through what a page calls; protocol/test has those of the parts.
import assert from "node:assert/strict";
import { test } from "node:test";
import { keyPart, votingKey } from "@urna/protocol/codes";
import { encodePoint, encodeScalar, parsePoint } from "@urna/protocol/group";
import { checkReceiptFile, readReceiptFile } from "../dist/checks.js";
import { Draft } from "../dist/draft.js";
import { drawFrom } from "../dist/fresh.js";
import { isValidBallot } from "../dist/proven.js";
import { checkPlatform } from "../dist/platform.js";
import { readTypedCode } from "../dist/voter.js";
import { explain } from "../dist/words.js";
import { parseLeaf } from "@urna/protocol/leaves";
import { readVectors } from "../../protocol/test/vectors.mjs";

const vectors = readVectors();
const bytes = (name) => Uint8Array.from(Buffer.from(vectors.get(name).replaceAll(/\s/g, ""), "hex"));
const hex = (value) => Buffer.from(value).toString("hex");
const codes = ["V4KJ2-G0NBB-7AGC1-FTVGA-W", "3XV4A-ZC0VJ-NVRFG-EBJNN-W"];
const election = {
  manifestHash: new Uint8Array(32).fill(0x11), width: 2, ballotKeys: [1, 2].map((l) => parsePoint(bytes(`Y_${l}`), "Y")), contestNumber: () => ({}),
};
const key = votingKey(codes.map((code, i) => keyPart(Uint8Array.from(Buffer.from("00112233445566778899aabbccddeeff", "hex")), i + 1, readTypedCode(code, i + 1))));

test("the letters' codes give the voting key", () => {
  assert.equal(hex(encodePoint(key.point)), vectors.get("vk"));
  assert.equal(hex(encodeScalar(key.secret)), vectors.get("x"));
});

test("a ballot's randomness is the nonce of its place, payload and count", async () => {
  const restore = drawFrom((length) => new Uint8Array(length).fill(0x44));
  try {
    const draft = await Draft.encrypt(election, { contest: 7, payload: bytes("payload 1") }, key, { sequence: 1n, previous: new Uint8Array(32) }, 1n);
    assert.equal(hex(encodeScalar(draft.challenge().randomness)), vectors.get("nonce r"));
  } finally {
    restore();
  }
});

test("a draft is cast or challenged, and once", async () => {
  const draft = () => Draft.encrypt(election, { contest: 7, payload: bytes("payload 1") }, key, { sequence: 1n, previous: new Uint8Array(32) }, 1n);
  const spent = { code: "NO_SUCH_DRAFT" };
  const [opened, cast] = [await draft(), await draft()];
  opened.challenge();
  assert.throws(() => opened.cast(key), spent, "no proof is ever made of what was opened");
  assert.throws(() => opened.challenge(), spent);
  cast.cast(key);
  assert.throws(() => cast.challenge(), spent, "what was cast is never opened");
  assert.throws(() => cast.cast(key), spent);
});

test("both ballots hold, and neither with the other's proof", () => {
  const leaves = [1, 2].map((n) => bytes(`leaf ${n}`));
  for (const leaf of leaves) assert.ok(isValidBallot(election, parseLeaf(leaf)));
  const mixed = leaves[0].slice();
  mixed.set(leaves[1].subarray(-128), mixed.length - 128);
  assert.ok(!isValidBallot(election, parseLeaf(mixed)));
});

test("the receipt of ballot 1 is checked, and is of no other record, index, tree or log", () => {
  const file = {
    process: "processes/test", tracker: vectors.get("tracker 1"), leaf: Buffer.from(bytes("leaf 1")).toString("base64"),
    receipt: `${vectors.get("receipt")}\n`.replace(/\n\n$/, "\n"), log_vkey: vectors.get("log vkey"),
  };
  const claim = checkReceiptFile(readReceiptFile(JSON.stringify(file)), file.log_vkey);
  assert.equal(claim.index, 1n);
  assert.equal(claim.checkpoint.size, 3n);
  const fails = (change, code) => assert.throws(() => checkReceiptFile({ ...file, ...change }), { code });
  fails({ leaf: Buffer.from(bytes("leaf 2")).toString("base64") }, "RECEIPT_OF_ANOTHER_RECORD");
  fails({ tracker: vectors.get("tracker 2") }, "RECEIPT_OF_ANOTHER_RECORD");
  fails({ receipt: file.receipt.replace("index 1", "index 2") }, "RECEIPT_OF_ANOTHER_RECORD");
  fails({ receipt: file.receipt.replace("\n3\n", "\n4\n") }, "RECEIPT_NOT_SIGNED");
  fails({ receipt: file.receipt.replace("urna.example/test\n3", "urna.example/best\n3") }, "RECEIPT_OF_ANOTHER_LOG");
  fails({ log_vkey: vectors.get("journal vkey") }, "RECEIPT_OF_ANOTHER_LOG");
  fails({ receipt: file.receipt.replace("c2sp", "c3sp") }, "RECEIPT_MALFORMED");
  assert.throws(() => checkReceiptFile(file, vectors.get("journal vkey")), { code: "RECEIPT_OF_ANOTHER_LOG" });
  // A file that somebody damaged accuses nobody; a key that was typed wrongly accuses nobody either.
  const saying = (change, key) => {
    try {
      checkReceiptFile({ ...file, ...change }, key);
    } catch (error) {
      return explain(error, "en");
    }
    return "it holds";
  };
  const damaged = [
    { leaf: Buffer.from(bytes("leaf 2")).toString("base64") }, { leaf: file.leaf.slice(1) }, { tracker: vectors.get("tracker 2") },
    { receipt: file.receipt.replace("\n3\n", "\n4\n") }, { receipt: file.receipt.replace("c2sp", "c3sp") }, { log_vkey: vectors.get("journal vkey") },
    { receipt: "" }, { log_vkey: "" },
  ];
  for (const change of damaged) assert.match(saying(change), /damaged[^]*original file/, JSON.stringify(change));
  assert.match(saying({}, vectors.get("journal vkey")), /another log[^]*Compare the key/);
  for (const key of ["hello", "", file.log_vkey.slice(0, -1), `${file.log_vkey.slice(0, -6)}AAAAA=`, `x${file.log_vkey}`]) {
    assert.throws(() => checkReceiptFile(file, key), { code: "MALFORMED_TRUST" }, key);
    assert.match(saying({}, key), /key of a log/);
  }
  assert.equal(saying({}, ` ${file.log_vkey}\n`), "it holds");
  for (const text of ["", "[]", "null", "{}", '{"process":1}', JSON.stringify({ ...file, leaf: 3 }), "x".repeat(1 << 21)]) {
    assert.throws(() => readReceiptFile(text), { code: "MALFORMED_RECEIPT_FILE" }, text.slice(0, 40));
  }
});

test("the platform is tested when a booth opens: without randomness there is none", () => {
  checkPlatform();
  const own = Object.getOwnPropertyDescriptor(globalThis, "crypto");
  const replaced = (value, expected) => {
    Object.defineProperty(globalThis, "crypto", { value, configurable: true });
    try {
      assert.throws(checkPlatform, { code: expected });
    } finally {
      Object.defineProperty(globalThis, "crypto", own);
    }
  };
  replaced(undefined, "NO_RANDOMNESS");
  replaced({}, "NO_RANDOMNESS");
  replaced({ getRandomValues: (array) => array }, "NO_RANDOMNESS");
  checkPlatform();
});
