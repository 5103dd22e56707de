// What the specifications of Connect and gRPC-Web say of a server, case by case, named as Connect's conformance suite names
// its own: suite/case. Each case is checked on the bytes of the answer.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";

const suites = readdirSync(new URL("conformance/", import.meta.url)).filter((file) => file.endsWith(".mjs"));
let cases = 0;
for (const file of suites) {
  const { default: suite } = await import(`./conformance/${file}`);
  for (const [name, run] of Object.entries(suite)) {
    cases += 1;
    test(name, run);
  }
}

test("at least eighty cases", () => assert.ok(cases >= 80, `${cases}`));
