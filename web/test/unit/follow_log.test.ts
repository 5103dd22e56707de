import assert from "node:assert/strict";
import { test } from "node:test";
import { utf8 } from "@urna/protocol/bytes";
import { type Clock, Follower, type FollowedLog } from "../../src/observer/log/follower.ts";
import { Keeper, nothingKept } from "../../src/observer/log/kept.ts";
import { usualPace, waitFor } from "../../src/observer/log/pace.ts";
import { Records } from "../../src/observer/log/records.ts";
import { silenceOf, type Answers } from "../../src/observer/log/silence.ts";
import { look, readNote } from "../../src/observer/log/watch.ts";
import { FakeServer, generator, LogKey, someRecords } from "./support/fake_log.ts";

const key = new LogKey("example.org/parks");
const { signal } = new AbortController();
const sizes = [1, 2, 3, 7, 8, 9, 255, 256, 257, 300, 520];

const watched = (server: FakeServer) => ({ server, key: key.vkey, witnesses: [], records: new Records(server, () => {}) });
const seen = (records: readonly Uint8Array[]) => readNote(key.note(records), key.vkey, []);
const serving = (records: readonly Uint8Array[], proofs: FakeServer["proofs"] = "good") => Object.assign(new FakeServer(key), { records, proofs });

test("a log that grows is never accused, whatever its sizes, with proofs or without", async () => {
  const all = someRecords(520, generator(1));
  for (const old of sizes) {
    for (const now of sizes) {
      for (const proofs of ["good", "bad", "none", "error"] as const) {
        const found = await look(watched(serving(all.slice(0, now), proofs)), seen(all.slice(0, old)), signal);
        const expected = old === now ? ["same"] : old < now ? ["grown"] : proofs === "good" ? ["behind", "unproven"] : ["unproven"];
        assert.ok(expected.includes(found.kind), `${old} to ${now}, ${proofs}: ${found.kind}`);
      }
    }
  }
});

test("a copy that lags is behind where the records were read before, and no fork", async () => {
  const all = someRecords(300, generator(2));
  const server = serving(all, "none");
  const of = watched(server);
  await of.records.readTo(300, seen(all).checkpoint.root, signal);
  server.records = all.slice(0, 257);
  assert.equal((await look(of, seen(all), signal)).kind, "behind");
});

test("a fork is found at any record, in either direction, with proofs or without", async () => {
  const random = generator(3);
  for (const old of sizes) {
    for (const now of sizes) {
      const all = someRecords(Math.max(old, now), random);
      const at = Math.floor(random() * Math.min(old, now));
      const other = all.map((record, i) => (i === at ? utf8("another record") : record));
      for (const proofs of ["good", "none", "error"] as const) {
        const server = serving(other.slice(0, now), proofs);
        const of = watched(server);
        // Where the newer is smaller, only whoever has read the larger one can tell.
        if (old > now) {
          server.records = all.slice(0, old);
          await of.records.readTo(old, seen(all.slice(0, old)).checkpoint.root, signal);
          server.records = other.slice(0, now);
        }
        const found = await look(of, seen(all.slice(0, old)), signal);
        assert.equal(found.kind, "forked", `${old} to ${now} at ${at}, ${proofs}`);
      }
    }
  }
});

test("a fork that comes while somebody reads along is found, though what was read before is of the other log", async () => {
  const all = someRecords(400, generator(4));
  const server = serving(all.slice(0, 300), "none");
  const of = watched(server);
  await of.records.readTo(300, seen(all.slice(0, 300)).checkpoint.root, signal);
  server.records = all.map((record, i) => (i === 12 ? utf8("another record") : record));
  assert.equal((await look(of, seen(all.slice(0, 300)), signal)).kind, "forked");
});

test("without two signatures that contradict each other nobody is accused", async () => {
  const all = someRecords(300, generator(5));
  const kept = seen(all.slice(0, 200));
  const noTiles = Object.assign(serving(all, "bad"), { hasTiles: false });
  assert.equal((await look(watched(noTiles), kept, signal)).kind, "unproven");
  const otherTiles = Object.assign(serving(someRecords(300, generator(6)), "bad"), { note: key.note(all) });
  assert.equal((await look(watched(otherTiles), kept, signal)).kind, "unproven");
  for (const note of [utf8("<html>Connect to the network of the hotel</html>"), new LogKey("example.org/parks").note(all), new LogKey("example.org/other").note(all), key.note(all).slice(0, -9)]) {
    assert.equal((await look(watched(Object.assign(serving(all), { note })), kept, signal)).kind, "not-signed");
  }
  assert.equal((await look(watched(Object.assign(serving(all), { note: new Error("no network") })), kept, signal)).kind, "no-answer");
});

class MapStore {
  readonly items = new Map<string, string>();
  getItem = (name: string) => this.items.get(name) ?? null;
  setItem = (name: string, value: string) => void this.items.set(name, value);
  removeItem = (name: string) => void this.items.delete(name);
}

/** A clock that a test moves: `wait` ends when it has come so far. */
class TestClock implements Clock {
  time = 1_000_000;
  readonly waits: number[] = [];
  onWait: (count: number) => void = () => {};

  now(): number {
    return this.time;
  }

  async wait(ms: number, stop: AbortSignal): Promise<void> {
    this.waits.push(ms);
    this.time += ms;
    if (!stop.aborted) this.onWait(this.waits.length);
    await Promise.resolve();
  }

  random(): number {
    return 0.5;
  }
}

interface Count {
  readonly count: number;
}

