// How a rule's parameters are spelled (docs/rules.md), and which contests a rule cannot count.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { decodeCanonical, encodeCanonical } from "../dist/canonical.js";
import { parseConfig } from "../dist/config.js";
import { checkCountable } from "../dist/countable.js";
import { ConfigSchema } from "../dist/gen/urna/v1/config_pb.js";
import { maxWelfareSteps } from "../dist/max_welfare_steps.js";
import { amountOf, listOf } from "../dist/rule_values.js";

const exchange = readFileSync(new URL("../../tests/data/ballot_exchange.txt", import.meta.url), "utf8");
const sealed = Uint8Array.from(Buffer.from(/^config \| ([0-9a-f]+)$/m.exec(exchange)[1], "hex"));

/** Parses a configuration whose first contest was changed. */
function parseWith(change) {
  const config = decodeCanonical(ConfigSchema, sealed, "it");
  change(config.contests[0], config);
  const read = parseConfig(encodeCanonical(ConfigSchema, config));
  checkCountable(read.config);
  return read;
}

const ruled = (rule, parameters) => (contest) => {
  contest.rule.rule = rule;
  contest.rule.parameters = Object.entries(parameters).map(([name, value]) => ({ $typeName: "urna.v1.RuleParameter", name, value }));
};

/** The first contest with a project of each of these costs. */
const priced = (budget, costs) => (contest) => {
  const [project] = contest.projects;
  contest.budget = BigInt(budget);
  contest.projects = costs.map((cost, i) => ({ ...project, id: `p${i}`, cost: BigInt(cost) }));
};

test("an amount is read in each of its spellings", () => {
  for (const [text, minor] of [
    ["12", 1200n], ["0012.5", 1250n], ["12,5", 1250n], ["7.", 700n], ["1 000", 100000n], ["1\u202f000,5", 100050n], ["1'000'000", 100000000n],
    ["1.000.000", 100000000n], ["12,345.6", 1234560n], ["1e2", 10000n], ["1.500e+1", 1500n], ["100e-2", 100n], ["0.500", 50n], ["001.500", 150n], ["0e99", 0n],
    ["1.0000000000000000000000", 100n], ["9007199254740992", 900719925474099200n],
  ]) assert.equal(amountOf(text, 2), minor, text);
});

test("what is no amount, or may be two, is refused", () => {
  for (const text of [
    "", "x", "-1", "+1", ".5", " 5", "1.500", "1000.000", "12,345", "0.125", "1 00", "1000 000", "0 000", "1 000'000", "1.000.00", "1 000.", "1,000.000,5", "1e", "1e001", "1e99", "1e-3",
    "1234567890123456789", "1".repeat(1 << 20), `1${"0".repeat(1 << 20)}1`,
  ]) assert.equal(amountOf(text, 2), undefined, text.slice(0, 30));
});

test("a list has no white space around its elements, and no empty ones", () => {
  assert.deepEqual(listOf(" a b ,,\tc\u00a0, \ufeffd", ","), ["a b", "c", "\ufeffd"]);
});

test("the steps of max-welfare are those that its document counts", () => {
  const steps = (budget, costs, parameters = {}) => {
    const config = decodeCanonical(ConfigSchema, sealed, "it");
    const [contest] = config.contests;
    priced(budget, costs)(contest);
    contest.projects.forEach((project, i) => (project.categories = i < 3 ? ["x"] : []));
    ruled("max-welfare", parameters)(contest);
    return maxWelfareSteps(contest, 0);
  };
  const costs = Array.from({ length: 40 }, (_, i) => 1000003 + 7 * i);
  assert.equal(steps(10 ** 9, costs), 40n * 40005581n);
  assert.equal(steps(20000000, costs), 40n * 20000001n);
  assert.equal(steps(20000000, costs.map((cost) => 1000 * cost)), 0n, "what nobody can afford is left out");
  assert.equal(steps(20000000, [...costs, 0]), 41n * 20000001n);
  assert.equal(steps(20000000, [1000, 3000, 20000001]), 2n * 2n ** 2n);
  assert.equal(steps(10 ** 9, costs, { category_cap: "x=500" }), 40n * 40005581n * 501n);
  assert.equal(steps(10 ** 9, costs, { category_cap: "x=3000030" }), 40n * 40005581n, "a cap that cannot bind");
  assert.equal(steps(10 ** 9, costs, { incompatible: "p0,p1;p2;p3,p4,p5" }), 40n * 40005581n * 4n);
  const even = costs.map((_, i) => 1000 * (1000 + i) + (i === 39 ? 1 : 0));
  assert.equal(steps(10 ** 9, even, { category_cap: "x=2500" }), 40n * BigInt(even.reduce((a, b) => a + b) + 1) * 3n, "a cap counts in the unit of what it concerns");
});

test("a contest that is too large, or whose fixed projects are too dear, is refused", () => {
  const costs = Array.from({ length: 40 }, (_, i) => 1000003 + 7 * i);
  const both = (...changes) => (contest) => changes.forEach((change) => change(contest));
  parseWith(both(priced(25000000, costs.slice(0, 30)), ruled("max-welfare", {})));
  parseWith(both(priced(10 ** 9, costs), ruled("approval", {})));
  assert.throws(() => parseWith(both(priced(10 ** 9, costs), ruled("max-welfare", {}))), /steps/);
  parseWith(both(priced(100, [60, 40]), ruled("approval", { fixed: "p0", fixed_per_area: "first" })));
  for (const [parameters, prices] of [[{ fixed: "p0,p1" }, [60, 50]], [{ fixed_per_area: "first" }, [60, 101]], [{ fixed: "p0", fixed_per_area: "first" }, [60, 41]]]) {
    assert.throws(() => parseWith(both(priced(100, prices), ruled("approval", parameters))), /fixed/);
  }
  const most = 2n ** 53n;
  parseWith(priced(most, Array.from({ length: 255 }, () => most)));
  assert.throws(() => parseWith(priced(most, Array.from({ length: 256 }, () => most))), /2\^61/);
});

test("bounded-overspending takes both of its ways to tell values", () => {
  for (const values of ["short", "exact"]) parseWith(ruled("bounded-overspending", { values }));
  assert.throws(() => parseWith(ruled("bounded-overspending", { values: "long" })), /values/);
});
