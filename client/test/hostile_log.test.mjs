// Lies about the log, with its own key where they need one: what is not proven is not believed, and what proves a lie is kept.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { keyPart, votingKey } from "@urna/protocol/codes";
import { parseConfig } from "@urna/protocol/config";
import { encodePoint } from "@urna/protocol/group";
import { openElection } from "../dist/checks.js";
import { ServerError } from "../dist/index.js";
import { readTypedCode } from "../dist/voter.js";
import { closingBody, revocationBody, signedRecord } from "./support/parties.mjs";
import { signNote, signReceipt } from "./support/forgery.mjs";
import { codeIs, flip, prepare, startHostile, vote } from "./support/hostile.mjs";
import { lying } from "./support/liar.mjs";

let stop, server, vkey, hash, identified;
before(async () => {
  ({ stop, server, vkey, hash, identified } = await startHostile());
});
after(() => stop?.());

describe("of the log", () => {
  test("a fork: the receipt is of a tree that does not continue the one that was seen", async () => {
    const { booth, said } = await identified();
    const first = await vote(booth);
    const entries = Array.from({ length: 100 }, (_, i) => Buffer.from(`entry ${i}`));
    const honest = said.castBallot;
    said.castBallot = async (_, process, bytes) => ({ leafIndex: 99n, receipt: signReceipt("again", vkey, [...entries.slice(0, 99), bytes], 99) });
    // The server has no proof for it; whether it gives a false one or none, the note is kept.
    await assert.rejects(vote(booth), codeIs("UNANSWERED", "SERVER_REFUSED"));
    assert.equal((await booth.evidence()).length, 2);
    said.readConsistency = async () => [new Uint8Array(32)];
    assert.equal((await booth.settle())[0].outcome.error.why.code, "LOG_FORKED");
    delete said.readConsistency;
    const evidence = await booth.evidence();
    assert.equal(evidence.length, 2);
    assert.ok(evidence[1].includes("\n100\n"));
    // The honest log again: the ballot is cast, and what proves the fork is still there.
    said.castBallot = honest;
    const [settled] = await booth.settle();
    assert.equal(settled.outcome.kind, "cast");
    assert.equal((await booth.evidence()).length, 2);
  });

  test("a root of its own for a size that was seen", async () => {
    const { booth, said } = await identified();
    const { receipt } = await vote(booth);
    const size = Number(/\n(\d+)\n[A-Za-z0-9+/=]{44}\n\n/.exec(receipt.file.receipt)[1]);
    said.readCheckpoint = async () => signNote("again", vkey, size, Buffer.alloc(32, 7));
    await assert.rejects(prepare(booth), codeIs("LOG_FORKED"));
  });

  test("an older state than was seen", async () => {
    const { booth, said } = await identified();
    const old = await server.readCheckpoint("processes/again");
    await vote(booth);
    said.readCheckpoint = async () => old;
    await assert.rejects(prepare(booth), codeIs("LOG_STALE"));
    delete said.readCheckpoint;
    assert.equal((await vote(booth)).kind, "cast");
    assert.equal((await booth.evidence()).length, 0, "a beginning of the log is no evidence");
  });

  test("a smaller tree that is no beginning of what was seen", async () => {
    const { booth, said } = await identified();
    await vote(booth);
    said.readCheckpoint = async () => signNote("again", vkey, 2, Buffer.alloc(32, 7));
    await assert.rejects(prepare(booth), codeIs("LOG_FORKED"));
    assert.equal((await booth.evidence()).length, 2);
  });

  test("no proof that it has only grown: nothing is signed, and the note kept until there is one", async () => {
    const { booth, said, sent } = await identified();
    await vote(booth);
    await vote((await identified()).booth);
    said.readConsistency = async () => { throw new ServerError("unavailable", "", "no"); };
    await assert.rejects(prepare(booth), codeIs("SERVER_UNREACHABLE"));
    assert.equal((await booth.evidence()).length, 2);
    delete said.readConsistency;
    await prepare(booth);
    assert.equal((await booth.evidence()).length, 0);
    assert.equal(sent.length, 1);
  });

  for (const [what, path] of [["empty", []], ["too long", Array.from({ length: 200 }, () => new Uint8Array(32))], ["of hashes of another length", [new Uint8Array(31)]]]) {
    test(`a proof of growth that is ${what}`, async () => {
      const { booth, said } = await identified();
      await vote(booth);
      await vote((await identified()).booth);
      said.readConsistency = async () => path;
      await assert.rejects(prepare(booth), codeIs("LOG_FORKED"));
    });
  }

  test("another checkpoint than one that was kept elsewhere", async () => {
    const { booth } = await identified();
    await vote(booth);
    await assert.rejects(booth.compareCheckpoint(signNote("again", vkey, 2, Buffer.alloc(32, 7)).toString()), codeIs("LOG_FORKED"));
    assert.equal((await booth.evidence()).length, 2);
    await assert.rejects(booth.compareCheckpoint("no note"), codeIs("CHECKPOINT_MALFORMED"));
    await assert.rejects(booth.compareCheckpoint(signNote("again", vkey, 2, Buffer.alloc(32), "urna.test/other").toString()), codeIs("RECEIPT_OF_ANOTHER_LOG"));
  });

  test("an index of a record that moved", async () => {
    const { booth, said } = await identified();
    const { receipt } = await vote(booth);
    const other = await vote((await identified()).booth);
    said.getBallot = async (honest) => ({ ...(await honest()), receipt: Buffer.from(other.receipt.file.receipt) });
    await assert.rejects(booth.renewReceipts(), codeIs("RECEIPT_OF_ANOTHER_RECORD"));
    said.getBallot = async () => { throw new ServerError("not_found", "BALLOT_NOT_FOUND", "none"); };
    await assert.rejects(booth.renewReceipts(), codeIs("BALLOT_NOT_FOUND"));
  });
});

