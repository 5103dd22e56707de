// A report as its pictures need it: exact amounts in minor units, projects by what became of them.
import type { Currency } from "../words/amounts.js";
import type { LocalizedTexts } from "../words/texts.js";
import type { ComparedJson, ProjectJson, ReportDocument, RoundJson, TieJson } from "./document.js";
import { minorFloor, minorOf, type Rational, rationalOf } from "./exact.ts";

export interface Project {
  readonly id: string;
  readonly name: LocalizedTexts;
  readonly cost: bigint;
  /** Ballots that list it. */
  readonly votes: number;
  /** Undefined where ballots give none. */
  readonly points: number | undefined;
  /** As the ballots' file, or the form, has its themes. */
  readonly categories: readonly string[];
  readonly area: string;
  /** Degrees, WGS 84. */
  readonly place: { readonly lon: number; readonly lat: number } | undefined;
}

export interface Compared {
  readonly rule: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly selected: ReadonlySet<string>;
  readonly cost: bigint;
  readonly withNothing: number;
  /** Funded projects per voter. */
  readonly averageProjects: Rational;
  readonly averageMoney: bigint;
  /** Ids of the projects that a group could have paid for, and which leave it with less than its part. */
  readonly left: readonly string[];
}

export interface Tie {
  /** In the order that decided. */
  readonly tied: readonly Project[];
}

export interface Outcome {
  readonly rule: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tieBreak: string;
  readonly replacedBy: string | undefined;
  /** What each voter had in the count that decided, in minor units. */
  readonly part: bigint | undefined;
  readonly runs: number;
  /** In the order in which the rule spent. */
  readonly funded: readonly Project[];
  /** Those with most support first. */
  readonly unfunded: readonly Project[];
  readonly cost: bigint;
  readonly rest: bigint;
  readonly rounds: readonly RoundJson[];
  readonly ties: readonly Tie[];
  /** What kept projects out, or had them funded first, by project. */
  readonly conditions: ReadonlyMap<string, { readonly condition: string; readonly isOut: boolean }>;
  /** What the supporters of a project had at the end. */
  readonly gathered: ReadonlyMap<string, bigint>;
  /** Voters by how many of their projects are funded: `[2]` had two. */
  readonly votersByProjects: readonly number[];
  readonly left: readonly string[];
}

/** What is told of one project beside the outcome. */
export interface Explanation {
  readonly budgetNeeded: bigint | undefined;
  readonly votesLacked: number | undefined;
}

export interface Report {
  readonly title: LocalizedTexts;
  /** The last day of the vote, `2022-10-31`. */
  readonly closed: string | undefined;
  readonly currency: Currency;
  /** The format of the ballots, as Pabulib calls it. */
  readonly ballots: string;
  readonly envelope: bigint;
  readonly voters: number;
  /** Set where there were too few ballots to open them. */
  readonly minimum: number | undefined;
  /** In the order of the ballot. */
  readonly projects: readonly Project[];
  readonly areas: ReadonlyMap<string, LocalizedTexts>;
  readonly outcome: Outcome | undefined;
  readonly explanations: ReadonlyMap<string, Explanation>;
  /** The largest envelope up to which it is known what would be funded; undefined where nothing was tried. */
  readonly tried: bigint | undefined;
  readonly isStopped: boolean;
  readonly compared: readonly Compared[];
  /** Whether there is nothing to wait for. */
  readonly isComplete: boolean;
}

export function reportOf(json: ReportDocument): Report {
  const digits = json.currency_digits;
  const amount = (text: string) => minorOf(text, digits);
  const projects = json.projects.map((one) => projectOf(one, amount));
  const byId = new Map(projects.map((project) => [project.id, project]));
  const envelope = amount(json.budget);
  const tried = json.tried === undefined ? undefined : amount(json.tried);
  return {
    title: json.title,
    closed: json.closed,
    currency: { code: json.currency ?? "", digits },
    ballots: json.ballots,
    envelope,
    voters: json.voters,
    minimum: json.minimum,
    projects,
    areas: new Map((json.areas ?? []).map(({ id, name }) => [id, name])),
    outcome: json.outcome === undefined ? undefined : outcomeOf(json, projects, byId, amount),
    explanations: new Map((json.explanations ?? []).map((one) => [one.project, { budgetNeeded: one.budget_needed === undefined ? undefined : amount(one.budget_needed), votesLacked: one.votes_lacked }])),
    tried: tried === undefined || tried <= envelope ? undefined : tried,
    isStopped: json.stopped ?? false,
    compared: (json.compared ?? []).map((one) => comparedOf(one, digits)),
    isComplete: json.complete,
  };
}

function projectOf(json: ProjectJson, amount: (text: string) => bigint): Project {
  const texts = (json.name ?? []).filter(({ text }) => (text ?? "") !== "");
  return {
    id: json.id,
    name: texts.length > 0 ? texts : [{ text: json.id }],
    cost: amount(json.cost),
    votes: json.votes ?? 0,
    points: json.points,
    categories: json.categories ?? [],
    area: json.area ?? "",
    place: json.place === undefined ? undefined : { lon: json.place[0], lat: json.place[1] },
  };
}

function outcomeOf(report: ReportDocument, projects: readonly Project[], byId: ReadonlyMap<string, Project>, amount: (text: string) => bigint): Outcome {
  const json = report.outcome as NonNullable<ReportDocument["outcome"]>;
  const find = (ids: readonly string[]) => ids.flatMap((id) => byId.get(id) ?? []);
  const funded = find(json.selected);
  const isFunded = new Set(json.selected);
  const cost = amount(json.cost);
  const tieOf = ({ tied }: TieJson): Tie => ({ tied: find(tied) });
  return {
    rule: json.rule,
    parameters: json.parameters,
    tieBreak: json.tie_break,
    replacedBy: json.replaced_by,
    part: json.endowment === undefined ? undefined : minorFloor(rationalOf(json.endowment), report.currency_digits),
    runs: json.runs ?? 1,
    funded,
    unfunded: projects.filter(({ id }) => !isFunded.has(id)).toSorted((a, b) => supportOf(b) - supportOf(a)),
    cost,
    rest: amount(report.budget) - cost,
    rounds: json.rounds ?? [],
    ties: [...json.ties, ...(json.completion_ties ?? [])].map(tieOf).filter(({ tied }) => tied.length > 1),
    conditions: new Map((json.constraints ?? []).map(({ constraint, project, effect }) => [project, { condition: (constraint.split(":")[0] as string).trim(), isOut: effect === "kept out" }])),
    gathered: new Map((json.shortfalls ?? []).map(({ project, supporters_money: money }) => [project, minorFloor(rationalOf(money), report.currency_digits)])),
    votersByProjects: report.measures?.voters_by_projects ?? [],
    left: report.measures?.ejr_plus_failures ?? [],
  };
}

function comparedOf(json: ComparedJson, digits: number): Compared {
  return {
    rule: json.rule,
    parameters: json.parameters ?? {},
    selected: new Set(json.selected),
    cost: minorOf(json.cost, digits),
    withNothing: json.voters_with_nothing,
    averageProjects: rationalOf(json.average_projects),
    averageMoney: minorFloor(rationalOf(json.average_money), digits),
    left: json.ejr_plus_failures,
  };
}

/** What a ranking by support compares: points where ballots give them, else votes. */
export function supportOf(project: Project): number {
  return project.points ?? project.votes;
}
