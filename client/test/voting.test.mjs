// Voting at a real server, as a voter would: letters, ballots, other devices.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { checkReceiptFile, compareReceipts, openElection, readReceiptFile } from "../dist/checks.js";
import { Booth, memoryStorage, ServerError } from "../dist/index.js";
import { explain } from "../dist/words.js";
import { codesOf } from "./support/parties.mjs";
import { listening, lying } from "./support/liar.mjs";
import { atServer, fails, vote } from "./support/voters.mjs";
import { startServer } from "./support/world.mjs";

let world, server, open, voter, revoke;
before(async () => {
  world = await startServer();
  ({ server, open, voter, revoke } = atServer(world.http));
});
after(() => world?.stop());

describe("an election", () => {
  test("is shown as it was sealed", async () => {
    const { info } = await open("again");
    assert.equal(info.process, "processes/again");
    assert.deepEqual(info.title, { en: "Citizen budget" });
    assert.deepEqual(info.contests.map(({ id, title, format, projects }) => [id, title.fr, format.kind, projects.length]), [
      ["contest-0", "Consultation", "approval", 20], ["contest-1", "Consultation", "approval", 20], ["contest-2", "Consultation", "scoring", 20],
    ]);
    assert.deepEqual(info.choiceGroups, [{ contests: ["contest-0", "contest-1"], max: 1 }]);
    assert.equal(info.trust, "server");
    assert.equal(info.revote, "last");
  });

  test("is the one of the letter, or none", async () => {
    const { info } = await open("again");
    const given = { manifestHash: info.manifestHash.toUpperCase(), logVkey: info.logVkey };
    assert.equal((await open("again", { trust: given })).info.trust, "given");
    await fails(open("again", { trust: { manifestHash: "0".repeat(64) } }), "MANIFEST_NOT_EXPECTED");
    await fails(open("again", { trust: { logVkey: (await open("once")).info.logVkey } }), "LOG_NOT_EXPECTED");
    await fails(open("again", { trust: { manifestHash: "12" } }), "MALFORMED_TRUST");
    await fails(open("again", { trust: { logVkey: "hello" } }), "MALFORMED_TRUST");
    await fails(open("none"), "NO_SUCH_PROCESS");
  });

  test("is named in full, which is told before anybody is asked", async () => {
    for (const process of ["again", "processes/", "processes/Again", "processes/again/contests/x"]) {
      const heard = listening(server);
      await fails(Booth.open({ process, server: heard.server, storage: memoryStorage() }), "NO_SUCH_PROCESS");
      await fails(openElection(heard.server, process), "NO_SUCH_PROCESS");
      assert.deepEqual(heard.heard, [], process);
    }
  });
});

describe("codes", () => {
  test("of one person's letters give the slot that both letters show", async () => {
    const { who } = await voter("again", 0);
    assert.match(who.slot, /^[a-z2-7]{16}$/);
    assert.equal(who.electorate, "electorate-0");
    assert.deepEqual(who.contests, ["contest-0", "contest-1", "contest-2"]);
    assert.deepEqual((await voter("again", 1)).who.contests, ["contest-2"]);
  });

  test("can be looked up in the parts of the roll, which tells the server nothing", async () => {
    const heard = listening(server);
    const booth = await open("again", { server: heard.server });
    const who = await booth.identify(codesOf("again", 3, 2), "parts");
    assert.equal(who.electorate, "electorate-1");
    assert.equal(who.slot, (await voter("again", 3)).who.slot);
    assert.ok(!heard.heard.some(({ name }) => name === "findSlot"));
    const strangers = codesOf("once", 0, 1).concat(codesOf("again", 0, 2)[1]);
    await fails(booth.identify(strangers, "parts"), "CODE_UNKNOWN", { number: 1 });
  });

  test("of other letters are told for what they are", async () => {
    const booth = await open("again");
    const [a, b] = [codesOf("again", 0, 2), codesOf("again", 2, 2)];
    await fails(booth.identify([a[0], b[1]]), "CODES_OF_TWO_PEOPLE");
    await fails(booth.identify([a[0]]), "CODE_MISSING", { number: 2, needed: 2 });
    await fails(booth.identify([]), "CODE_MISSING", { number: 1 });
    await fails(booth.identify(["", " - "]), "CODE_MISSING", { number: 1 });
    await fails(booth.identify(["", a[1]]), "CODE_MISSING", { number: 1, needed: 2 });
    await fails(booth.identify([" ", a[0]]), "CODE_OF_ANOTHER_FIELD", { number: 2, field: 1 });
    await fails(booth.identify([a[0], "", a[1]]), "CODE_OF_ANOTHER_FIELD", { number: 3, field: 2 });
    await fails(booth.identify([a[0], "", codesOf("again", 0, 3)[2]]), "CODE_MISSING", { number: 2, needed: 3 });
    await fails(booth.identify([...a, codesOf("again", 0, 3)[2]]), "TOO_MANY_CODES", { needed: 2 });
    await fails(booth.identify([codesOf("once", 0, 1)[0], a[1]]), "CODE_UNKNOWN", { number: 1 });
    await fails(booth.prepare("contest-0", []), "NOT_IDENTIFIED");
  });

  test("are as many as the letters: fields that are left empty after them do not count", async () => {
    const booth = await open("again");
    assert.equal((await booth.identify([...codesOf("again", 0, 2), "", " "])).electorate, "electorate-0");
    assert.equal((await (await open("once")).identify([codesOf("once", 2, 1)[0], "", ""])).slot.length, 16);
  });
});

