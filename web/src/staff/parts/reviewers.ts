import type { AccessTokenJson } from "@urna/protocol/gen/urna/v1/administration_service_pb";
import type { AccountJson } from "@urna/protocol/gen/urna/v1/people_service_pb";
import { grantsOf } from "../logic/rights.js";
import type { Desk } from "../desk.svelte.js";

/**
 * To whom proposals of a process can be given, oneself first. Who administers the server knows all tokens and accounts; others know those that review
 * here already, for the server gives them no list of their colleagues.
 */
export function reviewersOf(desk: Desk, process: string, assignees: readonly string[]): readonly string[] {
  const known = desk.colleagues?.filter((one) => mayReview(one, process)).map((one) => one.name ?? "") ?? [...new Set(assignees)].filter((one) => one !== "");
  const own = desk.self;
  return [...(own === "" ? [] : [own]), ...known.filter((one) => one !== own).toSorted((a, b) => desk.nameOf(a).localeCompare(desk.nameOf(b)))];
}

function mayReview(one: AccessTokenJson | AccountJson, process: string): boolean {
  const token = one as AccessTokenJson;
  if (token.revokeTime !== undefined || (token.expireTime !== undefined && Date.parse(token.expireTime) <= Date.now())) return false;
  const grants = "claimedGrants" in one ? grantsOf(one) : (one.grants ?? []);
  return grants.some((grant) => (grant.role === "STAFF_ROLE_ADMINISTRATOR" || grant.role === "STAFF_ROLE_AGENT") && ["", process].includes(grant.process ?? ""));
}
