// What needs no server: receipts against one another, fates in logs of any kind, the two equations of a ballot, and bytes of no kind.
// The log is that of the exchanged election "narrow", whose key the fixture knows.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ballotChallenge, proveBallotWith } from "@urna/protocol/ballot_proof";
import { concat } from "@urna/protocol/bytes";
import { keyPart } from "@urna/protocol/codes";
import { basePoint, encodePoint, multiply, scalarOf } from "@urna/protocol/group";
import { ballotHead, ballotPrefix, parseLeaf } from "@urna/protocol/leaves";
import { leafHash, rootOf } from "@urna/protocol/merkle";
import { toBase64 } from "@urna/protocol/base_text";
import { printedTag, tracker } from "@urna/protocol/trackers";
import { checkReceiptFile, compareReceipts } from "../dist/checks.js";
import { Election } from "../dist/election.js";
import { fateOf } from "../dist/fate.js";
import { UrnaError } from "../dist/index.js";
import { VoterMemory } from "../dist/memory.js";
import { checkChain, endOf, isValidBallot, noBallot, proveBallotRecord, proveRefusal } from "../dist/proven.js";
import { readTypedCode } from "../dist/voter.js";
import { readExchange } from "./support/exchange.mjs";
import { closingBody, revocationBody, signedRecord } from "./support/parties.mjs";
import { signNote, signReceipt } from "./support/forgery.mjs";

const { manifestHash, codes, ballots, ...bytes } = readExchange()[0];
const election = Election.open("processes/narrow", bytes, { manifestHash });
const hash = Buffer.from(manifestHash, "hex");
const vkey = election.sealed.logKey.text;
const own = ballots.map(({ leaf }) => leaf);
const key = keyPart(election.sealed.config.electionId, 1, readTypedCode(codes[0], 1));
const tag = new Uint8Array(32).fill(8);
const entry = (text) => Buffer.from(text);

/** A ballot of any key, for any place, whose proof holds. */
function ballotOf({ secret, point } = key, seq = 1n, prev = new Uint8Array(32), { r = scalarOf(5), knownR = r, knownX = secret } = {}) {
  const a = encodePoint(multiply(basePoint, r));
  const head = ballotHead(ballotPrefix(hash, 0, encodePoint(point), seq, prev), 1, concat(a, encodePoint(multiply(basePoint, scalarOf(77n + seq)))));
  return concat(head, proveBallotWith(hash, head, knownR, knownX, { w: scalarOf(6), u: scalarOf(7) }));
}

const keyFrom = (number) => ({ secret: scalarOf(number), point: multiply(basePoint, scalarOf(number)) });

describe("a ballot's proof", () => {
  const check = (leaf) => isValidBallot(election, parseLeaf(leaf));
  test("holds", () => assert.ok(check(ballotOf())));
  test("does not, where its maker does not know the randomness: the first equation alone", () => assert.ok(!check(ballotOf(key, 1n, undefined, { knownR: scalarOf(9) }))));
  test("does not, where its maker has not the key: the second equation alone", () => assert.ok(!check(ballotOf(key, 1n, undefined, { knownX: scalarOf(9) }))));
  test("does not for another manifest, contest, width or form", () => {
    const leaf = ballotOf();
    const other = (at, value) => { const changed = leaf.slice(); changed[at] = value; return changed; };
    assert.ok(!check(other(34, 3)), "a contest that there is not");
    assert.ok(!check(other(4, 1)), "another manifest");
    const wide = concat(leaf.slice(0, 110), Uint8Array.of(2), leaf.slice(111, 175), leaf.slice(143, 175), leaf.slice(175));
    assert.ok(!check(wide), "another width");
    for (const [what, at] of [["vk", 38], ["A", 111], ["B", 143], ["T", 175], ["R", 207], ["s", 239], ["z", 271]]) {
      const wrong = leaf.slice();
      wrong.fill(0xff, at, at + 32);
      assert.ok(!check(wrong), what);
    }
    for (const [what, at] of [["vk", 38], ["A", 111], ["T", 175], ["R", 207]]) {
      const wrong = leaf.slice();
      wrong.fill(0, at, at + 32);
      assert.ok(!check(wrong), `the identity as ${what}`);
    }
    const c = ballotChallenge(hash, leaf.slice(0, 175), leaf.slice(175, 207), leaf.slice(207, 239));
    assert.ok(c !== ballotChallenge(hash, leaf.slice(0, 174), leaf.slice(175, 207), leaf.slice(207, 239)));
  });
});

