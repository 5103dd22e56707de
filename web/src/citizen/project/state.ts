import type { Result } from "../model.ts";
import type { Stage } from "../plain/stage.ts";

export type ProjectState = "listed" | "onBallot" | "counting" | "funded" | "notFunded" | "tooFew";

/** Where a project stands. Undefined where its result is not known, though it is there. */
export function stateOf(project: string, stage: Stage, result: Result | undefined): ProjectState | undefined {
  if (stage === "results") {
    if (result === undefined) return undefined;
    return result.isCounted ? (result.funded.includes(project) ? "funded" : "notFunded") : "tooFew";
  }
  if (stage === "counting") return "counting";
  return stage === "soon" || stage === "voting" ? "onBallot" : "listed";
}
