import { Rational } from "./rational.js";
import { completionOf } from "./completion.js";
import { amountText } from "./parameters.js";
import type { Count, Round, Tie } from "./run.js";
import type { Rule } from "./tally.js";

/** A JSON value whose members keep their order. */
type Json = string | number | boolean | readonly Json[] | { readonly [member: string]: Json };

/** The outcome with its trace, as `urna tally --json --trace` prints it, without the line's end. */
export function outcomeJson(counted: Count, rule: Rule): string {
  const { election } = counted;
  const id = (project: number): string => counted.project(project).id;
  const ties = (list: readonly Tie[]): Json => list.map(({ round, tied }) => ({ round, tied: tied.map(id) }));
  const units = (minor: Rational): string => Rational.of(minor.numerator, minor.denominator * 10n ** BigInt(election.digits)).toString();
  const members: Record<string, Json> = {
    rule: rule.name,
    parameters: namedParameters(counted, rule),
    tie_break: rule.tieBreak.order,
    voters: election.voters,
    budget: amountText(election.budget, election.digits),
    cost: amountText(counted.spent, election.digits),
    selected: counted.selected.map(id),
    ties: ties(counted.ties),
  };
  if (counted.completionTies.length > 0) members["completion_ties"] = ties(counted.completionTies);
  if (counted.endowment !== undefined && counted.runs !== undefined) {
    members["endowment"] = units(counted.endowment);
    members["runs"] = counted.runs;
  }
  if (counted.replacedBy !== undefined) members["replaced_by"] = counted.replacedBy;
  if (counted.notes.length > 0) {
    members["constraints"] = counted.notes.map(({ constraint, project, effect }) => ({ constraint, project: id(project), effect }));
  }
  if (counted.proof !== undefined) {
    const { welfare, bound, steps } = counted.proof;
    members["proof"] = { welfare, fractional_bound: bound, [steps[0]]: steps[1] };
  }
  if (counted.rounds.length > 0) members["rounds"] = counted.rounds.map((round) => roundJson(round, id, units));
  if (counted.shortfalls.length > 0) {
    members["shortfalls"] = counted.shortfalls.map(({ project, money }) => ({ project: id(project), supporters_money: units(money) }));
  }
  return JSON.stringify(members);
}

function roundJson(round: Round, id: (project: number) => string, units: (minor: Rational) => string): Json {
  return {
    project: id(round.project), funded: round.funded, stage: round.stage, measure: round.measure, value: round.value,
    ...(round.effectiveSupport === undefined ? {} : { effective_support: round.effectiveSupport.toString() }),
    ...(round.payments === undefined ? {} : {
      payments: round.payments.map(({ amount, voters }) => ({ amount: units(amount), voters })),
    }),
  };
}

/** Parameters as they counted, ascending by name: those of the rule that mattered, and of the common ones those that were given. */
function namedParameters(counted: Count, rule: Rule): Json {
  const { parameters } = counted;
  const named = new Map<string, string>();
  const word = (name: string, byDefault: string): void => void named.set(name, parameters.word(name, byDefault));
  switch (rule.name) {
    case "approval":
    case "greedy":
      word("borda", "len-1");
      word("on_unaffordable", "skip");
      named.set("score", parameters.score());
      word("unsupported", "skip");
      break;
    case "equal-shares": {
      word("borda", "len-1");
      word("comparison", "none");
      word("completion", "none");
      word("then", "none");
      const completion = completionOf(counted);
      if (completion !== undefined) {
        named.set("start", completion.start).set("until", completion.until).set("exhaustive_over", completion.over);
        named.set("increment", amountText(parameters.amount("increment", "1"), parameters.digits));
      }
      if (parameters.word("then", "none") !== "none" || parameters.word("comparison", "none") !== "none") word("unsupported", "skip");
      named.set("utility", parameters.utility());
      break;
    }
    case "bounded-overspending":
      word("borda", "len-1");
      named.set("utility", parameters.utility());
      if (parameters.word("values", "short") === "short") named.set("values", "short");
      break;
    case "phragmen":
      word("on_unaffordable", "stop");
      break;
    case "max-welfare":
      word("borda", "len-1");
      named.set("utility", parameters.utility());
      break;
    default:
      break;
  }
  for (const name of commonNames) {
    const told = toldCommon(counted, name);
    if (told !== undefined) named.set(name, told);
  }
  return Object.fromEntries([...named].sort(([a], [b]) => (a < b ? -1 : 1)));
}

const commonNames = [
  "min_votes", "min_votes_percent", "min_points", "min_points_percent", "fixed", "fixed_per_area", "incompatible", "category_cap",
  "area_cap", "category_floor", "area_floor",
];

function toldCommon({ parameters }: Count, name: string): string | undefined {
  if (name.startsWith("min_")) return parameters.number(name) === 0n ? undefined : `${parameters.number(name)}`;
  if (name === "fixed_per_area") return parameters.word(name, "none") === "none" ? undefined : parameters.word(name, "none");
  return parameters.word(name, "") === "" ? undefined : parameters.word(name, "");
}
