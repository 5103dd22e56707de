// Why a project was funded or not, read from the rounds of its count.
import { sum } from "../money/scale.ts";
import type { RoundJson } from "./document.js";
import { minorFloor, rationalOf } from "./exact.ts";
import { type Outcome, type Project, type Report } from "./model.ts";

export type FundedReason =
  /** Its supporters paid for it, out of their parts. */
  | { readonly kind: "paid"; readonly payers: number }
  /** The same, where parts may be overspent. */
  | { readonly kind: "overspent" }
  /** What was left went to it; `left` was there before. */
  | { readonly kind: "completed"; readonly left: bigint; readonly isPerCost: boolean }
  /** Its turn came in a ranking. */
  | { readonly kind: "ranked"; readonly rank: number; readonly left: bigint; readonly isPerCost: boolean }
  /** Its cost was the lightest to bear: what each supporter then bears of all that is funded. */
  | { readonly kind: "spread"; readonly load: bigint }
  /** It is in the best list of all. */
  | { readonly kind: "best" }
  /** A condition had it funded first, or money was kept for its like. */
  | { readonly kind: "first"; readonly condition: string }
  | { readonly kind: "told" };

export type UnfundedReason =
  /** A condition kept it out. */
  | { readonly kind: "out"; readonly condition: string }
  | { readonly kind: "unsupported" }
  /** It costs more than there is. */
  | { readonly kind: "tooDear" }
  /** Its supporters could not gather what it costs. */
  | { readonly kind: "short"; readonly gathered: bigint; readonly missing: bigint }
  /** When its turn came, so much was left. */
  | { readonly kind: "noRoom"; readonly left: bigint; readonly rank: number }
  /** The count ended before its turn. */
  | { readonly kind: "ended" }
  | { readonly kind: "notBest" };

interface Turn {
  readonly round: RoundJson;
  /** From 1, in its part of the count. */
  readonly rank: number;
  /** What was left before it. */
  readonly left: bigint;
}

/** The turn of each project that had one: the one that funded it, else its last. */
function turnsOf(outcome: Outcome, envelope: bigint): ReadonlyMap<string, Turn> {
  const costs = new Map([...outcome.funded, ...outcome.unfunded].map(({ id, cost }) => [id, cost]));
  const turns = new Map<string, Turn>();
  const ranks = new Map<string, number>();
  let left = envelope;
  for (const round of outcome.rounds) {
    const rank = (ranks.get(round.stage) ?? 0) + 1;
    ranks.set(round.stage, rank);
    if (turns.get(round.project)?.round.funded !== true) turns.set(round.project, { round, rank, left });
    if (round.funded) left -= costs.get(round.project) ?? 0n;
  }
  return turns;
}

export interface Reasons {
  readonly funded: ReadonlyMap<string, FundedReason>;
  readonly unfunded: ReadonlyMap<string, UnfundedReason>;
}

export function reasonsOf({ outcome, envelope, currency }: Report): Reasons {
  if (outcome === undefined) return { funded: new Map(), unfunded: new Map() };
  const turns = turnsOf(outcome, envelope);
  return {
    funded: new Map(outcome.funded.map((project) => [project.id, whyFunded(outcome, project, turns.get(project.id), currency.digits)])),
    unfunded: new Map(outcome.unfunded.map((project) => [project.id, whyUnfunded(outcome, envelope, project, turns.get(project.id))])),
  };
}

function whyFunded(outcome: Outcome, { id }: Project, turn: Turn | undefined, digits: number): FundedReason {
  const first = outcome.conditions.get(id);
  if (first !== undefined && !first.isOut) return { kind: "first", condition: first.condition };
  if (turn === undefined) return { kind: "told" };
  const { round, rank, left } = turn;
  const isPerCost = round.measure.endsWith("-per-cost");
  switch (round.stage) {
    case "fixed": return { kind: "first", condition: "fixed" };
    case "floor": return { kind: "first", condition: "category_floor" };
    case "equal-shares": return { kind: "paid", payers: round.payers ?? 0 };
    case "bounded-overspending": return { kind: "overspent" };
    case "completion": return { kind: "completed", left, isPerCost };
    case "ranking": case "comparison": return { kind: "ranked", rank, left, isPerCost };
    case "phragmen": case "maximin-support": return { kind: "spread", load: minorFloor(rationalOf(round.value), digits) };
    case "max-welfare": return { kind: "best" };
    default: return { kind: "told" };
  }
}

