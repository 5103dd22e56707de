// What a rule is called, and how it works, in words.
import type { Language } from "../words/language.svelte.js";
import type { Outcome } from "./model.js";
import en from "./rules.en.ts";
import fr from "./rules.fr.ts";

const words: Readonly<Record<Language, typeof fr>> = { fr, en };

type Parameters = Readonly<Record<string, string>>;

/** What was chosen with a rule, as far as its sentences differ by it. */
export interface RuleChoices {
  readonly isByPoints: boolean;
  /** At the first project that does not fit. */
  readonly stops: boolean;
  readonly unsupportedToo: boolean;
  readonly utility: "cost" | "cardinality" | "points";
  /** Equal parts grow until the envelope is used. */
  readonly isRaised: boolean;
  /** What is left goes to others. */
  readonly fillsUp: boolean;
  readonly isCompared: boolean;
  readonly isReplaced: boolean;
}

function choicesOf(parameters: Parameters, isReplaced: boolean): RuleChoices {
  const utility = parameters["utility"];
  return {
    isByPoints: parameters["score"] === "points",
    stops: parameters["on_unaffordable"] === "stop",
    unsupportedToo: parameters["unsupported"] === "fund",
    utility: utility === "points" || utility === "cardinality" ? utility : "cost",
    isRaised: (parameters["completion"] ?? "none") !== "none",
    fillsUp: parameters["then"] === "greedy",
    isCompared: parameters["comparison"] === "approval",
    isReplaced,
  };
}

/** How the money was allocated, a sentence each: four, but for special cases. */
export function ruleSentences({ rule, parameters, replacedBy }: Pick<Outcome, "rule" | "parameters" | "replacedBy">, language: Language): readonly string[] {
  const t = words[language];
  return t.sentences[rule]?.(choicesOf(parameters, replacedBy !== undefined)) ?? t.unknown(rule);
}

/** The conditions of the vote besides its rule, a sentence each. */
export function conditionSentences(parameters: Parameters, language: Language): readonly string[] {
  const t = words[language].conditions;
  return Object.entries(parameters).flatMap(([name, value]) => (isSet(value) ? t[name]?.(spelt(value)) ?? [] : []));
}

/** A name for a rule beside others, and what is said of it besides. */
export interface RuleName {
  readonly name: string;
  readonly note: string;
  /** What the rule is called where it stands alone. */
  readonly rule: string;
}

/** Names for rules side by side, no two of them the same: those of one family are called by what tells them apart, and the family is their note. */
export function ruleNames(rules: readonly { readonly rule: string; readonly parameters: Parameters }[], language: Language): readonly RuleName[] {
  const t = words[language];
  return rules.map((one) => {
    const { rule, parameters } = one;
    const alike = rules.filter((other) => other.rule === rule);
    const [name, usual] = t.names[rule] ?? [rule, ""];
    if (alike.length < 2) return { name, note: usual === "" && rule === "equal-shares" ? restNote(parameters, t) : usual, rule: name };
    const differing = Object.keys(parameters).filter((key) => alike.some((other) => other.parameters[key] !== parameters[key]));
    // Given or kept is what people see; the rest of the settings only says more where that is the same.
    const isSeen = rule === "equal-shares" && differing.every((key) => completing.has(key)) && new Set(alike.map((other) => keepsRest(other.parameters))).size === alike.length;
    if (isSeen) return { name: capital(restNote(parameters, t)), note: name, rule: name };
    const said = (of: Parameters): readonly string[] =>
      differing.flatMap((key) => t.choices[`${key}=${of[key] ?? ""}`] ?? (isSet(of[key] ?? "") ? (t.values[key]?.(spelt(of[key] ?? "")) ?? []) : []));
    const own = said(parameters);
    if (own.length === 0) return { name, note: usual, rule: name };
    // One thing that no other of them has is name enough.
    const others = alike.filter((other) => other !== one).map((other) => said(other.parameters));
    const sole = own.find((choice) => others.every((choices) => !choices.includes(choice)));
    if (sole === undefined) return { name: capital(own.join(", ")), note: name, rule: name };
    return { name: capital(sole), note: [name, ...own.filter((choice) => choice !== sole)].join(", "), rule: name };
  });
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** What completing the shares alone decides. */
const completing: ReadonlySet<string> = new Set(["completion", "then", "exhaustive_over", "increment", "start", "until", "unsupported"]);

function keepsRest(parameters: Parameters): boolean {
  return (parameters["completion"] ?? "none") === "none" && parameters["then"] !== "greedy";
}

function restNote(parameters: Parameters, t: typeof fr): string {
  return keepsRest(parameters) ? t.keepsRest : t.givesRest;
}

/** Whether a condition has a value that demands something. */
function isSet(value: string): boolean {
  return value !== "" && value !== "0" && value !== "none" && value !== "auto";
}

function spelt(value: string): string {
  return value.replaceAll("=", " ").replaceAll(/\s*;\s*/gu, "; ").replaceAll(/\s*,\s*/gu, ", ");
}