describe("of why a ballot cannot be cast", () => {
  const reasons = { none: 0, sequence: 1, group: 2, revoked: 3, already: 4, closed: 5 };
  const logged = (record) => { // In a tree that the log signs: what a server can do with its own key.
    const entries = [Buffer.from("0"), Buffer.from("1"), record];
    return { record, receipt: signReceipt("again", vkey, entries, 2) };
  };
  const ballotOf = ({ receipt }) => ({ record: Buffer.from(receipt.file.leaf, "base64"), receipt: Buffer.from(receipt.file.receipt) });
  const somebody = async () => vote((await identified()).booth);
  const zeros = Buffer.alloc(32);
  for (const [what, answer, code] of [
    ["records and no reason", async () => ({ reason: reasons.none, records: [ballotOf(await somebody())] }), "REFUSAL_NOT_PROVEN"],
    ["a reason and no record", async () => ({ reason: reasons.sequence, records: [] }), "REFUSAL_NOT_PROVEN"],
    ["a reason that there is not", async () => ({ reason: 9, records: [ballotOf(await somebody())] }), "REFUSAL_NOT_PROVEN"],
    ["somebody else's ballot", async () => ({ reason: reasons.sequence, records: [ballotOf(await somebody())] }), "REFUSAL_NOT_PROVEN"],
    ["somebody else's ballots as a full group", async () => ({ reason: reasons.group, records: [ballotOf(await vote((await identified()).booth, "contest-1"))] }), "REFUSAL_NOT_PROVEN"],
    ["that the first ballot counts", async () => ({ reason: reasons.already, records: [ballotOf(await somebody())] }), "REFUSAL_NOT_PROVEN"],
    ["more records than there can be", async () => { const one = ballotOf(await somebody()); return { reason: reasons.sequence, records: Array(1001).fill(one) }; }, "REFUSAL_NOT_PROVEN"],
    ["one record twice", async () => { const one = ballotOf(await somebody()); return { reason: reasons.sequence, records: [one, one] }; }, "REFUSAL_NOT_PROVEN"],
    ["records under two checkpoints", async () => ({ reason: reasons.sequence, records: [ballotOf(await somebody()), ballotOf(await somebody())] }), "REFUSAL_NOT_PROVEN"],
    ["a record without a receipt", async () => ({ reason: reasons.sequence, records: [{ ...ballotOf(await somebody()), receipt: new Uint8Array(0) }] }), "RECEIPT_MALFORMED"],
    ["a record that is no leaf", async () => ({ reason: reasons.closed, records: [logged(Buffer.from("closed"))] }), "RECEIPT_OF_ANOTHER_RECORD"],
    ["a closing by one authority of two", async () => ({ reason: reasons.closed, records: [logged(signedRecord("again", hash, closingBody(hash, 1700000000n), [1]))] }), "REFUSAL_NOT_PROVEN"],
    ["a closing with a signature that does not hold", async () => ({ reason: reasons.closed, records: [logged(flip(signedRecord("again", hash, closingBody(hash, 1700000000n), [0, 1]), -1))] }), "REFUSAL_NOT_PROVEN"],
    ["a closing of another election", async () => ({ reason: reasons.closed, records: [logged(signedRecord("again", zeros, closingBody(zeros, 1700000000n), [0, 1]))] }), "RECEIPT_OF_ANOTHER_RECORD"],
    ["an opening as the closing", async () => { const body = closingBody(hash, 1700000000n); body[0] = 8; return { reason: reasons.closed, records: [logged(signedRecord("again", hash, body, [0, 1]))] }; }, "REFUSAL_NOT_PROVEN"],
    ["a revocation of another slot", async () => ({ reason: reasons.revoked, records: [logged(signedRecord("again", hash, revocationBody(hash, Buffer.alloc(32, 5)), [0, 1]))] }), "REFUSAL_NOT_PROVEN"],
    ["a ballot as the revocation", async () => ({ reason: reasons.revoked, records: [ballotOf(await somebody())] }), "REFUSAL_NOT_PROVEN"],
    ["a closing as a ballot", async () => ({ reason: reasons.sequence, records: [logged(signedRecord("again", hash, closingBody(hash, 1n), [0, 1]))] }), "RECEIPT_OF_ANOTHER_RECORD"],
  ]) {
    test(what, async () => {
      const { booth, sent } = await identified({ proveRefusal: answer });
      await assert.rejects(prepare(booth), codeIs(code));
      // The same as the proof of a refusal: it ends nothing, and the ballot stays unanswered.
      const other = await identified();
      const ballot = await prepare(other.booth);
      other.said.castBallot = async () => { throw new ServerError("aborted", "SEQUENCE_TAKEN", "no"); };
      other.said.proveRefusal = answer;
      await assert.rejects(other.booth.cast(ballot.fullTracker), codeIs("UNANSWERED", code));
      assert.equal(sent.length, 0);
    });
  }

  test("a closing that the authorities did sign ends it", async () => {
    const { booth } = await identified({ proveRefusal: async () => ({ reason: reasons.closed, records: [logged(signedRecord("again", hash, closingBody(hash, 1700000000n), [0, 1]))] }) });
    await assert.rejects(prepare(booth), codeIs("VOTING_CLOSED"));
  });

  test("a revocation that the authorities did sign ends it, but for a key of another generation", async () => {
    let tag;
    const revocation = (gen) => ({ reason: reasons.revoked, records: [logged(signedRecord("again", hash, revocationBody(hash, tag, gen), [0, 1]))] });
    const lies = { findSlot: async (honest) => { const answer = await honest(); tag = answer.record.slice(0, 32); return answer; } };
    for (const [gen, code] of [[1, "REFUSAL_NOT_PROVEN"], [0, "KEY_REVOKED"]]) {
      const { booth } = await identified({ ...lies, proveRefusal: async () => revocation(gen) });
      await assert.rejects(prepare(booth), codeIs(code));
    }
  });

  test("a full group is proven by records in the order of the log, and in no other", async () => {
    const { booth, codes } = await identified();
    await vote(booth, "contest-1");
    await vote(booth, "contest-2", []);
    const records = (await booth.renewReceipts()).map((receipt) => ballotOf({ receipt }));
    for (const [inOrder, code] of [[[...records].reverse(), "REFUSAL_NOT_PROVEN"], [records, "CHOICE_GROUP_FULL"]]) {
      const other = await identified({ proveRefusal: async () => ({ reason: reasons.group, records: inOrder }) }, {}, codes);
      await assert.rejects(prepare(other.booth), codeIs(code));
    }
  });

  test("ballots of the key with a gap, in another order, or without the last: only what fits is believed", async () => {
    const { booth, codes } = await identified();
    for (let i = 0; i < 3; i++) await vote(booth);
    const all = (await server.proveRefusal("processes/again", await keyOf(codes), 0, 1n)).records;
    assert.equal(all.length, 3);
    const fresh = (records) => identified({ proveRefusal: async () => ({ reason: reasons.sequence, records }) }, {}, codes);
    for (const records of [[all[0], all[2]], [all[1], all[2]], [all[1], all[0], all[2]]]) {
      await assert.rejects((await fresh(records)).booth.prepare("contest-0", []), codeIs("REFUSAL_NOT_PROVEN"));
    }
    // Told too little, a device makes a ballot whose number is taken: the honest refusal tells it so, and nothing is lost.
    const told = await fresh(all.slice(0, 2));
    const ballot = await told.booth.prepare("contest-0", []);
    assert.equal(ballot.sequence, 3n);
    delete told.said.proveRefusal;
    await assert.rejects(told.booth.cast(ballot.fullTracker), codeIs("TOO_MANY_BALLOTS"));
  });
});

