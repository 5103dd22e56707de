import type { ContestInfo } from "@urna/client/remote";
import { type Marks, leftOf, missingOf, mostProjects, type Obstacle } from "./marks.js";
import type fr from "./words.fr.js";

type Words = typeof fr;
type Amount = (minor: bigint) => string;

/** What a contest asks for. */
export function askedOf({ format, budget }: ContestInfo, t: Words["choose"], amount: Amount): string {
  switch (format.kind) {
    case "choose-1": return t.one;
    case "cumulative": return t.cumulative(format.maxSumPoints);
    case "scoring": return t.scoring(format.maxPoints);
    case "ordinal": return t.ordinal(format.minLength, format.maxLength);
    case "approval":
      return format.maxLength === 0 && format.maxSumCost > 0n ? t.knapsack(amount(format.maxSumCost < budget || budget === 0n ? format.maxSumCost : budget)) : t.approval(format.minLength, format.maxLength);
  }
}

/** What is left, or how much is chosen where nothing is limited; with what is still missing where the ballot is not valid yet. */
export function leftSaid(contest: ContestInfo, marks: Marks, words: Words, amount: Amount): string {
  const t = words.choose.left;
  const { kind } = contest.format;
  const left = leftOf(contest, marks);
  const most = mostProjects(contest);
  const said: string[] = [];
  if (left.points !== undefined) said.push(t.points(left.points));
  if (left.money !== undefined) said.push(t.money(amount(left.money)));
  if (left.projects !== undefined && left.points === undefined) said.push(kind === "ordinal" ? t.ranks(left.projects, most) : t.choices(left.projects, most));
  if (said.length === 0) said.push(kind === "scoring" ? t.graded(marks.length) : t.chosen(marks.length));
  return said.reduce((first, second) => t.and(first, second));
}

/** What keeps a ballot from being valid; undefined where nothing does. */
export function missingSaid(contest: ContestInfo, marks: Marks, t: Words["choose"], amount: Amount): string | undefined {
  const missing = missingOf(contest, marks);
  switch (missing?.kind) {
    case "projects": return t.missing.projects(missing.count);
    case "money": return t.missing.money(amount(missing.amount));
    case "points": return t.missing.points(missing.count);
    case undefined: return undefined;
  }
}

/** Why something cannot be chosen. */
export function obstacleSaid({ format }: ContestInfo, obstacle: Obstacle, t: Words["choose"], amount: Amount): string {
  switch (obstacle.kind) {
    case "projects": return format.kind === "ordinal" ? t.fullRank(obstacle.most) : t.full(obstacle.most);
    case "money": return t.over(amount(obstacle.over));
    case "points": return t.noPoints;
    case "most-points": return t.mostPoints(obstacle.most);
  }
}
