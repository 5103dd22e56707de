import { limitsOf } from "./ballot_formats.js";
import { demand } from "./bytes.js";
import type { Config, ContestConfig } from "./gen/urna/v1/config_pb.js";
import { maxWelfareSteps, mostMaxWelfareSteps } from "./max_welfare_steps.js";
import { checkRule } from "./rule_parameters.js";
import { listOf } from "./rule_values.js";

/**
 * That every contest has a rule that there is, with parameters that it knows, and can be counted by it, whatever the ballots (docs/rules.md). It
 * belongs to the rules of section 3, and is for whoever counts or signs: a voter's page leaves it to them.
 */
export function checkCountable(config: Config): void {
  for (const contest of config.contests) {
    const limits = limitsOf(contest.ballotFormat);
    demand(contest.rule !== undefined && limits !== undefined, `contest ${contest.number}: has no rule, or no ballot format`);
    checkRule(contest, contest.rule, limits, config.currencyDigits);
    demand(isFixedAffordable(contest), `contest ${contest.number}: its fixed projects may cost more than its budget`);
    const isSearched = contest.rule?.rule === "max-welfare";
    demand(!isSearched || maxWelfareSteps(contest, config.currencyDigits) <= mostMaxWelfareSteps, `contest ${contest.number}: may take max-welfare more than 1,000,000,000 steps`);
  }
}

/** Whatever becomes fixed must be affordable: those that are named, and of `fixed_per_area` the dearest. */
function isFixedAffordable({ budget, projects, rule }: ContestConfig): boolean {
  const given = (name: string): string => rule?.parameters.find((parameter) => parameter.name === name)?.value ?? "";
  const ids = new Set(listOf(given("fixed"), ","));
  const fixed = projects.filter((project) => ids.has(project.id)).reduce((sum, project) => sum + project.cost, 0n);
  const others = given("fixed_per_area") === "first" ? projects.filter((project) => !ids.has(project.id)) : [];
  return fixed + others.reduce((most, { cost }) => (cost > most ? cost : most), 0n) <= budget;
}
