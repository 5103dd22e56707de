/** When a log is looked at again, in milliseconds. */
export interface Pace {
  /** While people vote. */
  readonly busy: number;
  /** Before and after. */
  readonly calm: number;
  /** After a look that came to nothing, twice as long each time. */
  readonly retry: number;
  readonly most: number;
}

export const usualPace: Pace = { busy: 30_000, calm: 300_000, retry: 10_000, most: 600_000 };

/**
 * How long to wait before the next look, after so many in a row that came to nothing. `random` is from 0 to 1: observers that began together do not
 * all come back together.
 */
export function waitFor(pace: Pace, isOpen: boolean, failures: number, random: number): number {
  const base = failures === 0 ? (isOpen ? pace.busy : pace.calm) : Math.min(pace.retry * 2 ** (failures - 1), pace.most);
  return Math.round(base * (0.9 + 0.2 * random));
}
