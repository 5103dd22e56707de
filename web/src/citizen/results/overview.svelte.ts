import { ApiError } from "../../api/error.js";
import { sum } from "../../money/scale.js";
import { liveReport } from "../../report/live.svelte.js";
import { supportOf, type Project, type Report } from "../../report/model.js";
import type { Contest } from "../model.js";

/** What is known of a contest: its report, that it is not published, or that it could not be read. */
export type Found = Report | "waiting" | "failed";

/** How many are asked for at a time. */
const atOnce = 3;

/** The results of all contests of a process, as they come in. */
export class Overview {
  readonly #process: string;
  readonly contests: readonly Contest[];
  #found = $state.raw<ReadonlyMap<string, Found>>(new Map());

  constructor(process: string, contests: readonly Contest[]) {
    this.#process = process;
    this.contests = contests;
  }

  /** By the contest's id; what is not there is on its way. */
  get found(): ReadonlyMap<string, Found> {
    return this.#found;
  }

  /** Reads all, a few at a time. */
  async read(): Promise<void> {
    const left = [...this.contests];
    const line = async (): Promise<void> => {
      for (let contest = left.shift(); contest !== undefined; contest = left.shift()) await this.readOne(contest);
    };
    await Promise.all(Array.from({ length: atOnce }, line));
  }

  async readOne({ id }: Contest): Promise<void> {
    const found: Found = await liveReport(this.#process, id).first().catch((problem: unknown) => (problem instanceof ApiError && problem.code === "failed_precondition" ? "waiting" : "failed"));
    this.#found = new Map([...this.#found, [id, found]]);
  }
}

/** What all contests came to that are there. */
export interface Totals {
  readonly there: number;
  readonly projects: readonly Project[];
  readonly envelope: bigint;
  readonly cost: bigint;
  readonly voters: number;
  readonly funded: number;
  /** In the order of the contests. */
  readonly costs: readonly bigint[];
  /** By theme, the most given first: the costs of its projects. None where there is but one. */
  readonly byTheme: readonly { readonly theme: string; readonly costs: readonly bigint[] }[];
  readonly hasSeveralThemes: boolean;
}

export function totalsOf(found: readonly Found[]): Totals {
  const reports = found.filter((one) => typeof one !== "string");
  const funded = reports.flatMap((report) => report.outcome?.funded ?? []);
  const byTheme = new Map<string, bigint[]>();
  const themesOf = ({ categories }: Project) => (categories.length > 0 ? categories : [""]);
  for (const report of reports) for (const project of report.projects) for (const theme of themesOf(project)) if (!byTheme.has(theme)) byTheme.set(theme, []);
  for (const project of funded.toSorted((a, b) => supportOf(b) - supportOf(a))) for (const theme of themesOf(project)) byTheme.get(theme)?.push(project.cost);
  const themes = [...byTheme].map(([theme, costs]) => ({ theme, costs }));
  return {
    there: reports.length,
    projects: reports.flatMap(({ projects }) => projects),
    envelope: sum(reports.map(({ envelope }) => envelope)),
    cost: sum(reports.map(({ outcome }) => outcome?.cost ?? 0n)),
    voters: reports.reduce((all, { voters, minimum }) => all + (minimum === undefined ? voters : 0), 0),
    funded: funded.length,
    costs: reports.map(({ outcome }) => outcome?.cost ?? 0n),
    byTheme: themes.length > 1 ? themes.toSorted((a, b) => Number(sum(b.costs) > sum(a.costs)) - Number(sum(b.costs) < sum(a.costs))) : [],
    hasSeveralThemes: funded.some(({ categories }) => categories.length > 1),
  };
}
