// A booth at the other end of a port does what one here does, with progress, cancellation and errors that cross.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { memoryStorage, ServerError } from "../dist/index.js";
import { RemoteBooth } from "../dist/remote.js";
import { serveBooth } from "../dist/worker_booth.js";
import { UrnaError } from "../dist/errors.js";
import { checkReceiptFile } from "../dist/checks.js";
import { connectServer, fetchTransport } from "../dist/connect/index.js";
import { codesOf } from "./support/parties.mjs";
import { lying } from "./support/liar.mjs";
import { startServer } from "./support/world.mjs";

let world, server;
before(async () => {
  world = await startServer();
  server = connectServer(fetchTransport(world.http));
});
after(() => world?.stop());

const ports = [];
after(() => ports.forEach((port) => port.close()));

async function open(options = {}) {
  const { port1, port2 } = new MessageChannel();
  ports.push(port1, port2);
  serveBooth(port2);
  return RemoteBooth.open(port1, { process: "processes/again", server, storage: memoryStorage(), ...options });
}

describe("a worker that does not start", () => {
  const silent = () => Object.assign(new EventTarget(), { postMessage: () => {}, onmessage: null });
  const openAt = (port, call) => RemoteBooth.open(port, { process: "processes/again", server, storage: memoryStorage() }, call);

  test("is told, with what the browser says of it", { timeout: 5000 }, async () => {
    const port = silent();
    const opening = openAt(port);
    port.dispatchEvent(Object.assign(new Event("error"), { message: "SyntaxError: no module" }));
    await assert.rejects(opening, (error) => error instanceof UrnaError && error.code === "DEVICE_UNFIT" && /worker .* SyntaxError: no module/.test(error.detail));
  });

  test("is told of a file that is not there, of which browsers say nothing", { timeout: 5000 }, async () => {
    const port = silent();
    const opening = openAt(port);
    port.dispatchEvent(new Event("error"));
    await assert.rejects(opening, (error) => error.code === "DEVICE_UNFIT" && /worker .*address/.test(error.detail));
  });

  test("is given up where it says nothing at all", { timeout: 5000 }, async () => {
    const stop = new AbortController();
    const opening = openAt(silent(), { signal: stop.signal });
    stop.abort();
    await assert.rejects(opening, { code: "CANCELLED" });
  });
});

describe("a booth in a worker", () => {
  test("votes, and tells how far it is", async () => {
    const booth = await open();
    assert.equal(booth.info.contests.length, 3);
    const who = await booth.identify(codesOf("again", 0, 2));
    assert.equal(who.slot.length, 16);
    const done = [];
    const ballot = await booth.prepare("contest-0", [{ project: "p1" }], { onProgress: (part) => done.push(part) });
    assert.ok(done.length > 0 && done.at(-1) === 1, done.join());
    const outcome = await booth.cast(ballot.fullTracker);
    assert.equal(outcome.kind, "cast");
    checkReceiptFile(outcome.receipt.file, booth.info.logVkey);
    assert.deepEqual((await booth.receipts()).map(({ index }) => index), [outcome.receipt.index]);
    assert.equal((await booth.renewReceipts()).length, 1);
    assert.deepEqual(await booth.evidence(), []);
  });

  test("tells errors as they are, what is wrong with an answer included", async () => {
    await assert.rejects(open({ trust: { manifestHash: "0".repeat(64) } }), { name: "UrnaError", code: "MANIFEST_NOT_EXPECTED" });
    const lies = { castBallot: async () => ({ leafIndex: 1n, receipt: new Uint8Array(3) }) };
    const booth = await open({ server: lying(server, lies) });
    await booth.identify(codesOf("again", 2, 2));
    await assert.rejects(booth.prepare("contest-0", [{ project: "none" }]), (error) => error instanceof UrnaError && error.code === "NO_SUCH_PROJECT" && error.facts.project === "none");
    const { fullTracker } = await booth.prepare("contest-0", []);
    await assert.rejects(booth.cast(fullTracker), (error) => error.code === "UNANSWERED" && error.why.code === "RECEIPT_MALFORMED");
    const [settled] = await booth.settle();
    assert.ok(settled.outcome.error instanceof UrnaError);
    assert.equal(settled.outcome.error.why.code, "RECEIPT_MALFORMED");
    delete lies.castBallot;
    assert.equal((await booth.settle())[0].outcome.kind, "cast");
  });

  test("is not ended by a fault of other code in its worker", async () => {
    const { port1, port2 } = new MessageChannel();
    ports.push(port1, port2);
    serveBooth(port2);
    const booth = await RemoteBooth.open(port1, { process: "processes/again", server, storage: memoryStorage() });
    const identifying = booth.identify(codesOf("again", 12, 2));
    port1.dispatchEvent(new Event("error"));
    assert.equal((await identifying).slot.length, 16);
  });

  test("stops where it is told to, and goes on afterwards", async () => {
    const stop = new AbortController();
    const lies = {};
    const booth = await open({ server: lying(server, lies) });
    await booth.identify(codesOf("again", 4, 2));
    const early = AbortSignal.abort();
    await assert.rejects(booth.prepare("contest-0", [], { signal: early }), { code: "CANCELLED" });
    // The last that a device asks before it encrypts: it hears of the end before it hears the answer.
    lies.isVoting = async () => {
      stop.abort();
      return true;
    };
    await assert.rejects(booth.prepare("contest-0", [], { signal: stop.signal }), { code: "CANCELLED" });
    delete lies.isVoting;
    const ballot = await booth.prepare("contest-0", []);
    await assert.rejects(booth.cast(ballot.fullTracker, { signal: early }), { code: "CANCELLED" });
    assert.equal((await booth.cast(ballot.fullTracker)).kind, "cast");
  });

  test("stops waiting for a server that says nothing; the ballot is kept", async () => {
    const stop = new AbortController();
    const hang = (_, __, ___, signal) => new Promise((_, reject) => {
      signal.addEventListener("abort", () => reject(new ServerError("canceled", "", "stopped")));
      stop.abort();
    });
    const lies = { castBallot: hang };
    const booth = await open({ server: lying(server, lies) });
    await booth.identify(codesOf("again", 6, 2));
    const { fullTracker } = await booth.prepare("contest-0", []);
    await assert.rejects(booth.cast(fullTracker, { signal: stop.signal }), (error) => error.code === "UNANSWERED" && error.why.code === "CANCELLED");
    delete lies.castBallot;
    assert.equal((await booth.settle())[0].outcome.kind, "cast");
  });

  test("keeps in the page's storage, and gives the lock back", async () => {
    const storage = memoryStorage();
    const [first, second] = [await open({ storage }), await open({ storage })];
    const codes = codesOf("again", 8, 2);
    await first.identify(codes);
    await assert.rejects(second.identify(codes), { code: "DEVICE_BUSY" });
    await first.leave();
    await second.identify(codes);
    storage.save = async () => { throw new Error("full"); };
    await assert.rejects(second.prepare("contest-0", []), { code: "STORAGE_FAILED" });
  });

  test("tells of ballots that another device cast", async () => {
    const told = [];
    const codes = codesOf("again", 10, 2);
    const [first, second] = [await open(), await open({ onFound: (receipts) => told.push(...receipts) })];
    await first.identify(codes);
    await second.identify(codes);
    await first.cast((await first.prepare("contest-0", [])).fullTracker);
    await second.prepare("contest-0", []);
    assert.equal(told.length, 1);
  });
});
