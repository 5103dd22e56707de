import assert from "node:assert/strict";
import { test } from "node:test";
import { hasRight, isServerAdministrator, type Right } from "../../src/staff/logic/rights.ts";

const all: readonly Right[] = ["read", "screen", "moderate", "edit", "conduct"];
const here = "processes/paris";

function rightsOf(role: "ADMINISTRATOR" | "AGENT" | "MODERATOR", process: string): readonly Right[] {
  return all.filter((right) => hasRight([{ role: `STAFF_ROLE_${role}`, process }], right, here));
}

test("a role opens what the table of the architecture says, and no more", () => {
  assert.deepEqual(rightsOf("ADMINISTRATOR", here), all);
  assert.deepEqual(rightsOf("AGENT", here), ["read", "screen", "edit"]);
  assert.deepEqual(rightsOf("MODERATOR", here), ["read", "screen", "moderate"]);
});

test("a grant holds in its process, or everywhere", () => {
  assert.deepEqual(rightsOf("AGENT", ""), ["read", "screen", "edit"]);
  for (const other of ["processes/pari", "processes/paris2", "processes"]) assert.deepEqual(rightsOf("ADMINISTRATOR", other), [], other);
});

test("grants add up; none opens nothing", () => {
  const grants = [{ role: "STAFF_ROLE_AGENT", process: here }, { role: "STAFF_ROLE_MODERATOR", process: "" }] as const;
  assert.deepEqual(all.filter((right) => hasRight(grants, right, here)), ["read", "screen", "moderate", "edit"]);
  assert.deepEqual(all.filter((right) => hasRight([], right, here)), []);
  assert.deepEqual(all.filter((right) => hasRight([{ role: "STAFF_ROLE_UNSPECIFIED" }], right, here)), []);
});

test("who administers one process administers no server", () => {
  assert.equal(isServerAdministrator([{ role: "STAFF_ROLE_ADMINISTRATOR", process: here }]), false);
  assert.equal(isServerAdministrator([{ role: "STAFF_ROLE_ADMINISTRATOR" }]), true);
  assert.equal(isServerAdministrator([{ role: "STAFF_ROLE_AGENT", process: "" }]), false);
});
