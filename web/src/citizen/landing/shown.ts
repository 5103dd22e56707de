import type { Area, Calendar, Contest, Electorate, MandateVersion, Process, Result } from "../model.js";
import type { Stage } from "../plain/stage.js";

/** What the parts of the page show, read together. */
export interface Shown {
  readonly process: Process;
  readonly stage: Stage;
  readonly mandate: MandateVersion | undefined;
  readonly calendar: Calendar | undefined;
  readonly contests: readonly Contest[];
  readonly areas: readonly Area[];
  readonly electorates: readonly Electorate[];
  /** Whether there are proposals to read. */
  readonly isProposedTo: boolean;
  /** What each contest came to, in their order; empty before the count is over. */
  readonly results: readonly (Result | undefined)[];
  /** All the money, in minor units. */
  readonly envelope: bigint;
  /** Unix seconds. */
  readonly now: number;
}
