import type { RuleConfigJson } from "@urna/protocol/gen/urna/v1/config_pb";

/** How a parameter of a rule is written: one of several words, a whole number, an amount, or a list. */
export type RuleParameter =
  | { readonly name: string; readonly kind: "choice"; readonly choices: readonly string[]; readonly usual: string }
  | { readonly name: string; readonly kind: "whole"; readonly most: number; readonly usual: string }
  | { readonly name: string; readonly kind: "amount" | "list"; readonly usual: string };

const choice = (name: string, ...choices: readonly string[]): RuleParameter => ({ name, kind: "choice", choices, usual: choices[0] as string });

const ranking = [choice("on_unaffordable", "skip", "stop"), choice("score", "auto", "votes", "points"), choice("unsupported", "skip", "fund"), choice("borda", "len-1", "len")] as const;
const utility = choice("utility", "auto", "cost", "cardinality", "points");
const borda = choice("borda", "len-1", "len");

/** The rules of docs/rules.md with their parameters, the usual value first. What no contest here can have, such as points beside ranks, is left out. */
export const rules = {
  approval: ranking,
  "equal-shares": [
    utility, choice("completion", "none", "add1", "add1-tool", "add1-wieliczka", "add1-whole", "add1-swiecie"), { name: "increment", kind: "amount", usual: "1" }, choice("then", "none", "greedy"),
    choice("comparison", "none", "approval"), choice("unsupported", "skip", "fund"), borda,
  ],
  greedy: ranking,
  phragmen: [choice("on_unaffordable", "stop", "skip")],
  "maximin-support": [],
  "bounded-overspending": [utility, borda],
  "max-welfare": [utility, borda],
} as const satisfies Readonly<Record<string, readonly RuleParameter[]>>;

export type RuleId = keyof typeof rules;
export const ruleIds = Object.keys(rules) as RuleId[];

/** Of every rule. Which proposals exclude each other is written by the freezing. */
export const conditions: readonly RuleParameter[] = [
  { name: "min_votes", kind: "whole", most: 16_777_216, usual: "0" }, { name: "min_votes_percent", kind: "whole", most: 100, usual: "0" },
  { name: "min_points", kind: "whole", most: 1_677_721_600_000_000, usual: "0" }, { name: "min_points_percent", kind: "whole", most: 100, usual: "0" },
  { name: "fixed", kind: "list", usual: "" }, choice("fixed_per_area", "none", "first"),
  { name: "category_cap", kind: "list", usual: "" }, { name: "category_floor", kind: "list", usual: "" }, { name: "area_cap", kind: "list", usual: "" }, { name: "area_floor", kind: "list", usual: "" },
];

export function parametersOf(rule: string): readonly RuleParameter[] {
  return [...(rules[rule as RuleId] ?? []), ...conditions];
}

/** Values by name: those that are set, else the usual ones. */
export function valuesOf(rule: RuleConfigJson | undefined): Record<string, string> {
  const set = Object.fromEntries((rule?.parameters ?? []).map(({ name = "", value = "" }) => [name, value]));
  return { ...Object.fromEntries(parametersOf(rule?.rule ?? "").map(({ name, usual }) => [name, usual])), ...set };
}

/**
 * For the server: what differs from the usual, in ascending order of the name. What belongs to another rule is left out; what these pages do
 * not know, such as a parameter of a later server, stays.
 */
export function ruleOf(rule: string, values: Readonly<Record<string, string>>, tieBreak: NonNullable<RuleConfigJson["tieBreak"]>): RuleConfigJson {
  const known = new Map(parametersOf(rule).map((one) => [one.name, one.usual]));
  const foreign = new Set(ruleIds.flatMap((id) => rules[id].map((one) => one.name)).filter((name) => !known.has(name)));
  const parameters = Object.entries(values)
    .filter(([name, value]) => !foreign.has(name) && value.trim() !== "" && value.trim() !== known.get(name))
    .map(([name, value]) => ({ name, value: value.trim() }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return { rule, tieBreak, ...(parameters.length === 0 ? {} : { parameters }) };
}
