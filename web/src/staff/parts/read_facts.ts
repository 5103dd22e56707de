import type { ProposalFilterJson } from "@urna/protocol/gen/urna/v1/proposals_service_pb";
import { ApiError } from "../../api/error.js";
import { readAll } from "../../api/lists.js";
import type { Desk } from "../desk.svelte.js";
import { type Facts, isFrom, isUnfrozen, type ProposalCounts } from "../logic/facts.js";

/** Reads where a process stands: all of it, or with `isBrief` no more than who is waited for. */
export async function readFacts(desk: Desk, name: string): Promise<Facts> {
  const process = await desk.call("Processes", "getProcess", { name });
  const { phase } = process;
  const list = { parent: name, pageSize: 1000 } as const;
  const [mandates, hasMandateDraft, calendar, form, areas, contests, electorates, registrars, authorities, trustees, proposals, manifest, ceremony, schedule, count] = await Promise.all([
    desk.call("Planning", "listMandateVersions", { process: name }).then(({ versions }) => versions?.length ?? 0),
    isUnfrozen(phase) ? hasDraft(desk, name) : false,
    desk.call("Planning", "getCalendar", { process: name }).then((view) => view.calendar),
    desk.call("Planning", "getForm", { process: name }).then((view) => view.form),
    readAll((pageToken) => desk.call("Processes", "listAreas", { ...list, pageToken }), (page) => page.areas),
    readAll((pageToken) => desk.call("Processes", "listContests", { ...list, pageToken }), (page) => page.contests),
    readAll((pageToken) => desk.call("Eligibility", "listElectorates", { ...list, pageToken }), (page) => page.electorates),
    readAll((pageToken) => desk.call("Eligibility", "listRegistrars", { ...list, pageToken }), (page) => page.registrars),
    readAll((pageToken) => desk.call("Processes", "listAuthorities", { ...list, pageToken }), (page) => page.authorities),
    readAll((pageToken) => desk.call("Trustees", "listTrustees", { ...list, pageToken }), (page) => page.trustees),
    isFrom(phase, "PHASE_SUBMISSION") ? orNothing(countProposals(desk, name)) : undefined,
    isFrom(phase, "PHASE_SEALING") && !isFrom(phase, "PHASE_SEALED") ? desk.call("Processes", "getManifest", { name }) : undefined,
    isFrom(phase, "PHASE_SEALING") && !isFrom(phase, "PHASE_SEALED") ? desk.call("Trustees", "getCeremony", { process: name }) : undefined,
    isFrom(phase, "PHASE_SEALED") && !isFrom(phase, "PHASE_CLOSED") ? desk.call("Processes", "getSchedule", { name }) : undefined,
    isFrom(phase, "PHASE_CLOSED") ? desk.call("Trustees", "getCount", { process: name }) : undefined,
  ]);
  const projects = new Map(await Promise.all(contests.map(async ({ name: contest = "" }) => [contest, await countProjects(desk, contest)] as const)));
  return { process, mandates, hasMandateDraft, calendar, form, areas, contests, electorates, registrars, authorities, trustees, projects, proposals, manifest, ceremony, schedule, count };
}

/** How many proposals stand where, without reading them. */
export async function countProposals(desk: Desk, parent: string): Promise<ProposalCounts> {
  const maySeeUnscreened = desk.may("screen", parent);
  const count = (filter: ProposalFilterJson) => desk.call("Proposals", "listProposals", { parent, filter, pageSize: 1 }).then(({ totalSize }) => totalSize ?? 0);
  const [total, toScreen, open, returned, unlisted] = await Promise.all([
    count({}),
    maySeeUnscreened ? count({ awaitsScreening: true }) : undefined,
    count({ statuses: ["PROPOSAL_STATUS_SUBMITTED", "PROPOSAL_STATUS_RETURNED", "PROPOSAL_STATUS_UNDER_REVIEW"] }),
    count({ statuses: ["PROPOSAL_STATUS_RETURNED"] }),
    count({ statuses: ["PROPOSAL_STATUS_ADMITTED"] }),
  ]);
  return { total, toScreen, open, returned, unlisted };
}

/** Whether a mandate waits to be published; who may not prepare it does not know. */
async function hasDraft(desk: Desk, process: string): Promise<boolean> {
  if (!desk.may("edit", process)) return false;
  const { version, mandate } = await desk.call("Planning", "getMandateDraft", { process });
  return (version ?? 0) === 0 && mandate !== undefined;
}

async function countProjects(desk: Desk, parent: string): Promise<number> {
  return (await readAll((pageToken) => desk.call("Projects", "listProjects", { parent, pageSize: 1000, pageToken }), (page) => page.projects)).length;
}

/** Undefined where a process of before there were journals has no such thing. */
async function orNothing<Value>(reading: Promise<Value>): Promise<Value | undefined> {
  try {
    return await reading;
  } catch (problem) {
    if (problem instanceof ApiError && problem.reason === "NO_JOURNAL") return undefined;
    throw problem;
  }
}
