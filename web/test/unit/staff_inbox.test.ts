import assert from "node:assert/strict";
import { test } from "node:test";
import { countQueues, isIn, isLate, matches, orders, queueIds, rowOf, type Row, sorted } from "../../src/staff/logic/inbox.ts";

const statuses = ["SUBMITTED", "RETURNED", "UNDER_REVIEW", "ADMITTED", "REJECTED", "WITHDRAWN", "MERGED", "HIDDEN", "ON_THE_BALLOT"] as const;
const none = { text: "", area: "", category: "", status: "", assignee: "", isLate: false };

/** Rows of all kinds. */
const rows: Row[] = Array.from({ length: 720 }, (_, i) => rowOf({
  name: `processes/p/proposals/p${i + 1}`, status: `PROPOSAL_STATUS_${statuses[i % 9] as (typeof statuses)[number]}`, updateTime: new Date(1.8e12 + ((i * 7919) % 500) * 1000).toISOString(),
  text: { title: `Été ${(i * 31) % 100}`, area: i % 2 === 0 ? "nord" : "sud", category: i % 3 === 0 ? "green" : "street", ...(i % 4 === 0 ? {} : { estimatedCost: String((i * 37) % 1000) }) },
  internal: { assignee: i % 5 === 0 ? "" : `accessTokens/${i % 5}`, awaitsScreening: i % 7 === 0, reports: i % 11 === 0 ? 2 : 0, ...(i % 6 === 0 ? {} : { assignDueTime: new Date(1.8e12 + ((i * 13) % 300) * 1000).toISOString() }) },
}, new Set(i % 9 === 4 && i % 2 === 0 ? [`p${i + 1}`] : [])));

test("whatever is not done waits for the staff or for its author", () => {
  for (const row of rows) {
    const waitsForAuthor = row.status === "PROPOSAL_STATUS_RETURNED";
    assert.ok(isIn("done", row) || isIn("waiting", row) || waitsForAuthor, row.id);
    if (isIn("toAssign", row)) assert.ok(!isIn("done", row));
  }
  const counts = countQueues(rows);
  for (const id of queueIds) assert.equal(counts[id], rows.filter((row) => isIn(id, row)).length);
  assert.equal(counts.all, rows.length);
});

test("every order holds all rows, the other way round too, with what is empty at the end", () => {
  for (const order of orders) {
    for (const isDescending of [false, true]) {
      const out = sorted(rows, order, isDescending);
      assert.equal(new Set(out).size, rows.length);
      const value = (row: Row) => (order === "cost" ? row.cost : order === "due" ? row.due : 0);
      const firstEmpty = out.findIndex((row) => value(row) === undefined);
      if (firstEmpty >= 0) assert.ok(out.slice(firstEmpty).every((row) => value(row) === undefined), order);
    }
  }
});

test("a search finds by number, by words in any order, without accents, and by the words beside", () => {
  const find = (text: string) => rows.filter((row) => matches(row, { ...none, text }, 0, (one) => (one.area === "nord" ? "Quartier Nord" : "Minimes")));
  assert.ok(find("12").some((row) => row.number === 12));
  assert.ok(find("12").every((row) => row.number === 12 || row.title.includes("12")));
  assert.equal(find("ete").length, rows.length);
  assert.equal(find("MINIMES eté").length, rows.filter((row) => row.area === "sud").length);
  assert.equal(find("  ").length, rows.length);
  assert.equal(find("nothing of that").length, 0);
});

test("filters hold together", () => {
  const now = 1.8e9 + 100;
  const found = rows.filter((row) => matches(row, { ...none, area: "sud", assignee: "accessTokens/1", isLate: true }, now, () => ""));
  assert.deepEqual(found, rows.filter((row) => row.area === "sud" && row.assignee === "accessTokens/1" && isLate(row, now)));
  assert.ok(found.length > 0);
});

test("what the server found by its whole text is found, if the other filters let it", () => {
  const some = rows[0] as Row;
  const asked = { ...none, text: "nothing of that" };
  assert.equal(matches(some, asked, 0, () => ""), false);
  assert.equal(matches(some, asked, 0, () => "", new Set([some.id])), true);
  assert.equal(matches(some, { ...asked, area: "elsewhere" }, 0, () => "", new Set([some.id])), false);
});

test("the cost of a verdict is more than an estimate", () => {
  const facts = { step: "REVIEW_STEP_SUBSTANTIVE", accepted: true, cost: "165050" } as const;
  assert.equal(rowOf({ name: "processes/p/proposals/p1", text: { estimatedCost: "1" }, verdicts: [{ facts }] }, new Set()).cost, 165050n);
  assert.equal(rowOf({ name: "processes/p/proposals/p1", text: { estimatedCost: "1" } }, new Set()).cost, 1n);
  assert.equal(rowOf({ name: "processes/p/proposals/p1", verdicts: [{ facts: { step: "REVIEW_STEP_SUBSTANTIVE", accepted: true } }] }, new Set()).cost, 0n);
});
