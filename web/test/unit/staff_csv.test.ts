import assert from "node:assert/strict";
import { test } from "node:test";
import { csvOf } from "../../src/staff/logic/csv.ts";

/** Reads what RFC 4180 writes. */
function read(csv: string, separator: string): string[][] {
  const rows: string[][] = [[]];
  let text = csv.replace(/^\ufeff/, "");
  while (text !== "") {
    const found = /^"((?:[^"]|"")*)"(\r\n|[,;])/.exec(text);
    assert.ok(found, text.slice(0, 40));
    rows.at(-1)?.push((found[1] as string).replaceAll('""', '"'));
    if (found[2] === "\r\n") rows.push([]);
    else assert.equal(found[2], separator);
    text = text.slice(found[0].length);
  }
  assert.deepEqual(rows.pop(), []);
  return rows;
}

test("a table comes out of its file as it went in, whatever stands in its cells", () => {
  const rows = [["N°", "Titre"], ["1", "Un \"jardin\"; deux, trois"], ["2", "deux\nlignes\r\net une"], ["3", ""], ["4", "Été, l’eau"]];
  for (const separator of [",", ";"] as const) {
    const csv = csvOf(rows, separator);
    assert.ok(csv.startsWith("\ufeff"));
    assert.deepEqual(read(csv, separator), rows);
  }
});

test("no cell is a formula, and what is none stays as it is", () => {
  const formulas = ["=HYPERLINK(\"http://x\")", "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u00a0=1", "＝1", "＋1", "－1", "＠x", "\ufeff=1", "\n-1"];
  for (const formula of formulas) assert.deepEqual(read(csvOf([[formula]], ";"), ";"), [[`'${formula}`]], formula);
  for (const plain of ["a=b", "1-2", "marie@exemple.fr", "2027-03-31", "12,50", "'déjà"]) assert.deepEqual(read(csvOf([[plain]], ";"), ";"), [[plain]], plain);
});
