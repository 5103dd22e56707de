// Ballots of this library are those of the C++, byte for byte, given the same random bytes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { keyPart, votingKey } from "@urna/protocol/codes";
import { parseLeaf } from "@urna/protocol/leaves";
import { leafHash } from "@urna/protocol/merkle";
import { choicesOf, fillBallot } from "../dist/choices.js";
import { Draft } from "../dist/draft.js";
import { Election } from "../dist/election.js";
import { drawFrom } from "../dist/fresh.js";
import { isValidBallot } from "../dist/proven.js";
import { readTypedCode } from "../dist/voter.js";
import { decodePayload } from "@urna/protocol/payload";
import { readExchange } from "./support/exchange.mjs";

const elections = readExchange();

const openExchange = ({ name, manifestHash, ...bytes }) => Election.open(`processes/${name}`, bytes, { manifestHash });

const keyOf = (election, codes) =>
  votingKey(codes.map((code, i) => keyPart(election.sealed.config.electionId, i + 1, readTypedCode(code, i + 1))));

const chosen = (contest, kind, choices) => choices.map(([project, points]) => ({
  project: contest.projects[project].id,
  ...(kind === "cumulative" || kind === "scoring" ? { points } : {}),
}));

for (const exchanged of elections) {
  test(`every ballot of the election "${exchanged.name}"`, async () => {
    const election = openExchange(exchanged);
    const key = keyOf(election, exchanged.codes);
    assert.ok(exchanged.ballots.length > 0);
    const ends = new Map();
    for (const given of exchanged.ballots) {
      const contest = election.contestNumber(given.contest);
      const choices = chosen(contest, election.limits(contest).kind, given.choices);
      const filled = fillBallot(election, contest.id, choices);
      assert.deepEqual(filled.payload, given.payload);
      assert.deepEqual(choicesOf(election, given.contest, decodePayload(given.payload, election.limits(contest), contest.projects.map(({ cost }) => cost))), choices);

      const place = { sequence: given.sequence, previous: given.previous };
      assert.deepEqual(place.previous, ends.get(given.contest) ?? new Uint8Array(32));
      const draws = given.fresh.map((bytes) => bytes.slice());
      const restore = drawFrom((length) => {
        assert.equal(length, 64);
        return draws.shift();
      });
      try {
        const draft = await Draft.encrypt(election, filled, key, place, given.attempt);
        assert.equal(draft.tracker, given.tracker);
        const leaf = draft.cast(key);
        assert.deepEqual(leaf, given.leaf);
        assert.equal(draws.length, 0);
        assert.ok(isValidBallot(election, parseLeaf(leaf)));
        ends.set(given.contest, leafHash(leaf));
      } finally {
        restore();
      }
    }
  });
}

test("a ballot of the C++ does not hold with any part of its proof or head changed", () => {
  const exchanged = elections[0];
  const election = openExchange(exchanged);
  const { leaf } = exchanged.ballots[0];
  assert.ok(isValidBallot(election, parseLeaf(leaf)));
  for (const at of [38, 70, 79, 111, 143, leaf.length - 128, leaf.length - 96, leaf.length - 64, leaf.length - 32]) {
    const changed = leaf.slice();
    changed[at] ^= 2;
    assert.ok(!isValidBallot(election, parseLeaf(changed)), `byte ${at}`);
  }
});
