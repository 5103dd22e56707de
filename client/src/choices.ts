import type { Limits } from "@urna/protocol/ballot_formats";
import { encodePayload, type Vote } from "@urna/protocol/payload";
import type { Election } from "./election.js";
import { insist, reading, type Facts } from "./errors.js";

/**
 * A project on a ballot. Of a ranking the best comes first. `points` belong to cumulative and scoring ballots alone, which need them: a
 * whole number, from 1 to the format's `maxPoints`; a project without points is left out.
 */
export interface Choice {
  readonly project: string;
  readonly points?: number | undefined;
}

/** What a voter chose in a contest, checked, and as it is encrypted. Secret. */
export interface FilledBallot {
  readonly contest: number;
  readonly payload: Uint8Array;
}

/**
 * Checks the choices against the contest's limits and writes them down; no choice at all is a blank ballot, which is always valid.
 * Throws the code of the limit that is broken, with the number that it is about.
 */
export function fillBallot(election: Election, contestId: string, choices: readonly Choice[]): FilledBallot {
  const contest = election.contest(contestId);
  const limits = election.limits(contest);
  const costs = contest.projects.map((project) => project.cost);
  const position = new Map(contest.projects.map((project, i) => [project.id, i]));
  const seen = new Set<number>();
  const vote = choices.map(({ project, points }, i) => {
    const at = position.get(project);
    insist(at !== undefined, "NO_SUCH_PROJECT", { project, contest: contestId });
    insist(!seen.has(at), "PROJECT_TWICE", { project, contest: contestId });
    seen.add(at);
    return { project: at, points: pointsOf(limits, points, i, { project, contest: contestId }) };
  });
  if (limits.kind !== "ordinal") vote.sort((a, b) => a.project - b.project);
  checkLimits(vote, limits, costs);
  return { contest: contest.number, payload: reading("TOO_MANY_PROJECTS", () => encodePayload(vote, limits, costs, election.width)) };
}

function pointsOf(limits: Limits, points: number | undefined, rank: number, facts: Facts): number {
  if (limits.kind === "cumulative" || limits.kind === "scoring") {
    const most = limits.maxPoints;
    insist(typeof points === "number" && Number.isInteger(points) && points >= 1 && points <= most, "POINTS_OUT_OF_RANGE", { ...facts, most },
      "points are a whole number, from 1");
    return points;
  }
  insist(points === undefined, "POINTS_NOT_ALLOWED");
  return limits.kind === "ordinal" ? rank + 1 : 1;
}

function checkLimits(vote: Vote, limits: Limits, costs: readonly bigint[]): void {
  if (vote.length === 0) return;
  const { minLength: least, maxLength: most } = limits;
  insist(vote.length >= least, "TOO_FEW_PROJECTS", { least, chosen: vote.length });
  insist(most === 0 || vote.length <= most, "TOO_MANY_PROJECTS", { most, chosen: vote.length });
  const cost = vote.reduce((sum, { project }) => sum + (costs[project] as bigint), 0n);
  insist(cost >= limits.minSumCost, "COST_TOO_LOW", { least: limits.minSumCost, cost });
  insist(limits.maxSumCost === 0n || cost <= limits.maxSumCost, "COST_TOO_HIGH", { most: limits.maxSumCost, cost });
  if (limits.kind !== "cumulative") return;
  const points = vote.reduce((sum, mark) => sum + mark.points, 0);
  insist(points >= limits.minSumPoints, "TOO_FEW_POINTS", { least: limits.minSumPoints, points });
  insist(limits.maxSumPoints === 0 || points <= limits.maxSumPoints, "TOO_MANY_POINTS", { most: limits.maxSumPoints, points });
}

/** The choices of a vote, as a person reads them. */
export function choicesOf(election: Election, contest: number, vote: Vote): Choice[] {
  const of = election.contestNumber(contest);
  if (of === undefined) return [];
  const { kind } = election.limits(of);
  const hasPoints = kind === "cumulative" || kind === "scoring";
  return vote.map(({ project, points }) => ({ project: of.projects[project]?.id ?? "", ...(hasPoints ? { points } : {}) }));
}
