import { demand } from "./bytes.js";
import { amountOf, listOf, splitAmount } from "./rule_values.js";
import type { ContestConfig, RuleConfig } from "./gen/urna/v1/config_pb.js";
import type { Limits } from "./ballot_formats.js";

const borda = ["len-1", "len", "ballot"];
const utility = ["auto", "cost", "cardinality", "points"];
const unsupported = ["skip", "fund"];

/** What a parameter's value may be: one of these words, or what the function takes. */
type Values = readonly string[] | ((value: string, context: Context) => boolean);

interface Context {
  readonly contest: ContestConfig;
  readonly projects: ReadonlySet<string>;
  readonly currencyDigits: number;
}

const ranking: Readonly<Record<string, Values>> = {
  on_unaffordable: ["skip", "stop"], score: ["auto", "votes", "points"], unsupported, borda,
};

const rules: Readonly<Record<string, Readonly<Record<string, Values>>>> = {
  approval: ranking,
  greedy: ranking,
  "equal-shares": {
    utility, borda, unsupported,
    completion: ["none", "add1", "add1-tool", "add1-wieliczka", "add1-whole", "add1-swiecie"],
    increment: (value, context) => (amountOf(value, context.currencyDigits) ?? 0n) > 0n,
    start: ["auto", "exact", "whole", "exact-then-whole"],
    until: ["auto", "overspend", "exhaustive"],
    exhaustive_over: ["auto", "supported", "all"],
    then: ["none", "greedy"],
    comparison: ["none", "approval"],
  },
  "bounded-overspending": { utility, borda, values: ["short", "exact"] },
  phragmen: { on_unaffordable: ["stop", "skip"] },
  "maximin-support": {},
  "max-welfare": { utility, borda },
};

const common: Readonly<Record<string, Values>> = {
  min_votes: wholeNumber(16777216n),
  min_votes_percent: wholeNumber(100n),
  min_points: wholeNumber(1677721600000000n),
  min_points_percent: wholeNumber(100n),
  fixed: (value, context) => isListOfProjects(listOf(value, ","), context),
  fixed_per_area: ["none", "first"],
  incompatible: (value, context) => listOf(value, ";").every((group) => isListOfProjects(listOf(group, ","), context)),
  category_cap: amounts(categoriesOf),
  category_floor: amounts(categoriesOf),
  area_cap: amounts(areasOf),
  area_floor: amounts(areasOf),
};

function wholeNumber(most: bigint): Values {
  return (value) => /^0*[0-9]{1,20}$/.test(value) && BigInt(value) <= most;
}

function isListOfProjects(ids: readonly string[], { projects }: Context): boolean {
  return new Set(ids).size === ids.length && ids.every((id) => projects.has(id));
}

function categoriesOf(contest: ContestConfig): ReadonlySet<string> {
  return new Set(contest.projects.flatMap((project) => project.categories));
}

function areasOf(contest: ContestConfig): ReadonlySet<string> {
  return new Set([contest.area]);
}

function amounts(namesOf: (contest: ContestConfig) => ReadonlySet<string>): Values {
  return (value, { contest, currencyDigits }) => {
    const names = namesOf(contest);
    const pairs = listOf(value, ";").map((pair) => splitAmount(pair, currencyDigits));
    return pairs.every((pair) => pair !== undefined && names.has(pair.name));
  };
}

/** A contest's rule with its parameters (3); throws a ProtocolError that names what is wrong. */
export function checkRule(contest: ContestConfig, rule: RuleConfig, limits: Limits, currencyDigits: number): void {
  const own = Object.hasOwn(rules, rule.rule) ? rules[rule.rule] : undefined;
  demand(own !== undefined, `a contest's rule ${JSON.stringify(rule.rule.slice(0, 40))} is none that there is`);
  const context = { contest, currencyDigits, projects: new Set(contest.projects.map((project) => project.id)) };
  let before = "";
  for (const { name, value } of rule.parameters) {
    demand(before < name || before === "", "the parameters of a rule are not ascending, each once");
    before = name;
    const values = Object.hasOwn(own, name) ? own[name] : Object.hasOwn(common, name) ? common[name] : undefined;
    demand(values !== undefined, `a rule has a parameter ${JSON.stringify(name.slice(0, 40))} that it does not know`);
    const known = typeof values === "function" ? values(value, context) : values.includes(value);
    demand(known, `the parameter ${name} of a rule has a value out of its range`);
  }
  demand(canCount(rule, limits), "a contest's rule cannot count its ballots");
}

/** A published ballot carries no points beside its ranks. */
function canCount(rule: RuleConfig, limits: Limits): boolean {
  const ranks = rule.parameters.find((parameter) => parameter.name === "borda")?.value;
  return !(limits.kind === "ordinal" && ranks === "ballot");
}
