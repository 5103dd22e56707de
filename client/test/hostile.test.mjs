// A server that lies, one lie at a time: each ends in the right words, with nothing signed that should not be, and no second ballot
// in place of one that is unanswered.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Booth, memoryStorage, ServerError } from "../dist/index.js";
import { codesOf } from "./support/parties.mjs";
import { signReceipt } from "./support/forgery.mjs";
import { codeIs, flip, prepare, startHostile, vote } from "./support/hostile.mjs";
import { lying } from "./support/liar.mjs";

let stop, server, vkey, hash, open, anybody, identified;
before(async () => {
  ({ stop, server, vkey, hash, open, anybody, identified } = await startHostile());
});
after(() => stop?.());

describe("of the election", () => {
  const other = () => server.readManifest("processes/once");
  for (const [what, lie, code, trust] of [
    ["another one", other, "MANIFEST_OF_ANOTHER_PROCESS"],
    ["another one than the letter's", other, "MANIFEST_NOT_EXPECTED", "letter"],
    ["the configuration with one byte changed", async (honest) => { const it = await honest(); return { ...it, config: flip(it.config, -3) }; }, "MANIFEST_MALFORMED"],
    ["a byte after the configuration", async (honest) => { const it = await honest(); return { ...it, config: Buffer.concat([it.config, Buffer.of(0)]) }; }, "MANIFEST_MALFORMED"],
    ["keys that were made otherwise", async (honest) => { const it = await honest(); return { ...it, keyRecord: flip(it.keyRecord, 700) }; }, "MANIFEST_MALFORMED"],
    ["keys of another election", async (honest) => ({ ...(await honest()), keyRecord: (await other()).keyRecord }), "MANIFEST_MALFORMED"],
    ["no keys yet", async (honest) => ({ ...(await honest()), keyRecord: new Uint8Array(0) }), "VOTING_NOT_OPEN"],
    ["without one signature", async (honest) => { const it = await honest(); return { ...it, signatures: it.signatures.slice(1) }; }, "MANIFEST_UNSIGNED"],
    ["without any signature", async (honest) => ({ ...(await honest()), signatures: [] }), "MANIFEST_UNSIGNED"],
    ["with a signature that does not hold", async (honest) => { const it = await honest(); return { ...it, signatures: it.signatures.map((s, i) => (i === 2 ? { ...s, signature: flip(s.signature, 5) } : s)) }; }, "MANIFEST_MALFORMED"],
    ["with one signature twice", async (honest) => { const it = await honest(); return { ...it, signatures: [...it.signatures.slice(1), it.signatures[1]] }; }, "MANIFEST_MALFORMED"],
    ["with a signature of nobody", async (honest) => { const it = await honest(); return { ...it, signatures: [{ ...it.signatures[0], index: 9 }, ...it.signatures.slice(1)] }; }, "MANIFEST_MALFORMED"],
    ["nothing", async () => { throw new ServerError("unavailable", "", "nobody there"); }, "SERVER_UNREACHABLE"],
  ]) {
    test(what, () => assert.rejects(
      open({ readManifest: lie }, trust === undefined ? {} : { trust: { manifestHash: hash.toString("hex") } }), codeIs(code)));
  }
});

describe("of the roll", () => {
  const of = async (codes) => {
    let answer;
    const booth = await open({ findSlot: async (honest) => (answer ??= await honest()) });
    await booth.identify(codes).catch(() => {});
    return answer;
  };
  const identify = async (lies, codes = anybody(), lookUp) => (await open(lies)).identify(codes, lookUp);
  const changed = (change) => ({ findSlot: async (honest) => { const it = await honest(); return { ...it, ...change(it) }; } });
  for (const [what, lies, code] of [
    ["the record of another code", { findSlot: async () => of(codesOf("again", 70, 2)) }, "SLOT_NOT_PROVEN"],
    ["another slot for the code", changed(({ record }) => ({ record: flip(record, 3) })), "SLOT_NOT_PROVEN"],
    ["a proof that does not hold", changed(({ record }) => ({ record: flip(record, 100) })), "SLOT_NOT_PROVEN"],
    ["a record that is cut short", changed(({ record }) => ({ record: record.slice(0, 127) })), "SLOT_NOT_PROVEN"],
    ["an electorate that there is not", changed(() => ({ electorate: "processes/again/electorates/none" })), "SLOT_NOT_PROVEN"],
    ["that the code is unknown", { findSlot: async () => { throw new ServerError("not_found", "UNKNOWN_CODE", "no"); } }, "CODE_UNKNOWN"],
  ]) {
    test(what, () => assert.rejects(identify(lies), codeIs(code)));
  }

  test("two electorates for one slot", async () => {
    let answers = 0;
    const lies = changed(({ electorate }) => ({ electorate: answers++ === 0 ? electorate : "processes/again/electorates/electorate-1" }));
    await assert.rejects(identify(lies), codeIs("SLOT_NOT_PROVEN"));
  });

  for (const [what, change] of [
    ["a part with one byte changed", (file) => flip(file, 60)],
    ["a part that is cut short", (file) => file.slice(0, -128)],
    ["an empty part", () => new Uint8Array(0)],
  ]) {
    test(what, () => assert.rejects(identify({ readRoll: async (honest) => change(await honest()) }, anybody(), "parts"), codeIs("ROLL_NOT_AS_SEALED")));
  }
});

