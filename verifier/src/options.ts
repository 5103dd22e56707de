import type { Vkey, CheckpointNote } from "@urna/protocol/notes";

/** A receipt that was kept, with the exact bytes of its leaf. */
export interface KeptReceipt {
  /** The bytes of its text; step 4 says what is wrong with them. */
  readonly receipt: Uint8Array;
  readonly leaf: Uint8Array;
}

/** A checkpoint that was kept: the bytes of its note, read and not verified. */
export interface KeptCheckpoint {
  readonly bytes: Uint8Array;
  readonly note: CheckpointNote;
}

/** What an observer brings from somewhere that is not the bundle. */
export interface Known {
  readonly vkey?: Vkey | undefined;
  readonly manifest?: Uint8Array | undefined;
  readonly receipts?: readonly KeptReceipt[];
  readonly checkpoints?: readonly KeptCheckpoint[];
}
