import assert from "node:assert/strict";
import { test } from "node:test";
import type { ScheduleJson } from "@urna/protocol/gen/urna/v1/processes_service_pb";
import type { PhaseJson } from "@urna/protocol/gen/urna/v1/resources_pb";
import type { Facts } from "../../src/staff/logic/facts.ts";
import { currentStep, type Step, type StepId, stepsOf } from "../../src/staff/logic/steps.ts";

const [eight, nine, ten] = ["2027-03-01T08:00:00Z", "2027-03-01T09:00:00Z", "2027-03-01T10:00:00Z"];
const evening = "2027-03-09T18:00:00Z";
const before = Date.parse("2027-02-01T00:00:00Z") / 1000;

function factsOf(phase: PhaseJson, schedule: ScheduleJson, authorities = ["Anne", "Bo", "Cléo"]): Facts {
  return {
    process: { name: "processes/paris", phase, openingTime: eight, closingTime: evening },
    mandates: 1, hasMandateDraft: false, calendar: undefined, form: undefined, areas: [], contests: [], electorates: [], registrars: [], trustees: [],
    authorities: authorities.map((displayName) => ({ displayName })), projects: new Map(), proposals: undefined, manifest: undefined, ceremony: undefined, count: undefined,
    schedule: { signaturesNeeded: Math.floor(authorities.length / 2) + 1, ...schedule },
  };
}

function stepOf(facts: Facts, id: StepId, now = before): Step {
  return stepsOf(facts, () => "", now).find((one) => one.id === id) as Step;
}

test("an opening that nobody has signed waits for as many authorities as it needs, at the planned time", () => {
  const { state, waits } = stepOf(factsOf("PHASE_SEALED", {}), "opening");
  assert.equal(state, "waiting");
  assert.deepEqual(waits.map(({ names, enough }) => [names, enough]), [[["Anne", "Bo", "Cléo"], 2]]);
  assert.equal(waits[0]?.command, `urna authority open --process paris --key authority.key --at ${eight}`);
});

test("who has signed is named, and who is still to sign is told to sign the same time", () => {
  const { facts, waits } = stepOf(factsOf("PHASE_SEALED", { openings: [{ time: nine, authorities: [1] }] }), "opening");
  assert.deepEqual(facts.map(({ say, with: values }) => [say, ...values]), [["opensAt", eight], ["signedFor", nine, "Bo"]]);
  assert.deepEqual(waits.map(({ names, enough }) => [names, enough]), [[["Anne", "Cléo"], 1]]);
  assert.match(waits[0]?.command ?? "", /--at 2027-03-01T09:00:00Z$/u);
});

test("authorities that signed different times are told that these do not count together", () => {
  const openings = [{ time: nine, authorities: [0] }, { time: ten, authorities: [2] }];
  const { facts, waits } = stepOf(factsOf("PHASE_SEALED", { openings }), "opening");
  assert.deepEqual(facts.map(({ say }) => say), ["opensAt", "signedFor", "signedFor", "timesDiffer"]);
  assert.deepEqual(waits[0]?.names, ["Bo", "Cléo"]);
  assert.match(waits[0]?.command ?? "", /--at 2027-03-01T09:00:00Z$/u);
});

test("the time that lacks least is the one to sign, and the first that enough have signed is the one that counts", () => {
  const five = ["Anne", "Bo", "Cléo", "Dora", "Emil"];
  const openings = [{ time: nine, authorities: [0] }, { time: ten, authorities: [2, 3] }];
  const open = stepOf(factsOf("PHASE_SEALED", { openings }, five), "opening");
  assert.deepEqual([open.waits[0]?.names, open.waits[0]?.enough], [["Anne", "Bo", "Emil"], 1]);
  const agreed = stepOf(factsOf("PHASE_SEALED", { openings: [{ time: nine, authorities: [0] }, { time: ten, authorities: [1, 2, 3] }] }, five), "opening");
  assert.deepEqual(agreed.facts, [{ say: "agreed", with: [ten] }]);
  assert.deepEqual(agreed.waits, []);
  assert.equal(agreed.state, "waiting");
  assert.equal(currentStep(stepsOf(factsOf("PHASE_SEALED", { openings: [{ time: ten, authorities: [1, 2, 3] }] }, five), () => "", before))?.id, "opening");
});

test("one authority that decides alone says a time only for one to come", () => {
  const command = (now: number) => stepOf(factsOf("PHASE_SEALED", {}, ["Anne"]), "opening", now).waits[0]?.command;
  assert.match(command(before) ?? "", /--at /u);
  assert.equal(command(Date.parse(nine as string) / 1000), "urna authority open --process paris --key authority.key");
});

test("the vote ends at an earlier closing that was agreed, and a closing before the opening never comes", () => {
  const openings = [{ time: nine, authorities: [0, 1] }];
  const midnight = "2027-03-05T00:00:00Z";
  const closings = [{ time: eight as string, authorities: [0, 1] }, { time: midnight, authorities: [1, 2] }];
  const facts = factsOf("PHASE_VOTING", { openings, closings });
  assert.deepEqual(stepOf(facts, "vote", Date.parse(ten as string) / 1000).facts, [{ say: "closesAt", with: [midnight] }]);
  assert.deepEqual(stepOf(facts, "closing", Date.parse(ten as string) / 1000).facts, [{ say: "agreed", with: [midnight] }]);
});

test("a vote whose time is over waits for the authorities that have not signed the closing", () => {
  const closings = [{ time: evening, authorities: [2] }];
  const { state, facts, waits } = stepOf(factsOf("PHASE_VOTING", { closings }), "closing", Date.parse(evening) / 1000 + 60);
  assert.equal(state, "waiting");
  assert.deepEqual(facts.map(({ say }) => say), ["overdue", "signedFor"]);
  assert.deepEqual([waits[0]?.names, waits[0]?.enough], [["Anne", "Bo"], 1]);
  assert.match(waits[0]?.command ?? "", /^urna authority close .* --at 2027-03-09T18:00:00Z$/u);
});

test("a trustee who opened a share and drew none of the lot is still waited for", () => {
  const trustees = [{ displayName: "Aïssa" }, { displayName: "Bruno" }];
  const stepWith = (lots: readonly number[]) => stepOf({
    ...factsOf("PHASE_CLOSED", {}), trustees, process: { name: "processes/paris", phase: "PHASE_MIXED", trusteeThreshold: 2, closingQuorum: 2 },
    count: {
      closingSignatures: [...[1, 2].map((index) => ({ role: "MANIFEST_ROLE_TRUSTEE", index }) as const), ...[0, 1].map((index) => ({ role: "MANIFEST_ROLE_AUTHORITY", index }) as const)],
      contests: [{ state: "COUNT_STATE_DECRYPTING", decryptors: [1, 2], lots: [...lots], needsLot: true }],
    },
  }, "decryptions");
  assert.deepEqual(stepWith([2]).waits.map(({ names }) => names), [["Aïssa"]]);
  assert.deepEqual(stepWith([]).waits.map(({ names }) => names), [["Aïssa", "Bruno"]]);
});
