// Prints the rows of table.json that two verifiers compare in an ordinary run: every honest one, and of the others the first of each kind. A kind is
// the same thing tampered with, as the row's name begins, by the same party, with the same step, faults or fates as the verdict.
import { readFileSync } from "node:fs";

const rows = JSON.parse(readFileSync(new URL("table.json", import.meta.url), "utf8"));
const seen = new Set();
for (const { name, party, base, step, faults, acts = [], fates = [] } of rows) {
  const kind = JSON.stringify([name.split("_")[0], party, step, faults.length > 0, acts.length > 0, fates]);
  if (base !== null && seen.has(kind)) continue;
  seen.add(kind);
  process.stdout.write(`${name}\n`);
}
