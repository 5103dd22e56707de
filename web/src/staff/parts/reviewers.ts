import type { AccessTokenJson } from "@urna/protocol/gen/urna/v1/administration_service_pb";
import type { Desk } from "../desk.svelte.js";

/**
 * To whom proposals of a process can be given, oneself first where one has a token: the server gives proposals to no account. Who administers the server knows all tokens; others know those that review here
 * already, for the server gives them no list of their colleagues.
 */
export function reviewersOf(desk: Desk, process: string, assignees: readonly string[]): readonly string[] {
  const known = desk.tokens?.filter((token) => mayReview(token, process)).map((token) => token.name ?? "") ?? [...new Set(assignees)].filter((one) => one !== "");
  const own = desk.ownToken;
  return [...(own === "" ? [] : [own]), ...known.filter((one) => one !== own).toSorted((a, b) => desk.nameOf(a).localeCompare(desk.nameOf(b)))];
}

function mayReview(token: AccessTokenJson, process: string): boolean {
  if (token.revokeTime !== undefined || (token.expireTime !== undefined && Date.parse(token.expireTime) <= Date.now())) return false;
  return (token.grants ?? []).some((grant) => (grant.role === "STAFF_ROLE_ADMINISTRATOR" || grant.role === "STAFF_ROLE_AGENT") && ["", process].includes(grant.process ?? ""));
}
