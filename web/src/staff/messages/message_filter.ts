import type { MessageStateJson, OccasionJson, OutboxMessageJson } from "@urna/protocol/gen/urna/v1/messages_service_pb";
import { occasionAt, occasionPath } from "./occasions.ts";

/** How messages stand, as somebody looks for them. */
export const stateIds = ["all", "waiting", "failed", "uncertain", "bounced", "sent"] as const;
export type StateId = (typeof stateIds)[number];

const states: Readonly<Record<StateId, readonly MessageStateJson[]>> = {
  all: [], waiting: ["MESSAGE_STATE_WAITING", "MESSAGE_STATE_SENDING"], failed: ["MESSAGE_STATE_FAILED"], uncertain: ["MESSAGE_STATE_UNCERTAIN"],
  bounced: ["MESSAGE_STATE_BOUNCED"], sent: ["MESSAGE_STATE_SENT"],
};

export function statesOf(id: StateId): readonly MessageStateJson[] {
  return states[id];
}

export interface MessageFilter {
  readonly state: StateId;
  readonly occasion: OccasionJson | "";
  /** One whole address, or none: the server keeps no other way to find one. */
  readonly address: string;
}

export function readFilter(query: URLSearchParams): MessageFilter {
  const state = stateIds.find((one) => one === query.get("state")) ?? "all";
  return { state, occasion: occasionAt(query.get("why") ?? "") ?? "", address: query.get("to") ?? "" };
}

export function writeFilter({ state, occasion, address }: MessageFilter): URLSearchParams {
  return new URLSearchParams([["state", state === "all" ? "" : state], ["why", occasion === "" ? "" : occasionPath(occasion)], ["to", address]].filter(([, value]) => value !== ""));
}

/** Whether it is still in the hands of the server, which can try again or forget it. */
export function isUnsent({ state }: OutboxMessageJson): boolean {
  return state === "MESSAGE_STATE_WAITING" || state === "MESSAGE_STATE_FAILED" || state === "MESSAGE_STATE_UNCERTAIN";
}