describe("a ballot", () => {
  test("is cast, replaced twice, and then the key is used up", async () => {
    const storage = memoryStorage();
    const { booth } = await voter("again", 4, { storage });
    const receipts = [];
    for (const [i, choices] of [[{ project: "p1" }, { project: "p0" }], [], [{ project: "p19" }]].entries()) {
      const ballot = await booth.prepare("contest-0", choices);
      assert.equal(ballot.sequence, BigInt(i + 1));
      assert.equal(ballot.qr, `urna2:${ballot.fullTracker}`);
      const outcome = await booth.cast(ballot.fullTracker);
      assert.equal(outcome.kind, "cast");
      assert.equal(outcome.receipt.file.tracker, ballot.tracker);
      receipts.push(outcome.receipt);
    }
    const claims = receipts.map(({ file }) => checkReceiptFile(readReceiptFile(JSON.stringify(file)), booth.info.logVkey));
    compareReceipts(claims);
    assert.deepEqual(claims.map(({ index }) => index), receipts.map(({ index }) => index));
    await fails(booth.prepare("contest-0", []), "TOO_MANY_BALLOTS", { most: 3 });
    assert.deepEqual((await booth.receipts()).map(({ sequence }) => sequence), [1n, 2n, 3n]);
    await booth.leave();
    // The same device later: everything is there, and verified again.
    const again = (await voter("again", 4, { storage })).booth;
    assert.deepEqual((await again.receipts()).map(({ file }) => file), receipts.map(({ file }) => file));
  });

  test("of another device is found, told, and followed", async () => {
    const told = [];
    const first = await voter("again", 6);
    const second = await voter("again", 6, { onFound: (receipts) => told.push(...receipts) });
    const cast = await vote(first.booth, "contest-0");
    const ballot = await second.booth.prepare("contest-0", []);
    assert.equal(ballot.sequence, 2n);
    assert.deepEqual(told.map(({ tracker }) => tracker), [cast.receipt.file.tracker]);
    assert.equal((await second.booth.cast(ballot.fullTracker)).kind, "cast");
    // The first device prepared nothing since: its next one is number 3.
    assert.equal((await first.booth.prepare("contest-0", [])).sequence, 3n);
  });

  test("whose number another device takes meanwhile is not cast, and the voter is told", async () => {
    const told = [];
    const first = await voter("again", 8, { onFound: (receipts) => told.push(...receipts) });
    const second = await voter("again", 8);
    const ballot = await first.booth.prepare("contest-0", []);
    await vote(second.booth, "contest-0");
    assert.deepEqual(await first.booth.cast(ballot.fullTracker), { kind: "number-taken" });
    assert.equal(told.length, 1);
    const next = await first.booth.prepare("contest-0", [{ project: "p2" }]);
    assert.equal(next.sequence, 2n);
    assert.equal((await first.booth.cast(next.fullTracker)).kind, "cast");
  });

  test("of a contest that is not the voter's is not made", async () => {
    const { booth } = await voter("again", 5);
    await fails(booth.prepare("contest-0", []), "NOT_ENTITLED", { contest: "contest-0" });
    await fails(booth.prepare("contest-9", []), "NO_SUCH_CONTEST");
    assert.equal((await vote(booth, "contest-2", [{ project: "p3", points: 10 }])).kind, "cast");
  });

  test("in a second contest of a choice group is refused, which the log proves", async () => {
    const { booth } = await voter("again", 10);
    const cast = await vote(booth, "contest-1");
    await fails(booth.prepare("contest-0", []), "CHOICE_GROUP_FULL", { contests: "contest-1", trackers: cast.receipt.file.tracker });
    assert.equal((await vote(booth, "contest-2", [])).kind, "cast");
  });

  test("is the only one where the first counts: told from the receipt, and by the log to another device", async () => {
    const { booth } = await voter("once", 0);
    assert.equal((await vote(booth, "contest-0")).kind, "cast");
    await fails(booth.prepare("contest-0", []), "ALREADY_VOTED");
    const other = await voter("once", 0);
    await fails(other.booth.prepare("contest-0", []), "ALREADY_VOTED");
  });

  test("that is in the log though its answer was lost has its receipt, also where the first counts", async () => {
    const lost = lying(server, { castBallot: async (honest) => { await honest(); throw new ServerError("internal", "SERVER_FAULT", "lost"); } });
    const { booth } = await voter("once", 1, { server: lost });
    const ballot = await booth.prepare("contest-0", [{ project: "p1" }]);
    const outcome = await booth.cast(ballot.fullTracker);
    assert.equal(outcome.kind, "cast");
    assert.equal(outcome.receipt.file.tracker, ballot.tracker);
    checkReceiptFile(outcome.receipt.file, booth.info.logVkey);
    assert.deepEqual(await booth.settle(), []);
  });

  test("that is unanswered is not cast a second time, and not said to be gone", async () => {
    const lies = { castBallot: async () => { throw new ServerError("unavailable", "", "gone"); } };
    const { booth } = await voter("again", 40, { server: lying(server, lies) });
    const ballot = await booth.prepare("contest-0", []);
    for (let i = 0; i < 2; i++) await fails(booth.cast(ballot.fullTracker), "UNANSWERED", { tracker: ballot.tracker });
    await fails(booth.challenge(ballot.fullTracker), "UNANSWERED", { tracker: ballot.tracker });
    delete lies.castBallot;
    assert.equal((await booth.settle())[0].outcome.kind, "cast");
    await fails(booth.cast(ballot.fullTracker), "NO_SUCH_DRAFT");
  });

  test("that loses the race for the last number is said not to be cast", async () => {
    const [first, second] = [await voter("again", 42), await voter("again", 42)];
    for (let i = 0; i < 2; i++) await vote(first.booth, "contest-0");
    const ballot = await second.booth.prepare("contest-0", []);
    await vote(first.booth, "contest-0");
    const error = await second.booth.cast(ballot.fullTracker).catch((thrown) => thrown);
    assert.equal(error.code, "TOO_MANY_BALLOTS");
    assert.match(explain(error, "en"), /not cast/);
    assert.match(explain(error, "fr"), /pas été déposé/);
  });

  test("that was prepared when its codes were revoked is refused for good", async () => {
    const { booth } = await voter("again", 36);
    const ballot = await booth.prepare("contest-0", []);
    await revoke("again", 36);
    await fails(booth.cast(ballot.fullTracker), "KEY_REVOKED");
    assert.deepEqual(await booth.settle(), []);
  });

  test("of revoked codes is refused, which the log proves", async () => {
    const { booth, who } = await voter("again", 12);
    await revoke("again", 12);
    await fails(booth.prepare("contest-0", []), "KEY_REVOKED", { signers: "0, 1" });
    assert.match(who.slot, /^.{16}$/);
  });
});
