// A server that lies, one lie at a time: each ends in the right words, with nothing signed that should not be, and no second ballot
// in place of one that is unanswered.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Booth, memoryStorage, ServerError } from "../dist/index.js";
import { connectServer, fetchTransport } from "../dist/connect/index.js";
import { openElection } from "../dist/checks.js";
import { explain } from "../dist/words.js";
import { closingBody, codesOf, revocationBody, signedRecord } from "./support/parties.mjs";
import { signNote, signReceipt } from "./support/forgery.mjs";
import { listening, lying } from "./support/liar.mjs";
import { startServer } from "./support/world.mjs";

let world, server, vkey, hash;
before(async () => {
  world = await startServer();
  server = connectServer(fetchTransport(world.http));
  const { info } = await Booth.open({ process: "processes/again", server, storage: memoryStorage() });
  vkey = info.logVkey;
  hash = Buffer.from(info.manifestHash, "hex");
});
after(() => world?.stop());

const open = (lies, options = {}) => Booth.open({ process: "processes/again", server: lying(server, lies), storage: memoryStorage(), pause: async () => {}, ...options });
const codeIs = (code, why) => (error) => {
  assert.equal(error.code, code, error);
  assert.equal(error.why?.code, why, error.why);
  for (const language of ["en", "fr"]) assert.doesNotMatch(explain(error, language), / \?[ .)]/);
  return true;
};
const flip = (bytes, at) => {
  const out = Uint8Array.from(bytes);
  out.set([out.at(at) ^ 1], at < 0 ? out.length + at : at);
  return out;
};

// Even numbers vote in contests 0 to 2; each test takes voters of its own.
let next = 0;
const anybody = () => codesOf("again", (next += 2) - 2, 2);

async function identified(lies = {}, options = {}, codes = anybody()) {
  const heard = listening(server);
  const said = { ...lies };
  const booth = await Booth.open({ process: "processes/again", server: lying(heard.server, said), storage: memoryStorage(), pause: async () => {}, ...options });
  await booth.identify(codes);
  // What was sent, lies or not: the liar is the outer one, so that its own calls are counted here.
  const sent = [];
  const cast = said.castBallot;
  said.castBallot = (honest, process, bytes, ...rest) => {
    sent.push(Buffer.from(bytes).toString("base64"));
    return cast === undefined ? honest() : cast(honest, process, bytes, ...rest);
  };
  return { booth, said, sent, codes };
}

const prepare = (booth, contest = "contest-0", choices = [{ project: "p1" }]) => booth.prepare(contest, choices);
const vote = async (booth, ...what) => booth.cast((await prepare(booth, ...what)).fullTracker);

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
  const { keyPart, votingKey } = await import("@urna/protocol/codes");
  const { encodePoint } = await import("@urna/protocol/group");
  const { readTypedCode } = await import("../dist/voter.js");
  const { parseConfig } = await import("@urna/protocol/config");
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

test("that nobody votes now: nothing is encrypted", async () => {
  const { booth } = await identified({ isVoting: async () => false });
  await assert.rejects(prepare(booth), codeIs("VOTING_NOT_OPEN"));
});
