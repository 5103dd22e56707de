import assert from "node:assert/strict";
import { test } from "node:test";
import { type Piece, wordChanges } from "../../src/staff/logic/word_changes.ts";

const texts = [
  "", "a", "a b c", "a c b", "Devant l'école, à l'ombre.", "Devant l'école Jean-Moulin, à l'ombre.", "un\n\ndeux\ntrois", "un\ndeux  trois", "x ".repeat(300), "y x ".repeat(200),
  Array.from({ length: 500 }, (_, i) => `mot${(i * 7919) % 40}`).join(" "), Array.from({ length: 500 }, (_, i) => `mot${(i * 104729) % 40}`).join(" "),
];
const of = (pieces: readonly Piece[], kinds: readonly string[]) => pieces.filter(({ kind }) => kinds.includes(kind)).map(({ text }) => text).join("");

test("what goes and what stays is the earlier text, what comes and what stays the later one", () => {
  for (const before of texts) {
    for (const after of texts) {
      const pieces = wordChanges(before, after);
      assert.equal(of(pieces, ["same", "gone"]), before);
      assert.equal(of(pieces, ["same", "come"]), after);
      assert.ok(pieces.every(({ kind }, i) => i === 0 || kind !== pieces[i - 1]?.kind), "neighbours are of different kinds");
      if (before === after) assert.ok(pieces.length <= 1);
    }
  }
});

test("what did not change is not told as changed", () => {
  assert.deepEqual(wordChanges("Devant l'école, à l'ombre.", "Devant l'école Jean-Moulin, à l'ombre."), [
    { kind: "same", text: "Devant " }, { kind: "gone", text: "l'école," }, { kind: "come", text: "l'école Jean-Moulin," }, { kind: "same", text: " à l'ombre." },
  ]);
});

test("long texts are compared too", () => {
  const long = Array.from({ length: 3000 }, (_, i) => `mot${i}`).join(" ");
  const pieces = wordChanges(long, long.replace("mot1500", "autre"));
  assert.equal(of(pieces, ["come"]), "autre");
});
