/** A signature under the manifest: role 1 registrar, 2 trustee, 3 authority; trustees count from 1, the others from 0. */
export interface ManifestSignature {
  readonly role: number;
  readonly index: number;
  readonly signature: Uint8Array;
}

export interface SealedBytes {
  readonly config: Uint8Array;
  /** Empty before the key ceremony is over. */
  readonly keyRecord: Uint8Array;
  readonly signatures: readonly ManifestSignature[];
}

export interface SlotAnswer {
  /** A resource name. */
  readonly electorate: string;
  readonly record: Uint8Array;
}

export interface CastAnswer {
  readonly leafIndex: bigint;
  readonly receipt: Uint8Array;
}

export interface ProvenRecord {
  readonly record: Uint8Array;
  readonly receipt: Uint8Array;
}

/** Numbers of `urna.v1.RefusalReason`. */
export const RefusalReason = { none: 0, sequence: 1, choiceGroup: 2, revoked: 3, alreadyVoted: 4, closed: 5 } as const;

export interface RefusalAnswer {
  readonly reason: number;
  readonly records: readonly ProvenRecord[];
}

export interface BallotAnswer {
  readonly ballot: Uint8Array;
  readonly leafIndex: bigint;
  readonly receipt: Uint8Array;
}

export interface EntriesAnswer {
  readonly entries: readonly Uint8Array[];
  readonly size: bigint;
}

/** What a server said instead of an answer, or that there was none (`unavailable`, `deadline_exceeded`). */
export class ServerError extends Error {
  override readonly name = "ServerError";
  /** As Connect spells it: `not_found`. */
  readonly status: string;
  /** Of docs/api.md: `UNKNOWN_CODE`. Empty where there is none. */
  readonly reason: string;

  constructor(status: string, reason: string, message: string) {
    super(message);
    this.status = status;
    this.reason = reason;
  }
}

/**
 * A server of elections, as far as a voter needs one. Nothing that it says is believed, so that it may be anybody: `@urna/client/connect`
 * makes one of a Connect transport, tests make liars. Methods reject with a ServerError; `signal` gives up waiting.
 */
export interface VotingServer {
  /** `process` is `processes/{process}` everywhere. */
  readManifest(process: string, signal?: AbortSignal): Promise<SealedBytes>;
  /** Whether votes are taken, as far as the server says. */
  isVoting(process: string, signal?: AbortSignal): Promise<boolean>;
  findSlot(process: string, codeRegistrar: number, key: Uint8Array, signal?: AbortSignal): Promise<SlotAnswer>;
  /** The roll (0) or a part file; gives up after `mostBytes`. `electorate` is a resource name. */
  readRoll(electorate: string, codeRegistrar: number, mostBytes: number, signal?: AbortSignal): Promise<Uint8Array>;
  castBallot(process: string, ballot: Uint8Array, signal?: AbortSignal): Promise<CastAnswer>;
  proveRefusal(process: string, key: Uint8Array, contest: number, sequence: bigint, signal?: AbortSignal): Promise<RefusalAnswer>;
  getBallot(process: string, tracker: string, signal?: AbortSignal): Promise<BallotAnswer>;
  readCheckpoint(process: string, signal?: AbortSignal): Promise<Uint8Array>;
  readConsistency(process: string, oldSize: bigint, size: bigint, signal?: AbortSignal): Promise<readonly Uint8Array[]>;
  listEntries(process: string, start: bigint, signal?: AbortSignal): Promise<EntriesAnswer>;
}
