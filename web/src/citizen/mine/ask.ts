import type { Context } from "../proposals/parts/context.ts";
import type { Proposal } from "../proposals/parts/model.ts";

/** What somebody may do now about their own proposal, and which nobody else does for them. */
export type Ask = "finish" | "complete" | "appeal";

export function askOf({ status, appeal }: Pick<Proposal, "status" | "appeal">, { stage }: Pick<Context, "stage">): Ask | undefined {
  if (status === "DRAFT") return stage === "proposing" ? "finish" : undefined;
  if (status === "RETURNED") return "complete";
  return status === "REJECTED" && appeal === undefined && stage === "objecting" ? "appeal" : undefined;
}
