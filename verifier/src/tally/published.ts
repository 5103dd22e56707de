import { utf8, toHex } from "@urna/protocol/bytes";
import { limitsOf, type Limits } from "@urna/protocol/ballot_formats";
import { TieBreak as Sealed, type Config, type ContestConfig } from "@urna/protocol/gen/urna/v1/config_pb";
import type { Vote } from "@urna/protocol/payload";
import { typesOf, type Election } from "./election.js";
import { outcomeJson } from "./outcome.js";
import { pabulibText } from "./pabulib_writer.js";
import { count, type Rule } from "./tally.js";
import type { TieBreak } from "./tie_break.js";

/** How a contest ended. */
export type Outcome =
  | { readonly status: "TOO_FEW_BALLOTS"; readonly ballots: number }
  | { readonly status: "COUNTED"; readonly ballots: number; readonly votes: readonly Vote[]; readonly invalid: number; readonly lotSeed: Uint8Array | undefined };

const orders = {
  [Sealed.LEXICOGRAPHIC]: "lexicographic", [Sealed.COST_VOTES]: "cost-votes", [Sealed.VOTES_ID]: "votes-id", [Sealed.ORDER]: "order",
} as const;

/** The order that breaks a contest's ties; one by lot needs its seed. */
export function tieBreakOf(contest: ContestConfig, lotSeed: Uint8Array | undefined): TieBreak {
  const sealed = contest.rule?.tieBreak;
  if (sealed === Sealed.LOT) {
    if (lotSeed === undefined) throw new Error("a lot has no seed");
    return { order: "lot", seed: lotSeed };
  }
  const order = orders[sealed as keyof typeof orders];
  if (order === undefined) throw new Error("a contest has no order that breaks its ties");
  return { order };
}

/** A contest's election, and the rule that it is counted by, as the configuration has them. */
export function electionOf(config: Config, contest: ContestConfig, votes: readonly Vote[]): Election {
  return {
    kind: (limitsOf(contest.ballotFormat) as Limits).kind,
    projects: contest.projects.map(({ id, cost, categories }) => ({ id, cost, categories, area: contest.area })),
    types: typesOf(votes), voters: votes.length, budget: contest.budget, digits: config.currencyDigits,
  };
}

/** Without a parameter `values` the rule `bounded-overspending` counts with exact ones (13). */
export function ruleOf(contest: ContestConfig, lotSeed: Uint8Array | undefined): Rule {
  const name = contest.rule?.rule ?? "";
  const parameters = new Map((contest.rule?.parameters ?? []).map((parameter) => [parameter.name, parameter.value]));
  if (name === "bounded-overspending" && !parameters.has("values")) parameters.set("values", "exact");
  return { name, parameters, tieBreak: tieBreakOf(contest, lotSeed) };
}

/** `result/<contest>.tally` (13); `told` hears who is funded, and for how many minor units. */
export function outcomeFile(
  config: Config, contest: ContestConfig, outcome: Outcome, told: (selected: readonly string[], cost: bigint) => void = () => {},
): Uint8Array {
  const head = { process: config.process, contest: contest.id, number: contest.number, status: outcome.status, ballots: outcome.ballots };
  if (outcome.status === "TOO_FEW_BALLOTS") {
    return utf8(`${JSON.stringify({ ...head, minimum_ballots: Number(contest.minimumBallots) })}\n`);
  }
  const rule = ruleOf(contest, outcome.lotSeed);
  const counted = count(electionOf(config, contest, outcome.votes), rule);
  told(counted.selected.map((project) => counted.project(project).id), counted.spent);
  const members = { ...head, invalid: outcome.invalid, ...(outcome.lotSeed === undefined ? {} : { lot_seed: toHex(outcome.lotSeed) }) };
  // The rule's outcome stands there exactly as it is printed elsewhere.
  return utf8(`${JSON.stringify(members).slice(0, -1)},"outcome":${outcomeJson(counted, rule)}}\n`);
}

/** `result/<contest>.pb` (13). */
export function pabulibFile(config: Config, contest: ContestConfig, votes: readonly Vote[], lotSeed: Uint8Array | undefined): Uint8Array {
  return utf8(pabulibText(config, contest, votes, ruleOf(contest, lotSeed), lotSeed));
}
