import { demand } from "./bytes.js";
import { limitsOf, neededWidth, type Limits } from "./ballot_formats.js";
import { TieBreak, type Config, type ContestConfig } from "./gen/urna/v1/config_pb.js";
import { checkTexts, isCategory, isProjectId, isResourceId } from "./plain_text.js";

export const mostMoney = 1n << 53n;
const mostMoneyTogether = 1n << 61n;

function isMoney(amount: bigint): boolean {
  return amount >= 0n && amount <= mostMoney;
}

/** The contests of a configuration (3); throws a ProtocolError that names what is wrong. */
export function checkContests(config: Config): void {
  demand(config.contests.length >= 1 && config.contests.length <= 10000, "there are not 1 to 10,000 contests");
  demand(new Set(config.contests.map((contest) => contest.id)).size === config.contests.length, "two contests have one id");
  config.contests.forEach((contest, number) => {
    demand(contest.number === number, "a contest's number is not its position");
    checkContest(config, contest);
  });
}

function checkContest(config: Config, contest: ContestConfig): void {
  demand(isResourceId(contest.id), "a contest's id is none");
  checkTexts(contest.title, config, "the title of a contest");
  demand(config.areas.some((area) => area.id === contest.area), "a contest's area is none of the process");
  demand(isMoney(contest.budget), "a contest's budget is not 0 to 2^53");
  demand(contest.projects.length >= 1 && contest.projects.length <= 10000, "a contest has not 1 to 10,000 projects");
  demand(new Set(contest.projects.map((project) => project.id)).size === contest.projects.length, "two projects of a contest have one id");
  for (const project of contest.projects) {
    demand(isProjectId(project.id), "a project's id is none");
    checkTexts(project.title, config, "the title of a project");
    demand(isMoney(project.cost), "a project's cost is not 0 to 2^53");
    demand(project.categories.length <= 16 && project.categories.every(isCategory), "a project's categories are not at most 16 of 1 to 100 bytes");
  }
  const together = contest.projects.reduce((sum, project) => sum + project.cost, contest.budget);
  demand(together <= mostMoneyTogether, "a contest's budget and costs together are more than 2^61");
  const limits = limitsOf(contest.ballotFormat);
  demand(limits !== undefined, "a contest has no ballot format");
  checkLimits(limits);
  demand(neededWidth(contest) <= config.width, "the width is too small for a contest");
  const rule = contest.rule;
  demand(rule !== undefined, "a contest has no rule");
  demand(rule.tieBreak >= TieBreak.LEXICOGRAPHIC && rule.tieBreak <= TieBreak.LOT, "a contest's ties are broken by no known order");
}

function isRange(least: number | bigint, most: number | bigint): boolean {
  return BigInt(most) === 0n || least <= most;
}

function checkLimits(limits: Limits): void {
  demand(isRange(limits.minLength, limits.maxLength), "a ballot's shortest length is above its longest");
  demand(isMoney(limits.minSumCost) && isMoney(limits.maxSumCost), "a ballot's limit of money is not 0 to 2^53");
  demand(isRange(limits.minSumCost, limits.maxSumCost), "a ballot's least cost is above its greatest");
  demand(isRange(limits.minSumPoints, limits.maxSumPoints), "a ballot's fewest points are above its most");
  if (limits.kind === "cumulative" || limits.kind === "scoring") {
    demand(limits.maxPoints >= 1 && limits.maxPoints <= 255, "the most points for a project are not 1 to 255");
  }
}
