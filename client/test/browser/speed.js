// What a ballot costs, as the page of test/speed.mjs measures it: on the main thread, where the throttle of the tools takes hold.
import { keyPart, votingKey } from "@urna/protocol/codes";
import { fillBallot } from "../../dist/choices.js";
import { Draft } from "../../dist/draft.js";
import { Election } from "../../dist/election.js";
import { checkPlatform } from "../../dist/platform.js";
import { readTypedCode } from "../../dist/voter.js";

/** Milliseconds of each step, the first time that this page does it, then of ten more ballots. */
globalThis.measure = async ({ name, config, keyRecord, signatures, codes, ballot }) => {
  const bytes = (list) => Uint8Array.from(list);
  const times = {};
  const timed = async (step, run) => {
    const begin = performance.now();
    const value = await run();
    times[step] = performance.now() - begin;
    return value;
  };
  await timed("self-test", checkPlatform);
  const sealed = { config: bytes(config), keyRecord: bytes(keyRecord), signatures: signatures.map((one) => ({ ...one, signature: bytes(one.signature) })) };
  const election = await timed("election", () => Election.open(`processes/${name}`, sealed, {}));
  const key = await timed("key", () => votingKey(codes.map((code, i) => keyPart(election.sealed.config.electionId, i + 1, readTypedCode(code, i + 1)))));
  const contest = election.contestNumber(ballot.contest);
  const hasPoints = ["cumulative", "scoring"].includes(election.limits(contest).kind);
  const choices = ballot.choices.map(([project, points]) => ({ project: contest.projects[project].id, ...(hasPoints ? { points } : {}) }));
  const place = { sequence: 1n, previous: new Uint8Array(32) };
  const cast = async () => {
    const filled = fillBallot(election, contest.id, choices);
    const draft = await Draft.encrypt(election, filled, key, place, 1n);
    return draft.cast(key);
  };
  const { length } = await timed("ballot", cast);
  const more = [];
  for (let i = 0; i < 10; i++) more.push(await timed("again", cast).then(() => times.again));
  more.sort((a, b) => a - b);
  return { ...times, again: more[5], length };
};