async function keyOf(codes) {
  const { config } = parseConfig((await server.readManifest("processes/again")).config);
  return encodePoint(votingKey(codes.map((code, i) => keyPart(config.electionId, i + 1, readTypedCode(code, i + 1)))).point);
}

describe("of a receipt's fate", () => {
  const checked = async (lies) => openElection(lying(server, lies), "processes/again");
  for (const [what, lies, code] of [
    ["fewer records than are signed", { listEntries: async (honest) => ({ ...(await honest()), entries: [] }) }, "LOG_NOT_AS_SIGNED"],
    ["a record changed", { listEntries: async (honest) => { const it = await honest(); return { ...it, entries: it.entries.map((e, i) => (i === 1 ? flip(e, 50) : e)) }; } }, "LOG_FORKED"],
    ["an older checkpoint", { readCheckpoint: async () => signNote("again", vkey, 2, Buffer.alloc(32)) }, "LOG_STALE"],
    ["a roll that was changed", { readRoll: async (honest) => flip(await honest(), 1) }, "ROLL_NOT_AS_SEALED"],
  ]) {
    test(what, async () => {
      const { receipt } = await vote((await identified()).booth);
      await assert.rejects((await checked(lies)).fate(receipt.file), codeIs(code));
    });
  }

  test("another record at the receipt's place", async () => {
    const { receipt } = await vote((await identified()).booth);
    const at = Number(receipt.index);
    const lies = { listEntries: async (honest) => { const it = await honest(); return { ...it, entries: it.entries.map((e, i) => (i === at ? flip(e, -1) : e)) }; } };
    await assert.rejects((await checked(lies)).fate(receipt.file), codeIs("LOG_FORKED"));
  });
});