describe("a chain of ballots", () => {
  const first = ballotOf();
  const second = ballotOf(key, 2n, leafHash(first));
  const proven = (entries, index) => proveBallotRecord(election, entries[index], signReceipt("narrow", vkey, entries, index));
  const vk = encodePoint(key.point);
  const check = (before, ...chain) => checkChain(vk, 0, before, chain, "REFUSAL_NOT_PROVEN");
  const breaks = (...chain) => assert.throws(() => check(...chain), { code: "REFUSAL_NOT_PROVEN" });
  const entries = [entry("0"), first, entry("2"), second];
  const one = proven(entries, 1);

  test("is one: of the key, by number, each naming the one before, in the order of the log", () => {
    check(noBallot, one, proven(entries, 3));
    check(endOf([one]), proven(entries, 3));
  });
  test("is none with a ballot that stands before the one that it follows", () => breaks(endOf([one]), proven([second, first], 0)));
  test("is none with a gap", () => breaks(noBallot, proven(entries, 3)));
  test("is none with a ballot that names another", () => breaks(endOf([one]), proven([entry("0"), entry("1"), ballotOf(key, 2n, leafHash(entry("0")))], 2)));
  test("is none with a ballot of another key", () => breaks(noBallot, proven([entry("0"), ballotOf(keyFrom(9))], 1)));
  test("is none of another contest", () => assert.throws(() => checkChain(vk, 1, noBallot, [one], "REFUSAL_NOT_PROVEN"), { code: "REFUSAL_NOT_PROVEN" }));
});

/** The receipt file of entry `index` of a log. */
function fileOf(entries, index) {
  const leaf = entries[index];
  return { process: "processes/narrow", tracker: tracker(parseLeaf(leaf).head), leaf: toBase64(leaf), receipt: signReceipt("narrow", vkey, entries, index).toString(), log_vkey: vkey };
}

describe("receipts that each hold, together", () => {
  const claim = (entries, index) => checkReceiptFile(fileOf(entries, index), vkey);
  const compare = (...claims) => compareReceipts(claims);
  const contradict = (...claims) => assert.throws(() => compareReceipts(claims), { code: "RECEIPTS_CONTRADICT" });
  const first = ballotOf();
  const second = ballotOf(key, 2n, leafHash(first));
  const stranger = ballotOf(keyFrom(31));

  test("are fine in one log, at one size or several", () => {
    compare(claim([entry("0"), first, second], 1), claim([entry("0"), first, second], 2), claim([entry("0"), first], 1), claim([entry("0"), first, second, stranger], 3));
  });
  test("are not with two roots of one size", () => contradict(claim([entry("0"), first], 1), claim([first, entry("1")], 0)));
  test("are not with two records at one index", () => contradict(claim([entry("0"), first], 1), claim([entry("0"), stranger, entry("2")], 1)));
  test("are not with one record at two indexes", () => contradict(claim([entry("0"), first], 1), claim([entry("0"), entry("1"), first], 2)));
  test("are not with two ballots of one number", () => contradict(claim([entry("0"), first], 1), claim([entry("0"), entry("1"), ballotOf(key, 1n, undefined, { r: scalarOf(8) })], 2)));
  test("are not with the later ballot before the earlier", () => contradict(claim([entry("0"), second], 1), claim([entry("0"), second, first], 2)));
  test("are not with a later ballot that does not follow", () => contradict(claim([entry("0"), first], 1), claim([entry("0"), first, ballotOf(key, 2n, leafHash(stranger))], 2)));
  test("of other logs have nothing to do with each other", () => {
    const one = claim([entry("0"), first], 1);
    compare(one, { ...claim([first, entry("1")], 0), logVkey: "another" });
  });
});

