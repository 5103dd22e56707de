// Voting at a real server, as a voter would: letters, ballots, receipts, other devices, and the end of the vote.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createClient } from "@connectrpc/connect";
import { Eligibility } from "@urna/protocol/gen/urna/v1/eligibility_service_pb";
import { Processes } from "@urna/protocol/gen/urna/v1/processes_service_pb";
import { Booth, memoryStorage, ServerError, webStorage } from "../dist/index.js";
import { checkReceiptFile, compareReceipts, openElection, readOpeningFile, readReceiptFile } from "../dist/checks.js";
import { connectServer, fetchTransport } from "../dist/connect/index.js";
import { codesOf, closingBody, revocationBody, sig, signer } from "./support/parties.mjs";
import { listening, lying } from "./support/liar.mjs";
import { startServer, urna } from "./support/world.mjs";

let world, server, transport;
before(async () => {
  world = await startServer();
  transport = fetchTransport(world.http);
  server = connectServer(transport);
});
after(() => world?.stop());

const open = (name, options = {}) => Booth.open({ process: `processes/${name}`, server, storage: memoryStorage(), pause: async () => {}, ...options });
const fails = (promise, code, facts = {}) => assert.rejects(promise, (error) => {
  assert.equal(error.code, code, error);
  for (const [name, value] of Object.entries(facts)) assert.equal(error.facts[name], value, name);
  return true;
});

async function voter(name, number, { codes = name === "once" ? 1 : 2, ...options } = {}) {
  const booth = await open(name, options);
  const who = await booth.identify(codesOf(name, number, codes));
  return { booth, who };
}

async function vote(booth, contest, choices = [{ project: "p1" }]) {
  const ballot = await booth.prepare(contest, choices);
  return booth.cast(ballot.fullTracker);
}

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
    await fails(open("none"), "NO_SUCH_PROCESS");
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
    await fails(booth.identify([...a, codesOf("again", 0, 3)[2]]), "TOO_MANY_CODES", { needed: 2 });
    await fails(booth.identify([codesOf("once", 0, 1)[0], a[1]]), "CODE_UNKNOWN", { number: 1 });
    await fails(booth.prepare("contest-0", []), "NOT_IDENTIFIED");
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

  test("that was prepared when its codes were revoked is refused for good", async () => {
    const { booth } = await voter("again", 36);
    const ballot = await booth.prepare("contest-0", []);
    await revoke("again", (await slotOf("again", 36)).tag);
    await fails(booth.cast(ballot.fullTracker), "KEY_REVOKED");
    assert.deepEqual(await booth.settle(), []);
  });

  test("of revoked codes is refused, which the log proves", async () => {
    const { booth, who } = await voter("again", 12);
    const { tag } = await slotOf("again", 12);
    await revoke("again", tag);
    await fails(booth.prepare("contest-0", []), "KEY_REVOKED", { signers: "0, 1" });
    assert.match(who.slot, /^.{16}$/);
  });
});

async function slotOf(name, number) {
  const { keyPart } = await import("@urna/protocol/codes");
  const { encodePoint } = await import("@urna/protocol/group");
  const { readTypedCode } = await import("../dist/voter.js");
  const { parseConfig } = await import("@urna/protocol/config");
  const { config, keyRecord } = await server.readManifest(`processes/${name}`);
  const sealed = parseConfig(config);
  const part = keyPart(sealed.config.electionId, 1, readTypedCode(codesOf(name, number, 1)[0], 1));
  const { record } = await server.findSlot(`processes/${name}`, 1, encodePoint(part.point));
  return { tag: record.slice(0, 32), config, keyRecord };
}

const manifestHash = async (name) => Buffer.from((await open(name)).info.manifestHash, "hex");

async function revoke(name, tag) {
  const hash = await manifestHash(name);
  for (const authority of [0, 1]) {
    const signature = sig(signer(name, "authority", authority), "leaf-07", hash, revocationBody(hash, tag));
    await createClient(Eligibility, transport).revokeKey({ name: `processes/${name}`, slotTag: tag, generation: 0, reason: 1, authority, signature });
  }
}

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
    await revoke("again", (await slotOf("again", 26)).tag);
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
    const { keyPart, votingKey } = await import("@urna/protocol/codes");
    const { encodeScalar } = await import("@urna/protocol/group");
    const { readTypedCode } = await import("../dist/voter.js");
    const { parseConfig } = await import("@urna/protocol/config");
    const { config } = parseConfig((await server.readManifest("processes/again")).config);
    const codes = codesOf("again", 28, 2);
    const parts = codes.map((code, i) => keyPart(config.electionId, i + 1, readTypedCode(code, i + 1)));
    const secrets = [...parts, votingKey(parts)].map(({ secret }) => Buffer.from(encodeScalar(secret)));
    const all = [...texts].flat().join("\n");
    assert.ok(all.includes("urna-voter-memory-2"));
    for (const secret of [...codes, ...secrets.map((s) => s.toString("hex")), ...secrets.map((s) => s.toString("base64"))]) {
      assert.ok(!all.toLowerCase().includes(secret.toLowerCase()));
    }
    assert.ok(!/"p4"|choice|payload/.test(all));
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
    const hash = await manifestHash("closing");
    const time = BigInt(Math.floor(Date.now() / 1000));
    for (const authority of [0, 1]) {
      const signature = sig(signer("closing", "authority", authority), "leaf-09", hash, closingBody(hash, time));
      await createClient(Processes, transport).scheduleClosing({ name: "processes/closing", time: { seconds: time }, signature: { authority, signature } });
    }
    await fails(late.booth.cast(ballot.fullTracker), "VOTING_CLOSED", { signers: "0, 1", time });
    assert.deepEqual((await late.booth.settle()), []);
    await fails(late.booth.prepare("contest-0", []), "VOTING_CLOSED");
    const checks = await openElection(server, "processes/closing");
    assert.deepEqual(await checks.fate(counted.receipt.file), { kind: "stands", isClosed: true });
    assert.deepEqual(await checks.fate(few.receipt.file), { kind: "too-few-ballots", voters: 1, minimum: 5n });
  });
});
