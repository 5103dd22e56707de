import type { Area, Calendar, Category, Contest, Process, Result } from "../model.js";
import type { Stage } from "../plain/stage.js";

/** What is known of a process beside its projects, to show them. */
export interface Catalogue {
  readonly process: Process;
  readonly stage: Stage;
  readonly calendar: Calendar | undefined;
  readonly contests: readonly Contest[];
  readonly areas: readonly Area[];
  readonly categories: readonly Category[];
  /** By the id of the contest; empty before the count is over. */
  readonly results: ReadonlyMap<string, Result>;
  /** Unix seconds. */
  readonly now: number;
}
