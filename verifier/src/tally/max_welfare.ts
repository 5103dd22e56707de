import type { Count, RuleRun } from "./run.js";

/** The affordable set of the greatest total utility. */
export function runMaxWelfare(_count: Count, _run: RuleRun): void {
  throw new Error("max-welfare");
}