describe("in answer to a ballot", () => {
  test("nothing: the same bytes are sent again, kept, and cast later", async () => {
    const storage = memoryStorage();
    const { booth, said, sent, codes } = await identified({ castBallot: async () => { throw new ServerError("deadline_exceeded", "", "late"); } }, { storage });
    await assert.rejects(vote(booth), codeIs("UNANSWERED", "SERVER_UNREACHABLE"));
    assert.equal(sent.length, 4);
    await assert.rejects(prepare(booth), codeIs("UNANSWERED"));
    await assert.rejects(prepare(booth, "contest-1"), codeIs("UNANSWERED"), "of the same choice group");
    assert.equal((await prepare(booth, "contest-2", [])).sequence, 1n);
    await booth.leave();
    // The same device, another day: the codes alone bring the ballot back.
    const again = await Booth.open({ process: "processes/again", server: lying(server, { castBallot: (honest, process, bytes) => (sent.push(Buffer.from(bytes).toString("base64")), honest()) }), storage });
    assert.equal((await again.identify(codes)).unanswered.length, 1);
    const [settled] = await again.settle();
    assert.equal(settled.outcome.kind, "cast");
    assert.equal(settled.outcome.receipt.file.leaf, sent[0]);
    assert.equal(new Set(sent).size, 1);
  });

  test("nothing, though it is in the log: the receipt comes with the same bytes", async () => {
    let lost = 0;
    const { booth, sent } = await identified({ castBallot: async (honest) => { const answer = await honest(); if (lost++ < 2) throw new ServerError("unavailable", "", "cut"); return answer; } });
    assert.equal((await vote(booth)).kind, "cast");
    assert.equal(sent.length, 3);
    assert.equal(new Set(sent).size, 1);
  });

  test("nothing, though it is in the log, and the device proves it anew after a crash", async () => {
    const { booth, said, sent } = await identified({ castBallot: async (honest) => { await honest(); throw new ServerError("internal", "SERVER_FAULT", "no"); } });
    const outcome = await vote(booth);
    assert.equal(outcome.kind, "cast", "the refusal's proof is the receipt of the ballot itself");
    assert.equal(new Set(sent).size, 1);
  });

  const refusing = (status, reason) => async () => { throw new ServerError(status, reason, "refused"); };
  for (const [what, lie, why] of [
    ["a refusal without proof", refusing("aborted", "SEQUENCE_TAKEN"), "SERVER_REFUSED"],
    ["that voting is closed, without proof", refusing("failed_precondition", "VOTING_CLOSED"), "SERVER_REFUSED"],
    ["that the key is revoked, without proof", refusing("permission_denied", "KEY_REVOKED"), "SERVER_REFUSED"],
    ["that the proof is wrong", refusing("unauthenticated", "WRONG_PROOF"), "SERVER_REFUSED"],
    ["that the ciphertext is a copy", refusing("already_exists", "COPIED_CIPHERTEXT"), "HONEST_BALLOT_REFUSED"],
    ["that a number is missing", refusing("failed_precondition", "SEQUENCE_GAP"), "HONEST_BALLOT_REFUSED"],
    ["that the ballot before is another", refusing("failed_precondition", "WRONG_PREVIOUS"), "HONEST_BALLOT_REFUSED"],
    ["a receipt that is none", async (honest) => ({ ...(await honest()), receipt: Buffer.from("thank you") }), "RECEIPT_MALFORMED"],
    ["a receipt with a line too many", async (honest) => { const it = await honest(); return { ...it, receipt: Buffer.concat([it.receipt, Buffer.from("x")]) }; }, "RECEIPT_MALFORMED"],
    ["a receipt of another index", async (honest) => { const it = await honest(); return { ...it, leafIndex: it.leafIndex + 1n }; }, "RECEIPT_OF_ANOTHER_RECORD"],
    ["a receipt with another index in it", async (honest) => { const it = await honest(); return { ...it, receipt: Buffer.from(Buffer.from(it.receipt).toString().replace(/^index \d+$/m, "index 1")) }; }, "RECEIPT_OF_ANOTHER_RECORD"],
    ["a receipt with one hash left out", async (honest) => { const it = await honest(); return { ...it, receipt: Buffer.from(Buffer.from(it.receipt).toString().replace(/(\nindex \d+\n)[^\n]+\n/, "$1")) }; }, "RECEIPT_OF_ANOTHER_RECORD"],
    ["a signature that does not hold", async (honest) => { const it = await honest(); return { ...it, receipt: Buffer.from(Buffer.from(it.receipt).toString().replace(/(.)(.{10})\n$/, (_, c, rest) => `${c === "A" ? "B" : "A"}${rest}\n`)) }; }, "RECEIPT_NOT_SIGNED"],
    ["a checkpoint without signature of the log", async (honest) => { const it = await honest(); return { ...it, receipt: Buffer.from(Buffer.from(it.receipt).toString().replace(/\u2014 urna/, "\u2014 urnb")) }; }, "RECEIPT_NOT_SIGNED"],
    ["a receipt of another log, signed by its key", async (_, process, bytes) => ({ leafIndex: 0n, receipt: signReceipt("again", vkey, [bytes], 0, "urna.test/other") }), "RECEIPT_OF_ANOTHER_LOG"],
    ["the receipt of somebody else's ballot", async () => { const { receipt } = await vote((await identified()).booth); return { leafIndex: receipt.index, receipt: Buffer.from(receipt.file.receipt) }; }, "RECEIPT_OF_ANOTHER_RECORD"],
  ]) {
    test(what, async () => {
      // Asked for proofs, it has none: the ballot is not there, or it says so.
      const { booth, sent } = await identified({ castBallot: lie, proveRefusal: async (honest) => ({ reason: 0, records: [] }) });
      await assert.rejects(vote(booth), codeIs("UNANSWERED", why));
      const [settled] = await booth.settle();
      assert.equal(settled.outcome.error.code, "UNANSWERED");
      await assert.rejects(prepare(booth), codeIs("UNANSWERED"));
      assert.equal(new Set(sent).size, 1, "one ballot was signed, and only its bytes were sent");
    });
  }

  test("words of its own, which the voter does not get to read", async () => {
    for (const [reason, told] of [["CALL_0800", "INTERNAL"], ["Call 0800 and read them your codes", "INTERNAL"], ["X".repeat(99), "INTERNAL"], ["SERVER_FAULT", "SERVER_FAULT"]]) {
      const { booth } = await identified({ castBallot: refusing("internal", reason), proveRefusal: async () => ({ reason: 0, records: [] }) });
      await assert.rejects(vote(booth), (error) => {
        assert.equal(error.why.facts.reason, told);
        return true;
      });
    }
  });

  test("the receipt of the voter's own earlier ballot", async () => {
    const { booth, said, sent } = await identified();
    const first = await vote(booth);
    said.castBallot = ((before) => (honest, ...args) => (before(async () => {}, ...args), { leafIndex: first.receipt.index, receipt: Buffer.from(first.receipt.file.receipt) }))(said.castBallot);
    await assert.rejects(vote(booth), codeIs("UNANSWERED", "RECEIPT_OF_ANOTHER_RECORD"));
    assert.equal(new Set(sent).size, 2);
  });
});

test("that nobody votes now: nothing is encrypted", async () => {
  const { booth } = await identified({ isVoting: async () => false });
  await assert.rejects(prepare(booth), codeIs("VOTING_NOT_OPEN"));
});
