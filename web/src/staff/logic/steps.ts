import type { ManifestSignatureJson } from "@urna/protocol/gen/urna/v1/processes_service_pb";
import type { ContestCountJson } from "@urna/protocol/gen/urna/v1/trustees_service_pb";
import { authoritiesNeeded, closingQuorum, type Facts, isFrom, isUnfrozen, type Read, registrarsNeeded } from "./facts.ts";
import { type Agreement, agreementsOf } from "./signed_times.ts";

/** The steps of a year, in their order. */
export const stepIds = [
  "mandate", "calendar", "form", "areas", "contests", "electorates", "parties", "proposals", "projects", "rolls", "freeze", "keys",
  "signatures", "seal", "opening", "vote", "closing", "closingSigned", "mixes", "decryptions", "tally",
] as const;
export type StepId = (typeof stepIds)[number];

/** `now` is for the staff to do, `waiting` for others; `missing` lacks something; `left` was left out for good. */
export type StepState = "done" | "now" | "waiting" | "missing" | "later" | "left";

/** A sentence, by its name in the words, with what stands in it. */
export interface Line {
  readonly say: LineName;
  readonly with: readonly string[];
}
export type LineName =
  | "mandateVersions" | "mandateDraft" | "noMandate" | "noCalendar" | "noVotingTimes" | "noForm" | "count" | "none" | "noEnvelope"
  | "nobodyVotes" | "registrarsShort" | "authoritiesShort" | "trusteesShort" | "noThreshold" | "toScreen" | "open" | "returned" | "unlisted" | "total"
  | "noProjects" | "noRoll" | "slots" | "round" | "complaint" | "signaturesMissing" | "opensAt" | "closesAt" | "overdue" | "signedFor" | "timesDiffer" | "agreed"
  | "trusteesStill" | "authoritiesStill" | "mixesStill" | "decryptionsStill" | "tallyStill" | "noProposals";

/** Who is waited for, and the command that they run on their own machine. */
export interface Waiting {
  readonly role: "registrar" | "trustee" | "authority";
  readonly names: readonly string[];
  /** How many of them are enough; all where left out. */
  readonly enough?: number;
  readonly command: string;
}

export interface Step {
  readonly id: StepId;
  readonly state: StepState;
  /** How it stands. */
  readonly facts: readonly Line[];
  /** What is missing. */
  readonly missing: readonly Line[];
  readonly waits: readonly Waiting[];
}

const line = (say: LineName, ...values: readonly (string | number)[]): Line => ({ say, with: values.map(String) });
const step = (id: StepId, state: StepState, more: Partial<Omit<Step, "id" | "state">> = {}): Step => ({ id, state, facts: more.facts ?? [], missing: more.missing ?? [], waits: more.waits ?? [] });

/** Where a process stands, step by step. `read` reads a text of it in the reader's language, `now` is in Unix seconds. */
export function stepsOf(facts: Facts, read: Read, now: number): readonly Step[] {
  const { process } = facts;
  const isFrozen = !isUnfrozen(process.phase);
  const prepared = (id: StepId, isThere: boolean, known: readonly Line[], missing: readonly Line[]): Step => {
    if (isFrozen) return step(id, isThere ? "done" : "left", { facts: known });
    return missing.length > 0 ? step(id, "missing", { facts: known, missing }) : step(id, "done", { facts: known });
  };
  return [
    mandateStep(facts, prepared),
    calendarStep(facts, prepared),
    prepared("form", facts.form !== undefined, facts.form === undefined ? [] : [line("count", facts.form.fields?.length ?? 0, "form")], facts.form === undefined ? [line("noForm")] : []),
    listed("areas", facts.areas.length, prepared),
    contestsStep(facts, read, prepared),
    electoratesStep(facts, read, prepared),
    partiesStep(facts, prepared),
    proposalsStep(facts),
    projectsStep(facts, read, prepared),
    rollsStep(facts, read),
    step("freeze", isFrozen ? "done" : lacksNothing(facts) ? "now" : "later"),
    keysStep(facts),
    signaturesStep(facts),
    step("seal", isFrom(process.phase, "PHASE_SEALED") ? "done" : allSigned(facts) ? "now" : "later"),
    ...voteSteps(facts, now),
    ...countSteps(facts),
  ];
}

/** What goes on: proposals or the vote while they are open, else the first step that is not behind the process. */
export function currentStep(steps: readonly Step[]): Step | undefined {
  const open = steps.find(({ id, state }) => state === "now" && (id === "proposals" || id === "vote"));
  return open ?? steps.find(({ state }) => state === "now" || state === "waiting" || state === "missing");
}

