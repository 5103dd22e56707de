import type { Findings } from "@urna/verifier";

/** What of an election says how much there is to do. */
export interface Extent {
  /** How many trustees mix and decrypt. */
  readonly threshold: number;
  /** Persons on its rolls. */
  readonly entitled: number;
}

/** How many rows the workers will have done when a step is over, for the steps that take long; 0 where that is not known or not worth telling. */
export function rowsOfStep(step: number, { records, mixed }: Findings, extent: Extent | undefined): number {
  const ballots = (mixed ?? []).reduce((sum, count) => sum + count, 0);
  switch (step) {
    case 6:
      return extent?.entitled ?? 0;
    case 7:
      return records ?? 0;
    case 8:
    case 9:
      return ballots * (extent?.threshold ?? 0);
    case 10:
      return ballots;
    default:
      return 0;
  }
}