describe("the fate of a ballot", () => {
  const slot = printedTag(tag);
  const log = (entries) => ({
    readCheckpoint: async () => signNote("narrow", vkey, entries.length, rootOf(entries.map(leafHash))),
    // Two at a time, so that pages meet the receipt's checkpoint in every way.
    listEntries: async (_, start) => ({ entries: entries.slice(Number(start), Number(start) + 2), size: BigInt(entries.length) }),
  });
  const fate = (entries, index, size = index + 1, of = election) =>
    fateOf(of, log(entries), checkReceiptFile(fileOf(entries.slice(0, size), index), vkey), slot);
  const [one, two] = own;
  const opening = entry("opening");
  const revoked = signedRecord("narrow", hash, revocationBody(hash, tag), [0, 1]);
  const closed = signedRecord("narrow", hash, closingBody(hash, 5n), [0, 1]);

  test("stands, before and after the close", async () => {
    assert.deepEqual(await fate([opening, one], 1), { kind: "stands", isClosed: false });
    assert.deepEqual(await fate([opening, one, entry("x"), closed, entry("y")], 1, 3), { kind: "stands", isClosed: true });
  });
  test("is replaced by the last of its chain", async () => {
    const got = await fate([opening, one, two, own[2]], 1);
    assert.deepEqual(got, { kind: "replaced", record: 3n, sequence: 3n, tracker: ballots[2].tracker.slice(0, 20) });
    assert.equal((await fate([opening, one, two, own[2]], 3)).kind, "stands");
  });
  test("is not changed by what is no ballot of its chain", async () => {
    const gap = own[2];
    const wrongPrev = ballotOf(key, 2n, leafHash(opening));
    const noProof = two.slice();
    noProof[noProof.length - 1] ^= 1;
    const copy = one;
    for (const entries of [[gap], [wrongPrev], [noProof], [copy], [ballotOf(keyFrom(77))], [entry("\x03\x02")], [Buffer.alloc(0)]]) {
      assert.equal((await fate([opening, one, ...entries], 1)).kind, "stands");
    }
  });
  test("is that of no ballot, where it was not admitted", async () => {
    assert.deepEqual(await fate([opening, two], 1), { kind: "not-admitted" });
    const bad = one.slice();
    bad[bad.length - 1] ^= 1;
    assert.deepEqual(await fate([opening, bad], 1), { kind: "not-admitted" });
  });
  test("is cancelled by a revocation that enough authorities signed, before the close, and by no other", async () => {
    assert.deepEqual(await fate([opening, one, revoked], 1), { kind: "cancelled", record: 2n, signers: [0, 1] });
    const foreign = signedRecord("narrow", hash, revocationBody(hash, Buffer.alloc(32, 1)), [0, 1]);
    const few = signedRecord("narrow", hash, revocationBody(hash, tag), [1]);
    const forged = Uint8Array.from(revoked);
    forged[forged.length - 1] ^= 1;
    for (const entries of [[foreign], [few], [forged], [closed, revoked]]) assert.equal((await fate([opening, one, ...entries], 1)).kind, "stands");
  });
  test("is decided by the first ballot, where that is the policy", async () => {
    const first = Object.create(election, { sealed: { value: { ...election.sealed, config: { ...election.sealed.config, revote: 2 } } } });
    assert.equal((await fate([opening, one, two], 1, 2, first)).kind, "stands");
    assert.deepEqual(await fate([opening, one, two], 2, 3, first), { kind: "not-admitted" });
  });
});

test("bytes of no kind are refused in this library's own words, whatever they are", () => {
  let state = 7;
  const draw = (below) => {
    state ^= state << 13; state ^= state >>> 17; state ^= state << 5;
    return (state >>> 0) % below;
  };
  const mutate = (given) => {
    const out = Uint8Array.from(given);
    for (let i = 1 + draw(4); i > 0; i--) out[draw(out.length)] = draw(256);
    return out.subarray(0, draw(8) === 0 ? draw(out.length) : out.length);
  };
  const total = (run) => {
    try {
      run();
    } catch (error) {
      assert.ok(error instanceof UrnaError, error);
    }
  };
  const entries = [entry("0"), own[0], own[1]];
  const receipt = signReceipt("narrow", vkey, entries, 1);
  const question = { key: encodePoint(key.point), slot: tag, contest: 0, before: noBallot };
  const memory = new VoterMemory(election);
  memory.add([proveBallotRecord(election, own[0], signReceipt("narrow", vkey, entries, 1))]);
  const json = Buffer.from(memory.toJson());
  for (let round = 0; round < 150; round++) {
    total(() => proveBallotRecord(election, mutate(own[0]), receipt));
    total(() => proveBallotRecord(election, own[0], mutate(receipt)));
    total(() => proveRefusal(election, question, { reason: draw(7), records: [{ record: mutate(own[0]), receipt: mutate(receipt) }] }));
    total(() => VoterMemory.fromJson(Buffer.from(mutate(json)).toString("latin1"), election, question.key));
    total(() => election.checkpoint(mutate(signNote("narrow", vkey, 3, new Uint8Array(32)))));
    total(() => checkReceiptFile({ ...fileOf(entries, 1), receipt: Buffer.from(mutate(receipt)).toString("utf8") }));
    if (round % 10 === 0) {
      total(() => Election.open("processes/narrow", { ...bytes, config: mutate(bytes.config) }, {}));
      total(() => Election.open("processes/narrow", { ...bytes, keyRecord: mutate(bytes.keyRecord) }, {}));
    }
  }
  // And what was not changed holds.
  assert.equal(VoterMemory.fromJson(json.toString(), election, question.key).end(0).sequence, 1n);
});