type Prepared = (id: StepId, isThere: boolean, known: readonly Line[], missing: readonly Line[]) => Step;

function listed(id: StepId, count: number, prepared: Prepared): Step {
  return prepared(id, count > 0, count > 0 ? [line("count", count, id)] : [], count > 0 ? [] : [line("none")]);
}

function mandateStep({ mandates, hasMandateDraft }: Facts, prepared: Prepared): Step {
  const known = [...(mandates > 0 ? [line("mandateVersions", mandates)] : []), ...(hasMandateDraft ? [line("mandateDraft")] : [])];
  return prepared("mandate", mandates > 0, known, mandates > 0 ? [] : [line("noMandate")]);
}

function calendarStep({ calendar, process }: Facts, prepared: Prepared): Step {
  const missing = [
    ...(calendar === undefined ? [line("noCalendar")] : []),
    ...(process.openingTime === undefined || process.closingTime === undefined ? [line("noVotingTimes")] : []),
  ];
  return prepared("calendar", calendar !== undefined, calendar === undefined ? [] : [line("count", calendar.windows?.length ?? 0, "calendar")], missing);
}

function contestsStep({ contests }: Facts, read: Read, prepared: Prepared): Step {
  if (contests.length === 0) return listed("contests", 0, prepared);
  const broke = contests.filter((contest) => (contest.budget ?? "0") === "0").map((contest) => line("noEnvelope", read(contest.title)));
  return prepared("contests", true, [line("count", contests.length, "contests")], broke);
}

function electoratesStep({ contests, electorates }: Facts, read: Read, prepared: Prepared): Step {
  if (electorates.length === 0) return listed("electorates", 0, prepared);
  const votable = new Set(electorates.flatMap((one) => one.contests ?? []));
  const forgotten = contests.filter((contest) => !votable.has(contest.name ?? "")).map((contest) => line("nobodyVotes", read(contest.title)));
  return prepared("electorates", true, [line("count", electorates.length, "electorates")], forgotten);
}

/** What is short of registrars, authorities and trustees. */
function lackingParties({ process, registrars, authorities, trustees, electorates }: Facts): Line[] {
  const out: Line[] = [];
  const registrarsAsked = registrarsNeeded(process, electorates);
  const authoritiesAsked = authoritiesNeeded(process, authorities.length);
  const threshold = process.trusteeThreshold ?? 0;
  if (registrars.length < registrarsAsked) out.push(line("registrarsShort", registrarsAsked, registrars.length));
  if (authorities.length < authoritiesAsked) out.push(line("authoritiesShort", authoritiesAsked, authorities.length));
  if (threshold < 1) out.push(line("noThreshold"));
  else if (trustees.length < threshold) out.push(line("trusteesShort", threshold, trustees.length));
  return out;
}

function partiesStep(facts: Facts, prepared: Prepared): Step {
  const all = facts.registrars.length + facts.authorities.length + facts.trustees.length;
  return prepared("parties", all > 0, all > 0 ? [line("count", all, "parties")] : [], lackingParties(facts));
}

function proposalsStep({ process, proposals }: Facts): Step {
  if (!isFrom(process.phase, "PHASE_SUBMISSION")) return step("proposals", "later");
  const known = proposals === undefined || proposals.total === 0 ? [line("noProposals")] : [line("total", proposals.total)];
  if (!isUnfrozen(process.phase)) return step("proposals", proposals === undefined || proposals.total === 0 ? "left" : "done", { facts: known });
  const studied = (proposals?.open ?? 0) - (proposals?.returned ?? 0);
  const open = [
    ...((proposals?.toScreen ?? 0) > 0 ? [line("toScreen", proposals?.toScreen ?? 0)] : []),
    ...(studied > 0 ? [line("open", studied)] : []),
    ...((proposals?.returned ?? 0) > 0 ? [line("returned", proposals?.returned ?? 0)] : []),
    ...((proposals?.unlisted ?? 0) > 0 ? [line("unlisted", proposals?.unlisted ?? 0)] : []),
  ];
  const isOver = open.length === 0 && isFrom(process.phase, "PHASE_REVIEW");
  return step("proposals", isOver ? "done" : "now", { facts: [...known, ...open] });
}

