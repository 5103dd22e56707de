import type { ContestConfig, ProjectConfig } from "./gen/urna/v1/config_pb.js";
import { listOf, splitAmount } from "./rule_values.js";

/** A contest that may take more is too large for `max-welfare`. */
export const mostMaxWelfareSteps = 1_000_000_000n;
/** Beyond this, how many more does not matter. */
const countless = 1n << 60n;

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestCommonDivisor(b, a % b);
}

/** How many amounts from 0 to `most` these projects can come to, in the largest unit of which their costs are whole numbers. */
function amounts(projects: readonly ProjectConfig[], most: bigint): bigint {
  const sum = projects.reduce((total, project) => total + project.cost, 0n);
  const unit = projects.reduce((divisor, project) => greatestCommonDivisor(divisor, project.cost), 0n);
  return unit === 0n ? 1n : (sum < most ? sum : most) / unit + 1n;
}

/** How many steps `max-welfare` may take to be sure of the best set, whatever the ballots (docs/rules.md). The contest's parameters are checked. */
export function maxWelfareSteps(contest: ContestConfig, currencyDigits: number): bigint {
  const given = (name: string): string => contest.rule?.parameters.find((parameter) => parameter.name === name)?.value ?? "";
  const projects = contest.projects.filter((project) => project.cost <= contest.budget);
  const count = BigInt(projects.length);
  let steps = count * amounts(projects, contest.budget);
  const cap = (concerned: readonly ProjectConfig[], most: bigint): void => {
    if (steps < countless && concerned.reduce((total, project) => total + project.cost, 0n) > most) steps *= amounts(concerned, most);
  };
  const caps = (name: string) => listOf(given(name), ";").flatMap((pair) => splitAmount(pair, currencyDigits) ?? []);
  for (const { name, amount } of caps("category_cap")) cap(projects.filter((project) => project.categories.includes(name)), amount);
  for (const { name, amount } of caps("area_cap")) if (name === contest.area) cap(projects, amount);
  for (const group of listOf(given("incompatible"), ";")) {
    if (steps >= countless) break;
    const ids = new Set(listOf(group, ","));
    if (projects.filter((project) => ids.has(project.id)).length > 1) steps *= 2n;
  }
  const sets = count * 2n ** count;
  return sets < steps ? sets : steps;
}
