import { untrack } from "svelte";
import { call } from "../api/call.js";
import { ApiError } from "../api/error.js";
import { fileText } from "../api/file.js";
import { readAll } from "../api/lists.js";
import {
  type Area, areaOf, type Calendar, calendarOf, type Category, type Contest, contestOf, type Electorate, electorateOf, type MandateVersion, mandateOf, type Process,
  processOf, type Project, projectOf, type Result,
} from "./model.js";
import { type Form, formOf } from "./proposals/parts/model.js";
import { ProjectList } from "./projects.svelte.js";

/** What may still change is asked again after a while, in milliseconds. */
const fresh = 60_000;
/** From then on nothing of a process changes but its phase. */
const fixed: ReadonlySet<Process["phase"]> = new Set(["SEALED", "VOTING", "CLOSED", "MIXED", "DECRYPTED", "TALLIED"]);

interface Kept {
  readonly value: Promise<unknown>;
  readonly since: number;
}

/**
 * What the pages of one process read, each thing once: whoever goes from page to page on a slow line waits once. What went wrong is forgotten, so
 * that the next try asks anew.
 */
export class ProcessReader {
  readonly #kept = new Map<string, Kept>();
  readonly #lists = new Map<string, ProjectList>();
  /** What is shown of it, and the same where nothing must follow it: a reading that depended on what it reads would begin anew. */
  #head = $state.raw<Process>();
  #known: Process | undefined;
  #proposed = $state.raw(false);

  constructor(readonly id: string) {}

  /** The resource name. */
  get name(): string {
    return `processes/${this.id}`;
  }

  /** The process as far as it is known, for what frames the pages; components that read it follow it. */
  get head(): Process | undefined {
    return this.#head;
  }

  /** Whether something was proposed, as far as it is known. */
  get isProposedTo(): boolean {
    return this.#proposed;
  }