function follow(server: FakeServer, store: MapStore, clock: TestClock, views: FollowedLog<number, Count>[] = []): Follower<number, Count> {
  return new Follower<number, Count>({
    server, key: key.vkey, witnesses: [], keeper: new Keeper(store, key.vkey, []), clock, pace: usualPace, tell: (index) => index, empty: { count: 0 },
    add: ({ count }) => ({ count: count + 1 }), isBusy: () => true, onChange: (view) => views.push(view),
  });
}

test("whoever follows a log counts all of its records once, and the newest come first", async () => {
  const all = someRecords(700, generator(7));
  const server = serving(all.slice(0, 5));
  const clock = new TestClock();
  const follower = follow(server, new MapStore(), clock);
  clock.onWait = (count) => {
    server.records = all.slice(0, Math.min(700, 5 + 100 * count));
    if (count === 10) follower.stop();
  };
  await follower.run();
  assert.equal(follower.view.summary.count, 700);
  assert.deepEqual(follower.view.newest.slice(0, 3), [699, 698, 697]);
  assert.equal(follower.view.failures, 0);
});

test("what was kept on the device is compared at the next visit, and a fork stays", async () => {
  const all = someRecords(100, generator(8));
  const other = all.map((record, i) => (i === 3 ? utf8("another record") : record));
  const store = new MapStore();
  const first = new TestClock();
  const visit = follow(serving(all.slice(0, 50)), store, first);
  first.onWait = () => visit.stop();
  await visit.run();
  const second = follow(serving(other), store, new TestClock());
  await second.run();
  assert.ok(second.view.kept.fork !== undefined);
  const honest = serving(all);
  const third = follow(honest, store, new TestClock());
  await third.run();
  assert.ok(third.view.kept.fork !== undefined, "it is not forgotten");
  assert.equal(honest.asked, 0);
});

test("a server that does not answer is asked later each time, and at once again when it does", async () => {
  const all = someRecords(10, generator(9));
  const server = Object.assign(serving(all), { note: new Error("no network") as Error | undefined });
  const clock = new TestClock();
  const follower = follow(server, new MapStore(), clock);
  clock.onWait = (count) => {
    if (count === 8) server.note = undefined;
    if (count === 9) follower.stop();
  };
  await follower.run();
  const failing = clock.waits.slice(0, 8);
  assert.deepEqual(failing, [...failing].sort((a, b) => a - b));
  assert.ok(Math.max(...failing) <= usualPace.most);
  assert.equal(clock.waits[8], usualPace.busy);
  assert.equal(follower.view.failures, 0);
});

test("a checkpoint that was kept elsewhere is compared", async () => {
  const all = someRecords(60, generator(10));
  const clock = new TestClock();
  const follower = follow(serving(all.slice(0, 40)), new MapStore(), clock);
  clock.onWait = () => follower.stop();
  await follower.run();
  assert.equal(await follower.compare(key.note(all.slice(0, 7))), "continued");
  assert.equal(await follower.compare(key.note(all.slice(0, 40))), "continued");
  await assert.rejects(follower.compare(utf8("nothing")));
  const forked = all.slice(0, 20).map((record, i) => (i === 0 ? utf8("x") : record));
  assert.equal(await follower.compare(key.note(forked)), "forked");
});

test("what a device keeps is read again, and what was damaged there is no proof of anything", () => {
  const store = new MapStore();
  const keeper = new Keeper(store, key.vkey, []);
  const newest = seen(someRecords(5, generator(11)));
  keeper.save({ ...nothingKept, newest, seen: 1, before: 0, lastSame: 2 });
  assert.deepEqual(new Keeper(store, key.vkey, []).load(), { newest, seen: 1, before: 0, lastSame: 2, fork: undefined });
  for (const [name, text] of [...store.items]) {
    store.items.set(name, text.replace(/"newest":"..../, '"newest":"AAAA'));
    assert.deepEqual(keeper.load(), nothingKept);
    store.items.set(name, "{");
    assert.deepEqual(keeper.load(), nothingKept);
  }
});

test("waits grow with failures, and never beyond the most", () => {
  for (let failures = 0; failures < 40; failures++) {
    for (const random of [0, 0.5, 1]) {
      const wait = waitFor(usualPace, true, failures, random);
      assert.ok(wait > 0 && wait <= usualPace.most * 1.1);
      assert.ok(failures < 2 || wait * 1.3 >= waitFor(usualPace, true, failures - 1, random));
    }
  }
});

test("silence is no alarm while the device is offline, nor at the first failure", () => {
  const calm: Answers = { now: 1e9, since: 1e9 - 1000, lastAnswer: 1e9 - 500, failures: 0, lastGrowth: undefined, isOnline: true, isOpen: true, isOverdue: false };
  assert.equal(silenceOf(calm).kind, "none");
  assert.equal(silenceOf({ ...calm, failures: 1 }).kind, "trying");
  assert.equal(silenceOf({ ...calm, failures: 9, isOnline: false }).kind, "offline");
  assert.equal(silenceOf({ ...calm, failures: 9, lastAnswer: 1e9 - 3_600_000 }).kind, "no-answer");
  assert.equal(silenceOf({ ...calm, lastGrowth: 1e9 - 7_200_000 }).kind, "quiet");
  assert.equal(silenceOf({ ...calm, lastGrowth: 1e9 - 7_200_000, isOpen: false }).kind, "none");
  assert.equal(silenceOf({ ...calm, isOpen: false, isOverdue: true }).kind, "overdue");
});