function projectsStep({ contests, projects, process, proposals }: Facts, read: Read, prepared: Prepared): Step {
  const total = [...projects.values()].reduce((sum, count) => sum + count, 0);
  const empty = contests.filter((contest) => (projects.get(contest.name ?? "") ?? 0) === 0).map((contest) => line("noProjects", read(contest.title)));
  // While citizens propose, lists are empty because they are still to come.
  const isAwaited = isFrom(process.phase, "PHASE_SUBMISSION") && isUnfrozen(process.phase) && (proposals?.open ?? 0) > 0;
  if (isAwaited || contests.length === 0) return step("projects", isUnfrozen(process.phase) ? "later" : "left", { facts: total > 0 ? [line("count", total, "projects")] : [], missing: isAwaited ? empty : [] });
  return prepared("projects", total > 0, [line("count", total, "projects")], empty);
}

function rollsStep({ process, electorates, registrars }: Facts, read: Read): Step {
  const id = "rolls";
  if (electorates.length === 0) return step(id, "later");
  const slots = electorates.reduce((sum, one) => sum + Number(one.slots ?? "0"), 0);
  const known = slots > 0 ? [line("slots", slots)] : [];
  if (!isUnfrozen(process.phase)) return step(id, "done", { facts: known });
  const without = electorates.filter((one) => (one.rollSha256 ?? "") === "");
  if (without.length === 0) return step(id, "done", { facts: known });
  const missing = without.map((one) => line("noRoll", read(one.title), (one.partSha256 ?? []).filter((part) => part !== "").length, one.codeRegistrars ?? 1));
  const waited = new Set(without.flatMap((one) => Array.from({ length: one.codeRegistrars ?? 1 }, (_, j) => ((one.partSha256 ?? [])[j] ?? "") === "" ? j : -1)).filter((j) => j >= 0));
  const names = [...waited].sort().flatMap((j) => (registrars[j] === undefined ? [] : [nameOf(registrars[j] as { name?: string; displayName?: string })]));
  const processId = idIn(process.name);
  const waits: Waiting[] = names.length === 0 ? [] : [{
    role: "registrar", names,
    command: `urna registrar upload --process ${processId} --key registrar.key --registrar ${idIn(registrars[[...waited].sort()[0] ?? 0]?.name)} --parts letters --election-id ${hexOf(process.electionId)}`,
  }];
  return step(id, names.length === 0 ? "missing" : "waiting", { facts: known, missing, waits });
}

function lacksNothing(facts: Facts): boolean {
  const { process, contests, electorates, projects, proposals } = facts;
  const votable = new Set(electorates.flatMap((one) => one.contests ?? []));
  return process.openingTime !== undefined && process.closingTime !== undefined && contests.length > 0 && electorates.length > 0
    && lackingParties(facts).length === 0 && contests.every((one) => (projects.get(one.name ?? "") ?? 0) > 0 && votable.has(one.name ?? ""))
    && electorates.every((one) => (one.rollSha256 ?? "") !== "") && (proposals?.open ?? 0) === 0 && (proposals?.unlisted ?? 0) === 0;
}

/** Trustees whose message of the ceremony's round is missing, by their place from 0. */
function awaitedOf(messages: readonly string[] | undefined, trustees: number): number[] {
  return Array.from({ length: trustees }, (_, i) => i).filter((i) => ((messages ?? [])[i] ?? "") === "");
}

function keysStep({ process, ceremony, trustees }: Facts): Step {
  if (isUnfrozen(process.phase)) return step("keys", "later");
  if (ceremony === undefined || ceremony.state === "CEREMONY_STATE_DONE") return step("keys", "done");
  if (ceremony.state === "CEREMONY_STATE_ABORTED") {
    const complaints = (ceremony.complaints ?? []).map((one) => line("complaint", nameOf(trustees[(one.complainant ?? 1) - 1]), nameOf(trustees[(one.accused ?? 1) - 1])));
    return step("keys", "missing", { missing: complaints });
  }
  const rounds = { CEREMONY_STATE_COMMITTING: ceremony.commitments, CEREMONY_STATE_REVEALING: ceremony.reveals, CEREMONY_STATE_CONFIRMING: ceremony.confirmations } as const;
  const states = Object.keys(rounds) as (keyof typeof rounds)[];
  const round = Math.max(0, states.indexOf(ceremony.state as keyof typeof rounds));
  const awaited = awaitedOf(rounds[states[round] as keyof typeof rounds], trustees.length);
  return step("keys", "waiting", {
    facts: [line("round", round + 1)],
    waits: [{ role: "trustee", names: awaited.map((i) => nameOf(trustees[i])), command: `urna trustee ceremony --process ${idIn(process.name)} --key trustee.key` }],
  });
}

