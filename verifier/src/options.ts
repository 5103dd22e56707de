import type { Vkey } from "@urna/protocol/notes";

/** A receipt that was kept, with the exact bytes of its leaf. */
export interface KeptReceipt {
  /** The bytes of its text; step 4 says what is wrong with them. */
  readonly receipt: Uint8Array;
  readonly leaf: Uint8Array;
}

/** A checkpoint that was kept. */
export interface KeptCheckpoint {
  /** The bytes of its note; steps 4 and 13 say what is wrong with them. */
  readonly bytes: Uint8Array;
  /** Its first line, which says whether it is of the log or of the journal. */
  readonly origin: string;
}

/** What an observer brings from somewhere that is not the bundle. */
export interface Known {
  readonly vkey?: Vkey | undefined;
  readonly manifest?: Uint8Array | undefined;
  readonly receipts?: readonly KeptReceipt[];
  readonly checkpoints?: readonly KeptCheckpoint[];
}
