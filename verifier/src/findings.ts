/** What the steps have found, in numbers, for whoever says it in words of their own; those of a step are there once it holds. */
export interface Findings {
  /** In the folder. */
  readonly files?: number;
  /** In the log. */
  readonly records?: number;
  /** Unix seconds. */
  readonly openTime?: number;
  readonly closeTime?: number;
  /** Persons on the rolls. */
  readonly entitled?: number;
  readonly ballots?: BallotFindings;
  /** Of each contest, how many ballots are mixed. */
  readonly mixed?: readonly number[];
  /** Absent where the election is of before there were journals. */
  readonly journal?: JournalFindings;
}

/** What became of all ballots: `cast` is the sum of the others. */
export interface BallotFindings {
  readonly cast: number;
  readonly refused: number;
  readonly replaced: number;
  readonly cancelled: number;
  /** One of each voter in each contest. */
  readonly selected: number;
}

export interface JournalFindings {
  readonly acts: number;
  readonly proposals: number;
  /** Documents, by whether they can be read. */
  readonly readable: number;
  readonly withheld: number;
  readonly erased: number;
}
