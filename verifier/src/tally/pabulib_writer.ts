import { toHex } from "@urna/protocol/bytes";
import { limitsOf, type Limits } from "@urna/protocol/ballot_formats";
import type { Config, ContestConfig, LocalizedText } from "@urna/protocol/gen/urna/v1/config_pb";
import type { Vote } from "@urna/protocol/payload";
import { compareIds } from "./tie_break.js";
import { amountText } from "./parameters.js";
import type { Rule } from "./tally.js";

const withoutDecimals = new Set("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split(" "));
const withThree = new Set("BHD IQD JOD KWD LYD OMR TND".split(" "));

function usualDigits(currency: string): number {
  return withoutDecimals.has(currency) ? 0 : withThree.has(currency) ? 3 : 2;
}

function field(text: string): string {
  return /[;"\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function line(...fields: readonly string[]): string {
  return `${fields.map(field).join(";")}\n`;
}

function firstText(texts: readonly LocalizedText[]): string {
  return texts[0]?.text ?? "";
}

/** The valid ballots of a contest in Pabulib's format, as section 13 has it. */
export function pabulibText(config: Config, contest: ContestConfig, votes: readonly Vote[], rule: Rule, lotSeed: Uint8Array | undefined): string {
  const limits = limitsOf(contest.ballotFormat) as Limits;
  const hasPoints = limits.kind === "cumulative" || limits.kind === "scoring";
  return metaSection(config, contest, votes, rule, limits, lotSeed) + projectSection(config, contest, votes, hasPoints) + voteSection(contest, votes, hasPoints);
}

function metaSection(config: Config, contest: ContestConfig, votes: readonly Vote[], rule: Rule, limits: Limits, lotSeed: Uint8Array | undefined): string {
  const digits = config.currencyDigits;
  let text = "META\nkey;value\n";
  text += line("description", firstText(config.title)) + line("unit", contest.area) + line("instance", config.process);
  text += line("currency", config.currency) + line("language", config.languages[0] ?? "") + line("rule", rule.name);
  if (digits !== usualDigits(config.currency)) text += line("currency_digits", `${digits}`);
  text += line("num_projects", `${contest.projects.length}`) + line("num_votes", `${votes.length}`);
  text += line("budget", amountText(contest.budget, digits)) + line("vote_type", limits.kind);
  const counts = { min_length: limits.minLength, max_length: limits.maxLength };
  const costs = { min_sum_cost: limits.minSumCost, max_sum_cost: limits.maxSumCost };
  const points = { max_points: limits.maxPoints, min_sum_points: limits.minSumPoints, max_sum_points: limits.maxSumPoints };
  for (const [name, value] of Object.entries(counts)) if (value !== 0) text += line(name, `${value}`);
  for (const [name, value] of Object.entries(costs)) if (value !== 0n) text += line(name, amountText(value, digits));
  for (const [name, value] of Object.entries(points)) if (value !== 0) text += line(name, `${value}`);
  text += line("urna_rule", rule.name);
  for (const [name, value] of [...rule.parameters].sort(([a], [b]) => compareIds(a, b))) text += line(`urna_param_${name}`, value);
  text += line("urna_tie_break", rule.tieBreak.order);
  if (lotSeed !== undefined) text += line("urna_lot_seed", toHex(lotSeed));
  return text;
}

function projectSection(config: Config, contest: ContestConfig, votes: readonly Vote[], hasPoints: boolean): string {
  const supporters: number[] = contest.projects.map(() => 0);
  const points: number[] = contest.projects.map(() => 0);
  for (const vote of votes) {
    for (const mark of vote) {
      supporters[mark.project] = (supporters[mark.project] as number) + 1;
      points[mark.project] = (points[mark.project] as number) + mark.points;
    }
  }
  const hasCategories = contest.projects.some((project) => project.categories.length > 0);
  let text = `PROJECTS\nproject_id;cost;votes${hasPoints ? ";score" : ""};name${hasCategories ? ";category" : ""};district\n`;
  contest.projects.forEach((project, i) => {
    text += line(
      project.id, amountText(project.cost, config.currencyDigits), `${supporters[i]}`, ...(hasPoints ? [`${points[i]}`] : []), firstText(project.title),
      ...(hasCategories ? [project.categories.join(",")] : []), contest.area,
    );
  });
  return text;
}

function voteSection(contest: ContestConfig, votes: readonly Vote[], hasPoints: boolean): string {
  let text = `VOTES\nvoter_id;vote${hasPoints ? ";points" : ""}\n`;
  votes.forEach((vote, i) => {
    const ids = vote.map((mark) => (contest.projects[mark.project] as { id: string }).id).join(",");
    text += line(`${i + 1}`, ids, ...(hasPoints ? [vote.map((mark) => mark.points).join(",")] : []));
  });
  return text;
}
