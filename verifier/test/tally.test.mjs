// The tally of every rule against that of the built program, on the elections of tests/data and on random small ones.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { count } from "../dist/tally/tally.js";
import { outcomeJson } from "../dist/tally/outcome.js";
import { tally, urna } from "./support/black_box.mjs";
import { randomCase, randomSource } from "./support/random_elections.mjs";
import { readPabulib } from "./support/pabulib.mjs";

const work = mkdtempSync(join(tmpdir(), "urna-tally-"));
after(() => rmSync(work, { recursive: true }));
const data = (name) => fileURLToPath(new URL(`../../tests/data/${name}.pb`, import.meta.url));
const skip = urna === "" ? "URNA does not name the built program" : false;

/** How many steps a search took is the counter's own; all else must be the same bytes. */
const withoutSteps = (text) => text.replace(/"(partial_sets|table_states)":"[0-9]+"/g, "steps");

function agree(file, rule, parameters, tieBreak) {
  const theirs = tally(file, rule, parameters, tieBreak);
  if (theirs.status !== 0) return false;
  const chosen = { name: rule, parameters, tieBreak };
  const ours = outcomeJson(count(readPabulib(file).election, chosen), chosen);
  assert.equal(withoutSteps(ours), withoutSteps(theirs.out), `${file} by ${rule} ${[...parameters].join(" ")} ${tieBreak.order}`);
  return true;
}

const lot = { order: "lot", seed: new Uint8Array(32).fill(7) };
const lexicographic = { order: "lexicographic" };
const ways = [
  ["approval", {}], ["approval", { on_unaffordable: "stop", unsupported: "fund" }], ["greedy", {}], ["greedy", { score: "points" }],
  ["equal-shares", {}], ["equal-shares", { utility: "cardinality", then: "greedy" }], ["equal-shares", { utility: "points" }],
  ["equal-shares", { comparison: "approval" }], ["phragmen", {}], ["phragmen", { on_unaffordable: "skip" }], ["maximin-support", {}],
];
const small = ["amsterdam_643", "assen_2024", "neighbourhood", "synthetic_scoring", "toulouse_2022_mirail", "katowice_2024_murcki", "rochester_2019"];

for (const name of small) {
  test(`every rule counts ${name} as the built program does`, { skip }, () => {
    for (const [rule, parameters] of [...ways, ["max-welfare", {}]]) {
      for (const tieBreak of [lexicographic, lot]) assert.ok(agree(data(name), rule, new Map(Object.entries(parameters)), tieBreak));
    }
  });
}

test("a completion raises the endowment as the built program does", { skip }, () => {
  for (const completion of ["add1", "add1-tool", "add1-wieliczka", "add1-whole", "add1-swiecie"]) {
    for (const name of ["neighbourhood", "assen_2024"]) {
      const parameters = new Map(Object.entries({ completion, then: "greedy", increment: "50" }));
      assert.ok(agree(data(name), "equal-shares", parameters, lexicographic));
    }
  }
});

test("bounded overspending counts exactly, and tells as much as it is asked for", { skip }, () => {
  for (const name of ["neighbourhood", "amsterdam_643", "toulouse_2022_mirail"]) {
    for (const values of ["short", "exact"]) assert.ok(agree(data(name), "bounded-overspending", new Map([["values", values]]), lexicographic));
  }
});

test("amounts of three decimals are told with four, and conditions as they were given", { skip }, () => {
  const file = join(work, "thousandths.pb");
  const rows = [["p0", "1.125", "x"], ["p1", "0.3750", "x"], ["p2", "2", "y"]];
  writeFileSync(file, `META\nkey;value\nnum_projects;3\nnum_votes;2\nbudget;3.62500\nvote_type;approval\ncurrency;KWD\ncurrency_digits;5\n`
    + `PROJECTS\nproject_id;cost;category;district\n${rows.map(([id, cost, category]) => `${id};${cost};${category};north\n`).join("")}VOTES\nvoter_id;vote\n1;p0,p1\n2;p2,p1\n`);
  for (const [rule, parameters] of [
    ["equal-shares", { completion: "add1", increment: "0.1250" }], ["approval", { category_cap: "x = 1 000 ;; y=1e1" }],
    ["greedy", { fixed: "p0,, p1", min_votes: "001" }], ["phragmen", { incompatible: "p0 , p1;", area_floor: "north=0,5;north=1" }], ["max-welfare", { category_cap: "x=0.500" }],
  ]) assert.ok(agree(file, rule, new Map(Object.entries(parameters)), lexicographic), rule);
});

test("random elections with the parameters of every rule, ties in plenty", { skip }, () => {
  const random = randomSource(20270301);
  const file = join(work, "random.pb");
  let agreed = 0;
  for (let i = 0; i < 150; i++) {
    const { text, rule, parameters, tieBreak } = randomCase(random);
    writeFileSync(file, text);
    if (agree(file, rule, parameters, tieBreak)) agreed++;
  }
  assert.ok(agreed > 100, `only ${agreed} of 150 could be counted`);
});
