import type { GrantJson, StaffRoleJson } from "@urna/protocol/gen/urna/v1/administration_service_pb";
import type { AccountJson } from "@urna/protocol/gen/urna/v1/people_service_pb";

/**
 * What a role opens within its scope (docs/architecture.md, "Who may do what"): seeing drafts; letting be seen what nobody has looked through; hiding and
 * restoring; preparing and reviewing; deciding what binds: parties, calendar, form, phases, appeals, freezing, sealing.
 */
export type Right = "read" | "screen" | "moderate" | "edit" | "conduct";
type Grants = readonly GrantJson[];

const opens: Readonly<Record<StaffRoleJson, readonly Right[]>> = {
  STAFF_ROLE_UNSPECIFIED: [],
  STAFF_ROLE_ADMINISTRATOR: ["read", "screen", "moderate", "edit", "conduct"],
  STAFF_ROLE_AGENT: ["read", "screen", "edit"],
  STAFF_ROLE_MODERATOR: ["read", "screen", "moderate"],
  STAFF_ROLE_POLLING_OFFICER: ["read"],
  STAFF_ROLE_REGISTRAR: ["read"],
  STAFF_ROLE_TRUSTEE: ["read"],
  STAFF_ROLE_AUTHORITY: ["read"],
};

/** `process` is a resource name. */
export function hasRight(grants: Grants, right: Right, process: string): boolean {
  return grants.some((grant) => ((grant.process ?? "") === "" || grant.process === process) && opens[grant.role ?? "STAFF_ROLE_UNSPECIFIED"].includes(right));
}

/** Whether the whole server is administered: processes are created, tokens are made. */
export function isServerAdministrator(grants: Grants): boolean {
  return grants.some((grant) => grant.role === "STAFF_ROLE_ADMINISTRATOR" && (grant.process ?? "") === "");
}

/** What an account may do: by hand, and by what its provider claims. */
export function grantsOf({ grants = [], claimedGrants = [] }: AccountJson): readonly GrantJson[] {
  return [...grants, ...claimedGrants];
}
