import assert from "node:assert/strict";
import { test } from "node:test";
import { isZone, momentsOf, wallTimeAt } from "../../src/staff/logic/zoned.ts";

const zones = ["Europe/Paris", "UTC", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia", "America/St_Johns", "Africa/Casablanca", "Asia/Tehran"];

/** Numbers that look random, and are the same each time. */
function* numbers(seed: number): Generator<number> {
  for (let x = seed; ;) {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    yield x / 2 ** 32;
  }
}

test("what clocks show at a moment is shown at that moment", () => {
  const random = numbers(7);
  for (const zone of zones) {
    for (let i = 0; i < 2000; ++i) {
      const seconds = Math.floor((random.next().value as number) * 2_500_000_000);
      const moments = momentsOf(wallTimeAt(seconds, zone), zone);
      const all = moments.kind === "one" ? [moments.seconds] : moments.kind === "two" ? [moments.first, moments.second] : [];
      assert.ok(all.includes(seconds), `${zone} ${seconds} ${JSON.stringify(moments)}`);
    }
  }
});

test("every moment around a change of clocks is found again, and nothing else", () => {
  for (const [zone, ...changes] of [["Europe/Paris", 2, 9], ["America/New_York", 2, 10], ["Australia/Lord_Howe", 3, 9]] as const) {
    for (const seconds of changes.flatMap((month) => Array.from({ length: 31 * 48 }, (_, i) => Date.UTC(2027, month, 1) / 1000 + i * 1800))) {
      const moments = momentsOf(wallTimeAt(seconds, zone), zone);
      assert.ok(moments.kind === "one" || moments.kind === "two", `${zone} ${seconds}`);
      if (moments.kind === "two") assert.ok(moments.first < moments.second && (moments.first === seconds || moments.second === seconds));
    }
  }
});

test("the hour that does not come, and the one that comes twice", () => {
  assert.deepEqual(momentsOf("2027-03-28T02:30", "Europe/Paris"), { kind: "gap" });
  assert.deepEqual(momentsOf("2027-10-31T02:30", "Europe/Paris"), { kind: "two", first: Date.UTC(2027, 9, 31, 0, 30) / 1000, second: Date.UTC(2027, 9, 31, 1, 30) / 1000 });
  assert.deepEqual(momentsOf("2027-03-28T03:00", "Europe/Paris"), { kind: "one", seconds: Date.UTC(2027, 2, 28, 1) / 1000 });
  assert.deepEqual(momentsOf("2027-03-28T01:59:59", "Europe/Paris"), { kind: "one", seconds: Date.UTC(2027, 2, 28, 0, 59, 59) / 1000 });
  // Clocks of Lord Howe move by half an hour.
  assert.equal(momentsOf("2027-10-03T02:15", "Australia/Lord_Howe").kind, "gap");
  assert.equal(momentsOf("2027-04-04T01:45", "Australia/Lord_Howe").kind, "two");
  // Samoa had no 30 December 2011.
  assert.equal(momentsOf("2011-12-30T12:00", "Pacific/Apia").kind, "gap");
});

test("what is no time, and what is no zone", () => {
  for (const wall of ["", "2027-02-30T10:00", "2027-13-01T10:00", "2027-01-01", "2027-01-01T25:00", "x"]) assert.equal(momentsOf(wall, "UTC").kind, "notOne", wall);
  assert.ok(isZone("Europe/Paris"));
  assert.ok(!isZone("Europe/Nowhere"));
});

test("seconds stand only where there are any", () => {
  assert.equal(wallTimeAt(0, "UTC"), "1970-01-01T00:00");
  assert.equal(wallTimeAt(1, "UTC"), "1970-01-01T00:00:01");
});
