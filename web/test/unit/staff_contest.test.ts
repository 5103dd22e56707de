import assert from "node:assert/strict";
import { test } from "node:test";
import { ballotFormatOf, ballotFormOf, ballotKinds, limitsOf } from "../../src/staff/logic/ballot_form.ts";
import { looksSecret, pastedKeys } from "../../src/staff/logic/pasted_keys.ts";
import { parametersOf, ruleIds, ruleOf, valuesOf } from "../../src/staff/logic/rules.ts";

const read = (text: string) => (text === "" ? undefined : Number(text));

test("a ballot format comes out of its form as it went in", () => {
  for (const kind of ballotKinds) {
    const limits = limitsOf[kind];
    for (let mask = 0; mask < 1 << limits.length; ++mask) {
      const format = { [kind]: Object.fromEntries(limits.filter((_, i) => (mask >> i) & 1).map((limit, i) => [limit, i + 3])) };
      assert.deepEqual(ballotFormatOf(ballotFormOf(format, (minor) => minor), read), format);
    }
  }
});

test("a rule comes out of its form as it went in, its parameters in ascending order", () => {
  for (const rule of ruleIds) {
    const all = parametersOf(rule);
    const other = (one: (typeof all)[number]) => (one.kind === "choice" ? (one.choices.at(-1) as string) : one.kind === "whole" ? "7" : one.kind === "amount" ? "12.5" : "a,b");
    for (let i = 0; i <= all.length; ++i) {
      const set = all.filter((_, j) => j >= i && j % 2 === i % 2).map((one) => ({ name: one.name, value: other(one) })).toSorted((a, b) => (a.name < b.name ? -1 : 1));
      const config = { rule, tieBreak: "TIE_BREAK_LOT" as const, ...(set.length === 0 ? {} : { parameters: set }) };
      assert.deepEqual(ruleOf(rule, valuesOf(config), "TIE_BREAK_LOT"), config);
    }
  }
});

test("what belongs to another rule does not stay", () => {
  const values = { ...valuesOf({ rule: "equal-shares" }), completion: "add1", min_votes: "3", later: "x" };
  assert.deepEqual(ruleOf("phragmen", values, "TIE_BREAK_ORDER"), { rule: "phragmen", tieBreak: "TIE_BREAK_ORDER", parameters: [{ name: "later", value: "x" }, { name: "min_votes", value: "3" }] });
});

test("keys are found as the commands print them, or alone, and nothing else is taken for one", () => {
  const a = "996b974d3a35abc728bd23714cab0e0345a30aa2fbea4b7846472c3914391c9e";
  const b = "088021bd2c8e7ade8d5953eeb97317ab9b4108a92b43ab7a86bdeb4d72ea850d";
  const base64 = (hex: string) => Buffer.from(hex, "hex").toString("base64");
  for (const text of [`signing_key = "${a}"\nbox_key = "${b}"\n`, `box_key = "${b}"\nsigning_key = "${a}"`, `${a} ${b}`, `${a.toUpperCase()}\n${b}`]) assert.deepEqual(pastedKeys(text), { signing: base64(a), box: base64(b) }, text);
  assert.deepEqual(pastedKeys(`signing_key = "${a}"`), { signing: base64(a), box: undefined });
  for (const text of ["", "x", a.slice(1), `${a}00`, `signing_key = "${a}0"`]) assert.deepEqual(pastedKeys(text), { signing: undefined, box: undefined }, text);
  assert.ok(looksSecret("-----BEGIN PRIVATE KEY-----"));
  assert.ok(!looksSecret(`signing_key = "${a}"`));
});