/** Who has not signed the manifest yet, by role. */
export function unsigned(facts: Facts): Readonly<Record<"registrar" | "trustee" | "authority", readonly string[]>> {
  const has = (role: ManifestSignatureJson["role"], index: number) => (facts.manifest?.signatures ?? []).some((one) => one.role === role && (one.index ?? 0) === index);
  return {
    registrar: facts.registrars.filter((_, i) => !has("MANIFEST_ROLE_REGISTRAR", i)).map(nameOf),
    trustee: facts.trustees.filter((_, i) => !has("MANIFEST_ROLE_TRUSTEE", i + 1)).map(nameOf),
    authority: facts.authorities.filter((_, i) => !has("MANIFEST_ROLE_AUTHORITY", i)).map(nameOf),
  };
}

function allSigned(facts: Facts): boolean {
  return (facts.manifest?.manifestHash ?? "") !== "" && Object.values(unsigned(facts)).every((names) => names.length === 0);
}

function signaturesStep(facts: Facts): Step {
  const { process } = facts;
  if (isFrom(process.phase, "PHASE_SEALED")) return step("signatures", "done");
  if (isUnfrozen(process.phase) || facts.ceremony?.state !== "CEREMONY_STATE_DONE") return step("signatures", "later");
  const missing = unsigned(facts);
  const id = idIn(process.name);
  const commands = {
    registrar: `urna registrar approve --process ${id} --key registrar.key --parts letters`,
    trustee: `urna trustee approve --process ${id} --key trustee.key`,
    authority: `urna authority approve --process ${id} --key authority.key`,
  } as const;
  const waits = (["registrar", "trustee", "authority"] as const).filter((role) => missing[role].length > 0).map((role): Waiting => ({ role, names: missing[role], command: commands[role] }));
  const count = waits.reduce((sum, one) => sum + one.names.length, 0);
  return count === 0 ? step("signatures", "done") : step("signatures", "waiting", { facts: [line("signaturesMissing", count)], waits });
}

/** Who still has to sign the time of an opening or a closing, with the time that fits those who have. */
function signing({ process, authorities }: Facts, verb: "open" | "close", { signed, agreed, nearest }: Agreement, needed: number, now: number): { facts: Line[]; waits: Waiting[] } {
  if (agreed !== undefined) return { facts: [line("agreed", agreed.time)], waits: [] };
  const planned = verb === "open" ? process.openingTime : process.closingTime;
  const isAhead = planned !== undefined && Date.parse(planned) / 1000 > now;
  // Authorities that must agree sign one second, and two that sign "now" never do.
  const at = nearest?.time ?? (needed > 1 || isAhead ? planned : undefined);
  const has = nearest?.authorities ?? [];
  return {
    facts: [...signed.map((one) => line("signedFor", one.time, ...one.authorities.map((i) => nameOf(authorities[i])))), ...(signed.length > 1 ? [line("timesDiffer")] : [])],
    waits: [{
      role: "authority", names: authorities.filter((_, i) => !has.includes(i)).map(nameOf), enough: needed - has.length,
      command: `urna authority ${verb} --process ${idIn(process.name)} --key authority.key${at === undefined ? "" : ` --at ${at}`}`,
    }],
  };
}

function voteSteps(facts: Facts, now: number): Step[] {
  const { process, authorities, schedule } = facts;
  const { phase } = process;
  const needed = schedule?.signaturesNeeded ?? authoritiesNeeded(process, authorities.length);
  const agreements = agreementsOf(schedule, needed);
  const opens = process.openingTime === undefined ? [] : [line("opensAt", process.openingTime)];
  const closes = agreements.closing.agreed?.time ?? process.closingTime;
  const vote = closes === undefined ? [] : [line("closesAt", closes)];
  if (isFrom(phase, "PHASE_CLOSED")) return [step("opening", "done"), step("vote", "done"), step("closing", "done")];
  if (!isFrom(phase, "PHASE_SEALED")) return [step("opening", "later", { facts: opens }), step("vote", "later", { facts: vote }), step("closing", "later")];
  const closing = signing(facts, "close", agreements.closing, needed, now);
  if (!isFrom(phase, "PHASE_VOTING")) {
    const opening = signing(facts, "open", agreements.opening, needed, now);
    return [
      step("opening", "waiting", { facts: agreements.opening.agreed === undefined ? [...opens, ...opening.facts] : opening.facts, waits: opening.waits }),
      step("vote", "later", { facts: vote }),
      step("closing", "later", { facts: closing.facts }),
    ];
  }
  const isOver = process.closingTime !== undefined && Date.parse(process.closingTime) / 1000 <= now;
  return [
    step("opening", "done"),
    step("vote", isOver ? "done" : "now", { facts: vote }),
    step("closing", isOver ? "waiting" : "later", { facts: [...(isOver ? [line("overdue")] : []), ...closing.facts], waits: closing.waits }),
  ];
}

