import type { IconName } from "../../../design/icons.js";
import type { Status } from "./model.ts";

/** States as people tell them apart; several of the server's may be one of theirs. */
export const stateGroups = ["received", "returned", "studied", "kept", "refused", "merged", "withdrawn", "hidden"] as const;
export type StateGroup = (typeof stateGroups)[number];

export const statusesOf: Readonly<Record<StateGroup, readonly Status[]>> = {
  received: ["SUBMITTED"], returned: ["RETURNED"], studied: ["UNDER_REVIEW"], kept: ["ADMITTED", "ON_THE_BALLOT"], refused: ["REJECTED"], merged: ["MERGED"],
  withdrawn: ["WITHDRAWN"], hidden: ["HIDDEN"],
};

export function groupOf(status: Status): StateGroup | undefined {
  return stateGroups.find((group) => statusesOf[group].includes(status));
}

/** The sign and the colour of a state; its word is the page's. */
export function signOf(status: Status): { readonly state?: "ok" | "bad" | "warn" | "now"; readonly icon?: IconName } {
  switch (status) {
    case "UNDER_REVIEW":
      return { state: "now" };
    case "RETURNED":
      return { state: "warn", icon: "back" };
    case "ADMITTED":
    case "ON_THE_BALLOT":
      return { state: "ok", icon: status === "ADMITTED" ? "done" : "paper" };
    case "REJECTED":
      return { icon: "less" };
    case "MERGED":
      return { icon: "swap" };
    case "WITHDRAWN":
    case "HIDDEN":
      return { icon: "less" };
    default:
      return { icon: "clock" };
  }
}
