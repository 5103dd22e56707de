/** A rule, in a table of rule against rule. */
export interface MatrixColumn {
  readonly id: string;
  readonly name: string;
  /** Said below the name; "the rule of this vote" for that which counted. */
  readonly note?: string;
  /** The rule by which this vote was counted. */
  readonly isMine?: boolean;
}

export interface MatrixRow {
  readonly id: string;
  readonly cost: bigint;
  /** Under each rule, in the order of the columns. */
  readonly isFunded: readonly boolean[];
}

/** A line below the table: `28` (strong) `of 93` (plain) under each rule. */
export interface MatrixFoot {
  readonly name: string;
  readonly cells: readonly { readonly strong?: string; readonly plain?: string }[];
}