function countSteps(facts: Facts): Step[] {
  const { process, count, trustees, authorities } = facts;
  if (!isFrom(process.phase, "PHASE_CLOSED") || count === undefined) {
    const state = isFrom(process.phase, "PHASE_TALLIED") ? "done" : "later";
    return (["closingSigned", "mixes", "decryptions", "tally"] as const).map((id) => step(id, state));
  }
  const id = idIn(process.name);
  const signatures = count.closingSignatures ?? [];
  const signedBy = (role: ManifestSignatureJson["role"]) => signatures.filter((one) => one.role === role).map((one) => one.index ?? 0);
  const byTrustees = signedBy("MANIFEST_ROLE_TRUSTEE");
  const byAuthorities = signedBy("MANIFEST_ROLE_AUTHORITY");
  const trusteesStill = Math.max(0, closingQuorum(process, trustees.length) - byTrustees.length);
  const authoritiesStill = Math.max(0, authoritiesNeeded(process, authorities.length) - byAuthorities.length);
  const isSigned = trusteesStill + authoritiesStill === 0;
  const closingSigned = isSigned ? step("closingSigned", "done") : step("closingSigned", "waiting", {
    facts: [...(trusteesStill > 0 ? [line("trusteesStill", trusteesStill)] : []), ...(authoritiesStill > 0 ? [line("authoritiesStill", authoritiesStill)] : [])],
    waits: [
      ...(trusteesStill > 0 ? [{ role: "trustee", enough: trusteesStill, names: trustees.filter((_, i) => !byTrustees.includes(i + 1)).map(nameOf), command: `urna trustee close --process ${id} --key trustee.key` } as const] : []),
      ...(authoritiesStill > 0 ? [{ role: "authority", enough: authoritiesStill, names: authorities.filter((_, i) => !byAuthorities.includes(i)).map(nameOf), command: `urna authority sign-closing --process ${id} --key authority.key` } as const] : []),
    ],
  });
  return [closingSigned, ...contestSteps(facts, count.contests ?? [], isSigned)];
}

/** Trustees who have opened their share, and drawn theirs of the lot where one is needed: one command does both. */
function decrypted({ decryptors = [], lots = [], needsLot = false }: ContestCountJson): readonly number[] {
  return needsLot ? decryptors.filter((trustee) => lots.includes(trustee)) : decryptors;
}

function contestSteps({ process, trustees }: Facts, contests: readonly ContestCountJson[], isSigned: boolean): Step[] {
  const id = idIn(process.name);
  const threshold = process.trusteeThreshold ?? 1;
  const inState = (state: ContestCountJson["state"]) => contests.filter((one) => one.state === state);
  const without = (done: readonly (readonly number[] | undefined)[]) => trustees.filter((_, i) => done.some((list) => !(list ?? []).includes(i + 1))).map(nameOf);
  const make = (stepId: StepId, open: readonly ContestCountJson[], isReached: boolean, say: LineName, names: readonly string[], verb: string, enough: number): Step => {
    if (open.length > 0 && isSigned) return step(stepId, "waiting", { facts: [line(say, open.length)], waits: [{ role: "trustee", names, enough, command: `urna trustee ${verb} --process ${id} --key trustee.key` }] });
    return step(stepId, isReached ? "done" : "later");
  };
  const mixing = inState("COUNT_STATE_MIXING");
  const decrypting = inState("COUNT_STATE_DECRYPTING");
  const tallying = inState("COUNT_STATE_TALLYING");
  const areMixed = isSigned && mixing.length === 0;
  const areDecrypted = areMixed && decrypting.length === 0;
  return [
    make("mixes", mixing, areMixed, "mixesStill", without(mixing.map((one) => one.mixers)), "mix", threshold),
    make("decryptions", decrypting, areDecrypted, "decryptionsStill", without(decrypting.map(decrypted)), "decrypt", threshold),
    make("tally", tallying, areDecrypted && tallying.length === 0 && contests.length > 0, "tallyStill", trustees.map(nameOf), "tally", 1),
  ];
}

/** What a party is called: its name for people, else its id. */
export function nameOf(party: { readonly name?: string; readonly displayName?: string } | undefined): string {
  return (party?.displayName ?? "") !== "" ? (party?.displayName as string) : idIn(party?.name);
}

export function idIn(name: string | undefined): string {
  return (name ?? "").slice((name ?? "").lastIndexOf("/") + 1);
}

/** Base64 of the API as the hexadecimal digits of the commands. */
export function hexOf(base64: string | undefined): string {
  return Array.from(atob(base64 ?? ""), (char) => char.charCodeAt(0).toString(16).padStart(2, "0")).join("");
}
