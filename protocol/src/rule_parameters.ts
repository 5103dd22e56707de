import { demand } from "./bytes.js";
import type { ContestConfig, RuleConfig } from "./gen/urna/v1/config_pb.js";
import type { Limits } from "./ballot_formats.js";

const borda = ["len-1", "len", "ballot"];
const utility = ["auto", "cost", "cardinality", "points"];
const unsupported = ["skip", "fund"];

/** What a parameter's value may be: one of these words, or what the function takes. */
type Values = readonly string[] | ((value: string, context: Context) => boolean);

interface Context {
  readonly contest: ContestConfig;
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

/** The elements of a list, without white space around them and without empty ones. */
export function listOf(value: string, separator: string): string[] {
  return value.split(separator).map((element) => element.trim()).filter((element) => element !== "");
}

function wholeNumber(most: bigint): Values {
  return (value) => /^[0-9]{1,20}$/.test(value) && BigInt(value) <= most;
}

function isListOfProjects(ids: readonly string[], { contest }: Context): boolean {
  return new Set(ids).size === ids.length && ids.every((id) => contest.projects.some((project) => project.id === id));
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
    const named = new Set(pairs.map((pair) => pair?.name));
    return named.size === pairs.length && pairs.every((pair) => pair !== undefined && names.has(pair.name));
  };
}

/** `NAME=AMOUNT`, split at the last `=`; the amount in minor units. */
export function splitAmount(pair: string, currencyDigits: number): { readonly name: string; readonly amount: bigint } | undefined {
  const at = pair.lastIndexOf("=");
  if (at < 0) return undefined;
  const amount = amountOf(pair.slice(at + 1).trim(), currencyDigits);
  return amount === undefined ? undefined : { name: pair.slice(0, at).trim(), amount };
}

/** An amount in currency units, as minor units; undefined where it is none, or has more decimals than the currency. */
export function amountOf(text: string, currencyDigits: number): bigint | undefined {
  const parts = /^([0-9]{1,40})(?:[.,]([0-9]{1,40}))?(?:[eE]([+-]?[0-9]{1,2}))?$/.exec(text);
  if (parts === null) return undefined;
  const [, whole, decimals = "", exponent = "0"] = parts as unknown as [string, string, string | undefined, string | undefined];
  const shift = currencyDigits - decimals.length + Number(exponent);
  const digits = BigInt(whole + decimals);
  if (shift >= 0) return digits * 10n ** BigInt(shift);
  const divisor = 10n ** BigInt(-shift);
  return digits % divisor === 0n ? digits / divisor : undefined;
}

/** A contest's rule with its parameters (3); throws a ProtocolError that names what is wrong. */
export function checkRule(contest: ContestConfig, rule: RuleConfig, limits: Limits, currencyDigits: number): void {
  const own = Object.hasOwn(rules, rule.rule) ? rules[rule.rule] : undefined;
  demand(own !== undefined, `a contest's rule ${JSON.stringify(rule.rule.slice(0, 40))} is none that there is`);
  let before = "";
  for (const { name, value } of rule.parameters) {
    demand(before < name || before === "", "the parameters of a rule are not ascending, each once");
    before = name;
    const values = Object.hasOwn(own, name) ? own[name] : Object.hasOwn(common, name) ? common[name] : undefined;
    demand(values !== undefined, `a rule has a parameter ${JSON.stringify(name.slice(0, 40))} that it does not know`);
    const known = typeof values === "function" ? values(value, { contest, currencyDigits }) : values.includes(value);
    demand(known, `the parameter ${name} of a rule has a value out of its range`);
  }
  demand(canCount(rule, limits), "a contest's rule cannot count its ballots");
  demand(isFixedAffordable(contest, rule), "a contest's fixed projects may cost more than its budget");
}

/** A published ballot carries no points beside its ranks. */
function canCount(rule: RuleConfig, limits: Limits): boolean {
  const ranks = rule.parameters.find((parameter) => parameter.name === "borda")?.value;
  return !(limits.kind === "ordinal" && ranks === "ballot");
}

/** Whatever becomes fixed must be affordable: those that are named, and of `fixed_per_area` the dearest. */
function isFixedAffordable(contest: ContestConfig, rule: RuleConfig): boolean {
  const given = (name: string): string => rule.parameters.find((parameter) => parameter.name === name)?.value ?? "";
  const ids = new Set(listOf(given("fixed"), ","));
  const fixed = contest.projects.filter((project) => ids.has(project.id)).reduce((sum, project) => sum + project.cost, 0n);
  const others = given("fixed_per_area") === "first" ? contest.projects.filter((project) => !ids.has(project.id)) : [];
  return fixed + others.reduce((most, { cost }) => (cost > most ? cost : most), 0n) <= contest.budget;
}