function whyUnfunded(outcome: Outcome, envelope: bigint, project: Project, turn: Turn | undefined): UnfundedReason {
  const condition = outcome.conditions.get(project.id);
  if (condition !== undefined && condition.isOut) return { kind: "out", condition: condition.condition };
  if (project.votes === 0) return { kind: "unsupported" };
  if (project.cost > envelope) return { kind: "tooDear" };
  const gathered = outcome.gathered.get(project.id);
  if (gathered !== undefined && gathered < project.cost) return { kind: "short", gathered, missing: project.cost - gathered };
  if (turn !== undefined && turn.left < project.cost) return { kind: "noRoom", left: turn.left, rank: turn.rank };
  if (outcome.rule === "max-welfare") return { kind: "notBest" };
  if (outcome.rest < project.cost) return { kind: "noRoom", left: outcome.rest, rank: 0 };
  return { kind: "ended" };
}

/** Whether each of them costs more than was left: then none could have been added. */
export function allCross(outcome: Outcome): boolean {
  return outcome.unfunded.length > 0 && outcome.unfunded.every(({ cost }) => cost > outcome.rest);
}

/** What would have become of a project if simply the most supported had been taken. */
export type IfMostSupported =
  /** Funded; so many that are funded now would not have been. */
  | { readonly kind: "funded"; readonly instead: number }
  | { readonly kind: "lacking"; readonly votes: number };

export function ifMostSupported(report: Report, project: Project): IfMostSupported | undefined {
  const { outcome } = report;
  // Where that is the rule itself there is nothing to tell; where ballots give points it is points that are compared.
  if (outcome === undefined || outcome.rule === "approval" || outcome.replacedBy === "approval") return undefined;
  const most = report.compared.find(({ rule }) => rule === "approval");
  if (most?.selected.has(project.id) === true) return { kind: "funded", instead: outcome.funded.filter(({ id }) => !most.selected.has(id)).length };
  const votes = report.explanations.get(project.id)?.votesLacked;
  return votes === undefined || project.points !== undefined || most === undefined ? undefined : { kind: "lacking", votes };
}

/** What a theme, or an area, was given: its projects with their places in the order of the count. */
export interface Given {
  readonly key: string;
  readonly projects: readonly { readonly project: Project; readonly number: number }[];
}

/** By theme or by area, the most given first; one that nothing of was funded has no project here. */
export function givenBy(report: Report, keysOf: (project: Project) => readonly string[]): readonly Given[] {
  const all = new Map<string, { project: Project; number: number }[]>();
  for (const project of report.projects) for (const key of keysOf(project)) if (!all.has(key)) all.set(key, []);
  (report.outcome?.funded ?? []).forEach((project, i) => {
    for (const key of keysOf(project)) all.get(key)?.push({ project, number: i + 1 });
  });
  const moneyOf = ({ projects }: Given) => sum(projects.map(({ project }) => project.cost));
  return [...all].map(([key, projects]) => ({ key, projects })).toSorted((a, b) => (moneyOf(b) > moneyOf(a) ? 1 : moneyOf(b) < moneyOf(a) ? -1 : a.key < b.key ? -1 : 1));
}

/** The ties that decided something: of those that were equal some are funded and some are not. */
export function isDecisive(outcome: Outcome, tied: readonly Project[]): boolean {
  const funded = new Set(outcome.funded);
  const count = tied.filter((project) => funded.has(project)).length;
  return count > 0 && count < tied.length;
}

