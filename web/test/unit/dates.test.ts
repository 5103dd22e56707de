// Moments in words, as each language writes them.
import assert from "node:assert/strict";
import { it } from "node:test";
import { momentText } from "../../src/words/dates.ts";

it("a moment has its hour as the language writes it", () => {
  assert.equal(momentText("2022-10-12T16:04:00Z", "fr", "Europe/Paris"), "12 octobre 2022 à 18\u00a0h\u00a004");
  assert.equal(momentText("2022-10-12T06:30:00Z", "fr", "Europe/Paris"), "12 octobre 2022 à 8\u00a0h\u00a030");
  assert.equal(momentText("2022-10-11T22:00:00Z", "fr", "Europe/Paris"), "12 octobre 2022 à 0\u00a0h\u00a000");
  assert.equal(momentText("2022-10-12T06:30:00Z", "en", "Europe/Paris"), "12 October 2022 at 08:30");
});
