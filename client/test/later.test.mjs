// What is kept of a vote, and what becomes of it.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { encodeScalar } from "@urna/protocol/group";
import { checkReceiptFile, openElection } from "../dist/checks.js";
import { memoryStorage, webStorage } from "../dist/index.js";
import { codesOf } from "./support/parties.mjs";
import { listening } from "./support/liar.mjs";
import { atServer, fails, vote } from "./support/voters.mjs";
import { startServer } from "./support/world.mjs";

let world, server, open, voter, keysOf, revoke, close;
before(async () => {
  world = await startServer();
  ({ server, open, voter, keysOf, revoke, close } = atServer(world.http));
});
after(() => world?.stop());

describe("a receipt later", () => {
  test("is renewed at the newest checkpoint", async () => {
    const { booth } = await voter("again", 22);
    const { receipt } = await vote(booth, "contest-0");
    await vote((await voter("again", 24)).booth, "contest-0");
    const [renewed] = await booth.renewReceipts();
    assert.equal(renewed.index, receipt.index);
    const [before, after] = [receipt, renewed].map(({ file }) => checkReceiptFile(file, booth.info.logVkey));
    assert.ok(after.checkpoint.size > before.checkpoint.size);
    await booth.compareCheckpoint(before.note);
  });

  test("says that the ballot stands, or was replaced, or cancelled", async () => {
    const { booth } = await voter("again", 26);
    const first = await vote(booth, "contest-0");
    const checks = await openElection(server, "processes/again");
    const fate = (outcome) => checks.fate(outcome.receipt.file);
    assert.deepEqual(await fate(first), { kind: "stands", isClosed: false });
    const second = await vote(booth, "contest-0");
    assert.deepEqual(await fate(first), { kind: "replaced", record: second.receipt.index, sequence: 2n, tracker: second.receipt.file.tracker });
    await revoke("again", 26);
    assert.equal((await fate(second)).kind, "cancelled");
    assert.deepEqual((await fate(second)).signers, [0, 1]);
  });
});

describe("what is kept", () => {
  test("holds no code, key or choice", async () => {
    const texts = new Map();
    const web = { getItem: (name) => texts.get(name) ?? null, setItem: (name, text) => void texts.set(name, text) };
    const { booth } = await voter("again", 28, { storage: webStorage(web, undefined) });
    await vote(booth, "contest-0", [{ project: "p4" }]);
    const secrets = (await keysOf("again", 28, 2)).map(({ secret }) => Buffer.from(encodeScalar(secret)));
    const all = [...texts].flat().join("\n");
    assert.ok(all.includes("urna-voter-memory-2"));
    for (const secret of [...codesOf("again", 28, 2), ...secrets.map((s) => s.toString("hex")), ...secrets.map((s) => s.toString("base64"))]) {
      assert.ok(!all.toLowerCase().includes(secret.toLowerCase()));
    }
    assert.ok(!/"p4"|choice|payload/.test(all));
  });

  test("counts every encryption before it is made, so that none of them draws on the same place twice", async () => {
    const storage = memoryStorage();
    const saved = [];
    const { booth } = await voter("again", 38, { storage: { ...storage, save: (name, text) => (saved.push(text), storage.save(name, text)) } });
    saved.length = 0;
    await booth.challenge((await booth.prepare("contest-0", [])).fullTracker);
    await booth.prepare("contest-0", []);
    assert.deepEqual(saved.map((text) => JSON.parse(text).encryptions), [1, 2]);
  });

  test("that cannot be kept is not sent", async () => {
    const heard = listening(server);
    const storage = memoryStorage();
    const { booth } = await voter("again", 30, { storage, server: heard.server });
    const ballot = await booth.prepare("contest-0", []);
    storage.save = async () => {
      throw new Error("the disk is full");
    };
    await fails(booth.cast(ballot.fullTracker), "STORAGE_FAILED");
    assert.ok(!heard.heard.some(({ name }) => name === "castBallot"));
  });

  test("is not believed where it is damaged", async () => {
    const storage = memoryStorage();
    const saved = new Map();
    const { booth } = await voter("again", 32, { storage: { ...storage, save: (name, text) => (saved.set(name, text), storage.save(name, text)) } });
    await vote(booth, "contest-0");
    await booth.leave();
    const [name, text] = [...saved].find(([key]) => key.startsWith("urna-voter-"));
    const object = JSON.parse(text);
    const damaged = {
      "no JSON": text.slice(1),
      "of another form": JSON.stringify({ ...object, format: "x" }),
      "of another election": JSON.stringify({ ...object, manifest_hash: "00" }),
      "a checkpoint of nobody": JSON.stringify({ ...object, checkpoint: object.checkpoint.replace(/.{12}(={0,2}\n)$/, "AAAAAAAAAAAA$1") }),
      "another leaf": JSON.stringify({ ...object, receipts: [{ ...object.receipts[0], leaf: object.receipts[0].leaf.replace(/^.{60}/, (s) => s.slice(0, 59) + (s[59] === "A" ? "B" : "A")) }] }),
      "a receipt twice": JSON.stringify({ ...object, receipts: [object.receipts[0], object.receipts[0]] }),
      "a pending ballot that is none": JSON.stringify({ ...object, unanswered: [{ leaf: "AAAA" }] }),
      "encryptions below 0": JSON.stringify({ ...object, encryptions: -1 }),
    };
    for (const [what, bad] of Object.entries(damaged)) {
      await storage.save(name, bad);
      await assert.rejects(voter("again", 32, { storage }), { code: "STORAGE_DAMAGED" }, what);
    }
    await storage.save(name, text);
    assert.equal((await (await voter("again", 32, { storage })).booth.receipts()).length, 1);
  });

  test("is one tab's at a time", async () => {
    const storage = memoryStorage();
    const first = await voter("again", 34, { storage });
    await fails(voter("again", 34, { storage }), "DEVICE_BUSY");
    await first.booth.leave();
    await (await voter("again", 34, { storage })).booth.leave();
  });

  test("pins the election: at the next visit another one is told", async () => {
    const storage = memoryStorage();
    await open("again", { storage });
    assert.equal((await open("again", { storage })).info.trust, "kept");
    await storage.save("urna-election-again", "0".repeat(64));
    await fails(open("again", { storage }), "MANIFEST_CHANGED");
  });
});

describe("the end of the vote", () => {
  test("is proven, and what was cast before it stands", async () => {
    const { booth } = await voter("closing", 0);
    const counted = await vote(booth, "contest-0");
    const few = await vote(booth, "contest-1");
    const late = await voter("closing", 1);
    const ballot = await late.booth.prepare("contest-0", []);
    const time = await close("closing");
    await fails(late.booth.cast(ballot.fullTracker), "VOTING_CLOSED", { signers: "0, 1", time });
    assert.deepEqual((await late.booth.settle()), []);
    await fails(late.booth.prepare("contest-0", []), "VOTING_CLOSED");
    const checks = await openElection(server, "processes/closing");
    assert.deepEqual(await checks.fate(counted.receipt.file), { kind: "stands", isClosed: true });
    assert.deepEqual(await checks.fate(few.receipt.file), { kind: "too-few-ballots", voters: 1, minimum: 5n });
  });
});
