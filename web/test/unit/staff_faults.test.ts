import assert from "node:assert/strict";
import { test } from "node:test";
import { faultPath, isAt, knownFault } from "../../src/staff/logic/faults.ts";

const pathOf = (field: string, description: string) => {
  const { kind, parts } = knownFault(field, description);
  return faultPath(field, kind, parts);
};

test("what is wrong with a parameter of a rule stands at that parameter, however the server says it", () => {
  for (const [said, value] of [
    ["rule equal-shares: parameter increment is 'x'; expected a positive amount in currency units", "x"], ["parameter increment is 0.001; expected at most 2 decimals", "0.001"],
    ["parameter increment: 1,500 may be one and a half or fifteen hundred", undefined], ["parameter increment names 'p9', which is no project", "p9"], ["parameter increment has 'Sport'; expected NAME=AMOUNT;NAME=AMOUNT", "Sport"],
  ] as const) {
    assert.equal(pathOf("contest.rule", said), "contest.rule.parameters#increment", said);
    assert.equal(knownFault("contest.rule", said).parts[1], value, said);
    assert.ok(isAt("contest.rule.parameters#increment", pathOf("contest.rule", said)));
    assert.ok(isAt("contest.rule", pathOf("contest.rule", said)), "the rule as a whole, where the parameter has no field");
  }
});

test("a question without an answer is told apart from the others", () => {
  assert.equal(pathOf("contents[0].text.answers", "the form asks for upkeep"), "contents[0].text.answers#upkeep");
  assert.ok(!isAt("contents[0].text.answers#up", "contents[0].text.answers#upkeep"));
});

test("a fault belongs to the field that it names, and to what is around it, and to nothing else", () => {
  assert.ok(isAt("contest.title", "contest.title[0].text"));
  assert.ok(!isAt("contest.title", "contest.title_other"));
  assert.equal(pathOf("process.title", "expected a text in en"), "process.title#en");
  assert.equal(pathOf("contest.budget", "expected 0 to 2^53 minor units"), "contest.budget");
});

test("what is not known is shown as it is", () => {
  assert.deepEqual(knownFault("x", "something new"), { kind: "unknown", parts: ["something new"] });
});
