import type { ProposalStatusJson } from "@urna/protocol/gen/urna/v1/proposals_service_pb";
import type { IconName } from "../../design/icons.js";

interface Look {
  readonly state: "ok" | "bad" | "warn" | "now" | undefined;
  readonly icon: IconName;
}

/** How the word for a proposal's state looks. */
export function stateOf(status: ProposalStatusJson): Look {
  switch (status) {
    case "PROPOSAL_STATUS_SUBMITTED":
    case "PROPOSAL_STATUS_UNDER_REVIEW":
      return { state: "now", icon: "eye" };
    case "PROPOSAL_STATUS_RETURNED":
      return { state: "warn", icon: "back" };
    case "PROPOSAL_STATUS_ADMITTED":
      return { state: "ok", icon: "done" };
    case "PROPOSAL_STATUS_ON_THE_BALLOT":
      return { state: "ok", icon: "paper" };
    case "PROPOSAL_STATUS_REJECTED":
      return { state: "bad", icon: "remove" };
    case "PROPOSAL_STATUS_MERGED":
      return { state: undefined, icon: "link" };
    default:
      return { state: undefined, icon: "less" };
  }
}