  process(): Promise<Process> {
    return this.#once("process", async () => {
      const process = processOf(await call("Processes", "getProcess", { name: this.name }));
      if (this.#known !== undefined && this.#known.phase !== process.phase) for (const key of [...this.#kept.keys()]) if (key !== "process") this.#kept.delete(key);
      this.#known = this.#head = process;
      return process;
    });
  }

  /** Its last mandate; undefined where there is none. */
  mandate(): Promise<MandateVersion | undefined> {
    return this.#once("mandate", () => orNothing(async () => mandateOf(await call("Planning", "getMandate", { process: this.name }))));
  }

  /** Undefined where there is none: then the process alone says when people vote. */
  calendar(): Promise<Calendar | undefined> {
    return this.#once("calendar", () => orNothing(async () => calendarOf((await call("Planning", "getCalendar", { process: this.name })).calendar)));
  }

  areas(): Promise<readonly Area[]> {
    return this.#once("areas", async () =>
      (await readAll((pageToken) => call("Processes", "listAreas", { parent: this.name, pageSize: 1000, pageToken }), ({ areas }) => areas)).map(areaOf));
  }

  contests(): Promise<readonly Contest[]> {
    return this.#once("contests", async () =>
      (await readAll((pageToken) => call("Processes", "listContests", { parent: this.name, pageSize: 1000, pageToken }), ({ contests }) => contests)).map(contestOf));
  }

  electorates(): Promise<readonly Electorate[]> {
    return this.#once("electorates", async () =>
      (await readAll((pageToken) => call("Eligibility", "listElectorates", { parent: this.name, pageSize: 1000, pageToken }), ({ electorates }) => electorates)).map(electorateOf));
  }

  /** The projects of a contest as they come in. */
  projectList(contest: string): ProjectList {
    const key = `list ${contest}`;
    const kept = this.#kept.get(key);
    const list = this.#lists.get(contest);
    if (kept !== undefined && list !== undefined && this.#isGood(key, kept)) return list;
    const made = new ProjectList(this.name, contest);
    this.#lists.set(contest, made);
    this.#keep(key, made.whole);
    return made;
  }

  /** All projects of a contest, in the order of its ballot. */
  projects(contest: string): Promise<readonly Project[]> {
    return this.projectList(contest).whole;
  }

  /** All projects of all contests, for what depends on all of them, such as the hues of themes. */
  async allProjects(): Promise<readonly Project[]> {
    return (await Promise.all((await this.contests()).map(({ id }) => this.projects(id)))).flat();
  }

  /** Those projects of a contest that were read already. */
  knownProjects(contest: string): readonly Project[] {
    return this.#lists.get(contest)?.items ?? [];
  }

  /** All projects of these contests where every list was read already to its end; undefined else. */
  allKnown(contests: readonly Contest[]): readonly Project[] | undefined {
    const lists = contests.map(({ id }) => this.#lists.get(id));
    return lists.every((list) => list?.isWhole) ? lists.flatMap((list) => list?.items ?? []) : undefined;
  }

  /** One project: out of its list where that is there, else alone. */
  async project(contest: string, id: string): Promise<Project> {
    const found = untrack(() => this.knownProjects(contest)).find((one) => one.id === id);
    return found ?? this.#once(`project ${contest} ${id}`, async () => projectOf(await call("Projects", "getProject", { name: `${this.name}/contests/${contest}/projects/${id}` })));
  }

  /** What a proposal must say; undefined where the process takes none. */
  form(): Promise<Form | undefined> {
    return this.#once("form", async () => {
      const view = await orNothing(() => call("Planning", "getForm", { process: this.name }));
      return view?.form === undefined ? undefined : formOf(view.form);
    });
  }

  /** The categories of proposals; projects have their ids, or labels of their own. */
  async categories(): Promise<readonly Category[]> {
    return (await this.form())?.categories ?? [];
  }

  /**
   * What a contest came to; undefined while that is not published. The file of the bundle has it without the ballots, of which there may be
   * a hundred thousand.
   */
  async result(contest: Contest): Promise<Result | undefined> {
    if ((await this.process()).phase !== "TALLIED") return undefined;
    return this.#once(`result ${contest.id}`, async () => {
      const file = await fileText(`/bundle/${encodeURIComponent(this.id)}/result/${contest.number}.tally`);
      const { status, outcome } = JSON.parse(file) as { readonly status?: string; readonly outcome?: { readonly selected?: readonly string[] } };
      return { isCounted: status === "COUNTED", funded: outcome?.selected ?? [] };
    });
  }

  /** Whether there are proposals that everybody may see. */
  hasProposals(): Promise<boolean> {
    return this.#once("proposals", async () => {
      const first = await orNothing(() => call("Proposals", "listProposals", { parent: this.name, pageSize: 1 }));
      return (this.#proposed = (first?.proposals ?? []).length > 0);
    });
  }

  #once<Value>(key: string, read: () => Promise<Value>): Promise<Value> {
    const kept = this.#kept.get(key);
    if (kept !== undefined && this.#isGood(key, kept)) return kept.value as Promise<Value>;
    return this.#keep(key, read());
  }

  #keep<Value>(key: string, value: Promise<Value>): Promise<Value> {
    const kept = { value, since: performance.now() };
    this.#kept.set(key, kept);
    value.catch(() => {
      if (this.#kept.get(key) === kept) this.#kept.delete(key);
    });
    return value;
  }

  #isGood(key: string, kept: Kept): boolean {
    const mayChange = key === "process" || this.#known === undefined || !fixed.has(this.#known.phase);
    return !mayChange || performance.now() - kept.since < fresh;
  }
}

/** What was never published is nothing, and no fault. */
async function orNothing<Value>(read: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await read();
  } catch (problem) {
    if (problem instanceof ApiError && (problem.code === "not_found" || problem.reason === "NO_JOURNAL")) return undefined;
    throw problem;
  }
}

const readers = new Map<string, ProcessReader>();

/** The reader of a process: the same one for all pages. */
export function readerOf(process: string): ProcessReader {
  const known = readers.get(process);
  if (known !== undefined) return known;
  const made = new ProcessReader(process);
  readers.set(process, made);
  return made;
}
