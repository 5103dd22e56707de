import type { ProposalJson } from "@urna/protocol/gen/urna/v1/proposals_service_pb";
import type { Plan } from "../../parts/plan.js";
import type fr from "../words.fr.js";

/** What every act on a proposal is given. */
export interface ActProps {
  readonly t: typeof fr;
  readonly plan: Plan;
  readonly proposal: ProposalJson;
  /** Reads the proposal anew. */
  readonly again: () => Promise<void>;
  /** Of its button: one act of the page is the first. */
  readonly kind: "first" | "second";
}
