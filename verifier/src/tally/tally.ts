import { runBoundedOverspending } from "./bounded_overspending.js";
import { runEqualShares } from "./completion.js";
import { Supporters, type Election } from "./election.js";
import { runMaximinSupport } from "./maximin_support.js";
import { runMaxWelfare } from "./max_welfare.js";
import { Parameters, type Given } from "./parameters.js";
import { runPhragmen } from "./phragmen.js";
import { runRanking } from "./ranking.js";
import { Count, type RuleRun } from "./run.js";
import { compareIds, placesOf, type TieBreak } from "./tie_break.js";

/** A rule with its parameters and the order that breaks ties. */
export interface Rule {
  readonly name: string;
  readonly parameters: Given;
  readonly tieBreak: TieBreak;
}

/** Counts an election by a rule, exactly (docs/rules.md). */
export function count(election: Election, rule: Rule): Count {
  const parameters = new Parameters(rule.parameters, election.kind, election.digits);
  const votes = Supporters.byVotes(election);
  const places = placesOf(election, rule.tieBreak, election.projects.map((_, i) => votes.votes(i)));
  const counted = new Count(election, parameters, places);
  fundFixed(counted);
  const open = dropUnpopular(counted);
  runFloors(counted, rule.name, open);
  runRule(counted, rule.name, {
    stage: mainStages[rule.name] ?? rule.name, candidates: open.filter((project) => !counted.selected.includes(project)), money: election.budget - counted.spent,
  });
  return counted;
}

const mainStages: Readonly<Record<string, string>> = { approval: "ranking", greedy: "ranking" };

export function runRule(counted: Count, name: string, run: RuleRun): void {
  const { parameters } = counted;
  switch (name) {
    case "approval":
    case "greedy":
      return runRanking(counted, run, {
        measure: name === "approval" ? parameters.score() : `${parameters.score()}-per-cost`,
        stopAtUnaffordable: parameters.word("on_unaffordable", "skip") === "stop",
        fundUnsupported: parameters.word("unsupported", "skip") === "fund",
        ties: counted.ties,
      });
    case "equal-shares":
      return runEqualShares(counted, run);
    case "bounded-overspending":
      return runBoundedOverspending(counted, run, parameters.word("values", "short") === "exact" ? "exact" : "short");
    case "phragmen":
      return runPhragmen(counted, run, parameters.word("on_unaffordable", "stop") === "stop");
    case "maximin-support":
      return runMaximinSupport(counted, run);
    case "max-welfare":
      return runMaxWelfare(counted, run);
    default:
      throw new Error(`there is no rule ${name}`);
  }
}

function fundFixed(counted: Count): void {
  const { parameters, election } = counted;
  const fund = (project: number, constraint: string): void => {
    if (counted.selected.includes(project)) return;
    counted.selected.push(project);
    counted.notes.push({ constraint, project, effect: "funded first" });
    counted.rounds.push({ project, funded: true, stage: "fixed", measure: "votes", value: `${counted.votes.votes(project)}` });
  };
  for (const id of parameters.list("fixed")) fund(election.projects.findIndex((project) => project.id === id), "fixed");
  if (parameters.word("fixed_per_area", "none") !== "first") return;
  const areas = [...new Set(election.projects.map((project) => project.area))].sort(compareIds);
  for (const area of areas) {
    const own = election.projects.map((_, i) => i).filter((i) => counted.project(i).area === area && counted.votes.votes(i) > 0);
    const most = Math.max(...own.map((i) => counted.votes.votes(i)));
    const [first] = counted.ordered(own.filter((i) => counted.votes.votes(i) === most));
    if (first !== undefined) fund(first, `fixed_per_area: ${area}`);
  }
}

/** Projects on too few ballots, or with too few points, are out before the rule runs. */
function dropUnpopular(counted: Count): number[] {
  const { parameters, election } = counted;
  const points = Supporters.byPoints(election, parameters.borda(), election.projects.map((_, i) => i));
  const all = election.projects.map((_, i) => i);
  const total = all.reduce((sum, project) => sum + points.points(project), 0n);
  const tests: readonly (readonly [string, (project: number, least: bigint) => boolean])[] = [
    ["min_votes", (project, least) => BigInt(counted.votes.votes(project)) < least],
    ["min_votes_percent", (project, least) => BigInt(counted.votes.votes(project)) * 100n < least * BigInt(election.voters)],
    ["min_points", (project, least) => points.points(project) < least],
    ["min_points_percent", (project, least) => points.points(project) * 100n < least * total],
  ];
  let open = all.filter((project) => !counted.selected.includes(project));
  for (const [name, fails] of tests) {
    const least = parameters.number(name);
    if (least === 0n) continue;
    open = open.filter((project) => {
      if (!fails(project, least)) return true;
      counted.notes.push({ constraint: name, project, effect: "kept out" });
      return false;
    });
  }
  return open;
}

/** Money that is kept for a category or an area: the rule runs there first, alone. */
function runFloors(counted: Count, rule: string, open: readonly number[]): void {
  const floors = [
    ...counted.parameters.amounts("category_floor").map(({ name, amount }) => ({
      name: `category_floor: ${name}`, amount, of: (i: number) => counted.project(i).categories.includes(name),
    })),
    ...counted.parameters.amounts("area_floor").map(({ name, amount }) => ({
      name: `area_floor: ${name}`, amount, of: (i: number) => counted.project(i).area === name,
    })),
  ];
  for (const floor of floors) {
    const before = counted.selected.length;
    // What is funded there already fills it.
    const spentThere = counted.selected.filter(floor.of).reduce((sum, project) => sum + counted.project(project).cost, 0n);
    const left = counted.election.budget - counted.spent;
    const missing = floor.amount - spentThere;
    if (missing <= 0n) continue;
    runRule(counted, rule, {
      stage: "floor", candidates: open.filter((project) => floor.of(project) && !counted.selected.includes(project)),
      money: missing < left ? missing : left,
    });
    for (const project of counted.selected.slice(before)) counted.notes.push({ constraint: floor.name, project, effect: "funded first" });
  }
}
