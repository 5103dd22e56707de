import assert from "node:assert/strict";
import { test } from "node:test";
import { type Announced, chainOf } from "../../src/staff/logic/count_chain.ts";

const states = ["COUNT_STATE_MIXING", "COUNT_STATE_DECRYPTING", "COUNT_STATE_TALLYING", "COUNT_STATE_DONE"] as const;

test("a chain has the links that its threshold asks for, done ones first, one of them now at most for mixes", () => {
  for (let trustees = 1; trustees <= 9; ++trustees) {
    for (let threshold = 1; threshold <= trustees; ++threshold) {
      for (const [s, state] of states.entries()) {
        for (let done = 0; done <= (s === 0 ? threshold - 1 : threshold); ++done) {
          const made = Array.from({ length: done }, (_, i) => trustees - i);
          const announced: Announced[] = made.map((trustee, i) => ({ contest: 0, kind: "mix", trustee, record: 100 + i }));
          const mixers = s === 0 ? made : Array.from({ length: threshold }, (_, i) => i + 1);
          const chain = chainOf({ state, mixers, decryptors: s === 1 ? made.slice(0, threshold) : s > 1 ? mixers : [], needsLot: false }, announced, trustees, threshold, true);
          const mixes = chain.filter((one) => one.kind === "mix");
          assert.ok(mixes.length >= threshold);
          assert.ok(mixes.filter((one) => one.state === "now").length <= 1);
          for (const link of chain) {
            assert.equal(link.state === "done", link.trustee !== undefined || (link.kind === "outcome" && s === 3));
            for (const candidate of link.candidates) assert.ok(candidate >= 1 && candidate <= trustees && !(link.kind === "mix" ? mixers : []).includes(candidate));
          }
          assert.equal(chain.at(-1)?.state, s === 3 ? "done" : s === 2 ? "now" : "later");
        }
      }
    }
  }
});

test("nobody mixes before the closing is signed", () => {
  assert.ok(chainOf({ state: "COUNT_STATE_MIXING" }, [], 3, 2, false).every((one) => one.state === "later"));
});

test("a record of another contest is none of this one", () => {
  const announced: Announced[] = [{ contest: 1, kind: "outcome", trustee: 2, record: 9 }, { contest: 0, kind: "outcome", trustee: 3, record: 12 }];
  assert.equal(chainOf({ state: "COUNT_STATE_DONE", mixers: [1, 2], decryptors: [1, 2] }, announced, 3, 2, true).at(-1)?.trustee, 3);
  assert.equal(chainOf({ contest: 1, state: "COUNT_STATE_DONE", mixers: [1, 2], decryptors: [1, 2] }, announced, 3, 2, true).at(-1)?.record, 9);
});
