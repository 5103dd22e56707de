// More than one device: a second one that checks the first, and `urna vote` beside a page.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkReceiptFile, compareReceipts, openElection, readOpeningFile, readReceiptFile } from "../dist/checks.js";
import { memoryStorage } from "../dist/index.js";
import { codesOf } from "./support/parties.mjs";
import { listening } from "./support/liar.mjs";
import { atServer, fails, vote } from "./support/voters.mjs";
import { startServer, urna } from "./support/world.mjs";

let world, server, voter;
before(async () => {
  world = await startServer();
  ({ server, voter } = atServer(world.http));
});
after(() => world?.stop());

describe("cast or challenge", () => {
  test("a challenged ballot is opened for a second device, and is void", async () => {
    const heard = listening(server);
    const { booth, who } = await voter("again", 14, { server: heard.server });
    const choices = [{ project: "p3" }, { project: "p7" }];
    const ballot = await booth.prepare("contest-0", choices);
    const file = readOpeningFile(JSON.stringify(await booth.challenge(ballot.fullTracker)));
    await fails(booth.cast(ballot.fullTracker), "NO_SUCH_DRAFT");
    await fails(booth.challenge(ballot.fullTracker), "NO_SUCH_DRAFT");
    assert.ok(!heard.heard.some(({ name }) => name === "castBallot"));

    const second = await openElection(server, "processes/again");
    const opened = await second.checkOpening(file, ballot.qr);
    assert.deepEqual(opened, { contest: "contest-0", sequence: 1n, tracker: ballot.fullTracker, slot: who.slot, choices });
    assert.deepEqual((await second.checkOpening(file, ballot.tracker)).choices, choices);

    const anew = await booth.prepare("contest-0", choices);
    assert.notEqual(anew.fullTracker, ballot.fullTracker);
    await fails(second.checkOpening(file, anew.qr), "OPENING_OF_ANOTHER_TRACKER");
    const other = Buffer.from(file.payload, "base64");
    other[1] ^= 1;
    await fails(second.checkOpening({ ...file, payload: other.toString("base64") }, ballot.qr), "OPENING_WRONG");
    await fails(second.checkOpening({ ...file, randomness: Buffer.alloc(32, 1).toString("base64") }, ballot.qr), "OPENING_WRONG");
    await fails(second.checkOpening({ ...file, head: file.head.slice(4) }, ballot.qr), "OPENING_WRONG");
    await fails(second.checkOpening({ ...file, randomness: "x" }, ballot.qr), "MALFORMED_OPENING");
    assert.equal((await booth.cast(anew.fullTracker)).kind, "cast");
  });

  test("an opening of `urna vote` is checked, and `urna opening check` checks ours", async () => {
    const [code, code2] = codesOf("again", 16, 2);
    const out = join(world.work, "opening.json");
    const flags = ["--server", world.grpc, "--process", "again"];
    const said = await urna(["vote", ...flags, "--contest", "contest-0", "--choice", "p5", "--challenge", "--full-tracker", "--memory", world.work, "--out", out], { URNA_CODE: code, URNA_CODE_2: code2 });
    const shown = /full tracker (\S+)/.exec(said)[1];
    const second = await openElection(server, "processes/again");
    const opened = await second.checkOpening(readOpeningFile(readFileSync(out, "utf8")), shown);
    assert.deepEqual(opened.choices, [{ project: "p5" }]);

    const { booth } = await voter("again", 16);
    const ballot = await booth.prepare("contest-0", [{ project: "p6" }, { project: "p2" }]);
    const ours = join(world.work, "ours.json");
    writeFileSync(ours, JSON.stringify(await booth.challenge(ballot.fullTracker)));
    const checked = await urna(["opening", "check", ours, ...flags, "--tracker", ballot.fullTracker]);
    assert.match(checked, /p2[^]*p6/);
    assert.match(checked, new RegExp(`slot ${opened.slot}`));
  });
});

describe("beside `urna vote`", () => {
  const flags = () => ["--server", world.grpc, "--process", "again"];

  test("receipts of one are checked by the other, and its ballots followed", async () => {
    const [code, code2] = codesOf("again", 18, 2);
    const file = join(world.work, "receipt.json");
    await urna(["vote", ...flags(), "--contest", "contest-0", "--choice", "p1", "--yes", "--memory", world.work, "--out", file], { URNA_CODE: code, URNA_CODE_2: code2 });
    const theirs = readReceiptFile(readFileSync(file, "utf8"));
    const told = [];
    const { booth } = await voter("again", 18, { onFound: (receipts) => told.push(...receipts) });
    const claim = checkReceiptFile(theirs, booth.info.logVkey);
    const outcome = await vote(booth, "contest-0");
    assert.equal(outcome.receipt.sequence, 2n);
    assert.equal(told[0].tracker, theirs.tracker);
    compareReceipts([claim, checkReceiptFile(outcome.receipt.file)]);
    const ours = join(world.work, "ours-receipt.json");
    writeFileSync(ours, JSON.stringify(outcome.receipt.file));
    assert.match(await urna(["receipt", "check", file, ours, "--vkey", booth.info.logVkey]), /do not contradict/);
    // And back: the program goes on from the ballot of the page.
    const said = await urna(["vote", ...flags(), "--contest", "contest-0", "--blank", "--yes", "--memory", world.work, "--out", join(world.work, "third.json")], { URNA_CODE: code, URNA_CODE_2: code2 });
    assert.match(said, /ballot 3 of the contest/);
  });

  test("one keeps what the other remembers, in one form", async () => {
    const [code, code2] = codesOf("again", 20, 2);
    const folder = join(world.work, "memories");
    mkdirSync(folder);
    const env = { URNA_CODE: code, URNA_CODE_2: code2 };
    const cast = (choice, out) => urna(["vote", ...flags(), "--contest", "contest-0", "--choice", choice, "--yes", "--memory", folder, "--out", join(world.work, out)], env);
    await cast("p1", "m1.json");
    const [name] = readdirSync(folder).filter((file) => file.endsWith(".json"));
    const kept = readFileSync(join(folder, name), "utf8");
    const storage = memoryStorage();
    await storage.save(name, kept);
    const heard = listening(server);
    const { booth } = await voter("again", 20, { storage, server: heard.server });
    assert.equal((await booth.receipts()).length, 1);
    assert.equal((await vote(booth, "contest-0")).receipt.sequence, 2n);
    writeFileSync(join(folder, name), await storage.load(name));
    assert.match(await cast("p2", "m2.json"), /ballot 3 of the contest/);
  });
});
