import { textOf, utf8 } from "@urna/protocol/bytes";
import { toBase64 } from "@urna/protocol/base_text";
import { tracker as trackerOf } from "@urna/protocol/trackers";
import { fillBallot, type Choice } from "./choices.js";
import { Draft, type Progress } from "./draft.js";
import type { Election, Trust } from "./election.js";
import { insist, UrnaError } from "./errors.js";
import { infoOf, type ElectionInfo } from "./info.js";
import type { ProvenBallot } from "./proven.js";
import { openingFile, type OpeningFile, type ReceiptFile } from "./receipt_files.js";
import { readElection } from "./sealed_election.js";
import type { VotingServer } from "./server.js";
import { VoterSession, type Pause } from "./session.js";
import { keep, type VoterStorage } from "./storage.js";
import { asked, checkEntitled, identify, type LookUp } from "./voter.js";

export interface CallOptions {
  /** Gives up; throws CANCELLED, unless the call is done before it hears of it. A ballot that was signed by then is kept, and unanswered. */
  readonly signal?: AbortSignal | undefined;
  /** From 0 to 1. */
  readonly onProgress?: Progress | undefined;
}

export interface BoothOptions {
  /** `processes/ID`. */
  readonly process: string;
  readonly server: VotingServer;
  readonly storage: VoterStorage;
  readonly trust?: Trust | undefined;
  /**
   * Receipts of ballots of the voter's key that this device did not cast, or has forgotten: another device of the voter's, or a thief of
   * the codes. They are found during `prepare`, `cast` and `settle`, in the contest that is voted in.
   */
  readonly onFound?: ((receipts: readonly ReceiptFile[]) => void) | undefined;
  /** Waits before a ballot is sent again; by the clock where it is left out. */
  readonly pause?: Pause | undefined;
}

export interface IdentifiedVoter {
  /** The 16 characters that the voter compares with each letter. */
  readonly slot: string;
  readonly electorate: string;
  /** Contests that the voter may vote in. */
  readonly contests: readonly string[];
  /** Trackers of ballots that were sent, or about to be, and have no answer: `settle` sends them again. */
  readonly unanswered: readonly string[];
}

/** An encrypted ballot of which the voter has not decided. All of it is shown before it is asked: cast or challenge? */
export interface PreparedBallot {
  /** 20 characters, for people. */
  readonly tracker: string;
  /** All 52: the name of the draft, which `cast`, `challenge` and `discard` take. */
  readonly fullTracker: string;
  /** The text that the QR code holds, for a second device: `urna2:` and 52 characters. */
  readonly qr: string;
  readonly slot: string;
  readonly contest: string;
  /** From 1; above 1 it replaces the voter's ballot before it. */
  readonly sequence: bigint;
}

export interface CastReceipt {
  readonly file: ReceiptFile;
  readonly contest: string;
  readonly sequence: bigint;
  /** Of the record in the log. */
  readonly index: bigint;
  /** How many witnesses of the election have cosigned its checkpoint so far; `ElectionInfo.witnessQuorum` should. */
  readonly cosigned: number;
}

/** `number-taken`: another ballot of the key has its number, which is proven. Nothing was cast; the voter decides whether to prepare anew. */
export type CastOutcome = { readonly kind: "cast"; readonly receipt: CastReceipt } | { readonly kind: "number-taken" };

export interface SettledBallot {
  readonly tracker: string;
  readonly contest: string;
  readonly outcome: CastOutcome | { readonly kind: "failed"; readonly error: UrnaError };
}

/** What a page needs to let somebody vote. A `Booth` does it here, a `RemoteBooth` in a worker. */
export interface VotingBooth {
  readonly info: ElectionInfo;
  /** The codes of the letters, in order, as they were typed; those of empty fields at the end do not count. Throws CODE_ codes. */
  identify(codes: readonly string[], lookUp?: LookUp, options?: CallOptions): Promise<IdentifiedVoter>;
  /**
   * Sends again what is unanswered, which nothing else does. To be called after `identify`, before anything else, and to try again after
   * UNANSWERED. What fails again stands in its outcome and is not thrown.
   */
  settle(options?: CallOptions): Promise<readonly SettledBallot[]>;
  /**
   * Checks the choices, finds the ballot's place in the log, encrypts. Throws UNANSWERED, asking nobody, while a ballot in the contest or
   * in another of its choice groups has no answer.
   */
  prepare(contest: string, choices: readonly Choice[], options?: CallOptions): Promise<PreparedBallot>;
  /** Opens the draft, which is void from then on: to be shown to a second device. */
  challenge(fullTracker: string): Promise<OpeningFile>;
  /**
   * Signs the draft and hands it in, four times where nobody answers, which takes 7 seconds and more. Only an outcome `cast` means that
   * it is cast; after UNANSWERED `settle` goes on.
   */
  cast(fullTracker: string, options?: CallOptions): Promise<CastOutcome>;
  /** Forgets a draft that was neither cast nor challenged. */
  discard(fullTracker: string): Promise<void>;
  /** All receipts of the voter's key that this device has. */
  receipts(): Promise<readonly CastReceipt[]>;
  /** The same at the newest checkpoint, with the witnesses that have cosigned by now. */
  renewReceipts(options?: CallOptions): Promise<readonly CastReceipt[]>;
  /** Throws LOG_FORKED unless the log continues a checkpoint that was kept elsewhere. */
  compareCheckpoint(note: string, options?: CallOptions): Promise<void>;
  /** Signed notes that do not fit together, for whoever looks into it; empty where there are none. */
  evidence(): Promise<readonly string[]>;
  /** Forgets the voter's key and drafts. Receipts and unanswered ballots stay in the storage. */
  leave(): Promise<void>;
}

const byTheClock: Pause = (milliseconds) => new Promise((resolve) => {
  setTimeout(resolve, milliseconds);
});

export class Booth implements VotingBooth {
  readonly info: ElectionInfo;
  readonly #election: Election;
  readonly #options: BoothOptions;
  #session: VoterSession | undefined;
  readonly #drafts = new Map<string, Draft>();
  #queue: Promise<unknown> = Promise.resolve();

  private constructor(election: Election, trust: ElectionInfo["trust"], options: BoothOptions) {
    this.#election = election;
    this.#options = options;
    this.info = infoOf(election, trust);
  }

  /**
   * Tests the platform, then reads and verifies the election. Throws NO_SUCH_PROCESS, MALFORMED_TRUST, VOTING_NOT_OPEN, MANIFEST_ codes,
   * LOG_NOT_EXPECTED, DEVICE_UNFIT, NO_RANDOMNESS, STORAGE_FAILED. There is no booth then to ask for evidence: code and `detail` are all.
   */
  static async open(options: BoothOptions, call: CallOptions = {}): Promise<Booth> {
    const election = await readElection(options.server, options.process, options.trust, call.signal);
    const name = `urna-election-${election.process.slice("processes/".length)}`;
    const hash = infoOf(election, "server").manifestHash;
    const kept = await options.storage.load(name).catch((error: unknown) => {
      throw new UrnaError("STORAGE_FAILED", {}, (error as Error).message);
    });
    const isGiven = options.trust?.manifestHash !== undefined;
    insist(isGiven || kept === undefined || kept === hash, "MANIFEST_CHANGED", { manifest: hash });
    if (kept !== hash) await keep(options.storage, name, hash);
    return new Booth(election, isGiven ? "given" : kept === undefined ? "server" : "kept", options);
  }

  identify(codes: readonly string[], lookUp?: LookUp, options: CallOptions = {}): Promise<IdentifiedVoter> {
    return this.#inTurn(async () => {
      this.#forget();
      const { server, storage, pause } = this.#options;
      const voter = await identify(this.#election, server, codes, lookUp, options.signal);
      this.#session = await VoterSession.open(this.#election, server, voter, storage, pause ?? byTheClock);
      const { slot } = voter;
      return {
        slot: slot.printed,
        electorate: slot.electorate.id,
        contests: slot.electorate.contests.map((number) => this.#contestId(number)),
        unanswered: this.#session.memory.pending.map(({ leaf }) => trackerOf(leaf.head)),
      };
    });
  }

  settle(options: CallOptions = {}): Promise<readonly SettledBallot[]> {
    return this.#inTurn(async () => (await this.#known().settleAll(options.signal)).map(({ pending, outcome }) => ({
      tracker: trackerOf(pending.leaf.head),
      contest: this.#contestId(pending.leaf.contest),
      outcome: outcome instanceof UrnaError ? { kind: "failed", error: outcome }
        : outcome.kind === "cast" ? { kind: "cast", receipt: this.#receipt(outcome.ballot) } : outcome,
    })));
  }

  prepare(contest: string, choices: readonly Choice[], { signal, onProgress }: CallOptions = {}): Promise<PreparedBallot> {
    return this.#inTurn(async () => {
      const session = this.#known();
      const ballot = fillBallot(this.#election, contest, choices);
      checkEntitled(session.voter, this.#election.contest(contest));
      const place = await session.findPlace(ballot.contest, signal);
      const isVoting = await asked(this.#options.server.isVoting(this.#election.process, signal));
      insist(isVoting, "VOTING_NOT_OPEN");
      const draft = await session.encrypt(ballot, place, signal, onProgress);
      this.#drafts.set(draft.tracker, draft);
      return {
        tracker: draft.tracker.slice(0, 20), fullTracker: draft.tracker, qr: `urna2:${draft.tracker}`,
        slot: session.voter.slot.printed, contest, sequence: place.sequence,
      };
    });
  }

  challenge(fullTracker: string): Promise<OpeningFile> {
    return this.#inTurn(() => {
      const { slot } = this.#known().voter;
      return openingFile(this.#election.process, fullTracker, slot.printed, this.#take(fullTracker).challenge());
    });
  }

  cast(fullTracker: string, { signal }: CallOptions = {}): Promise<CastOutcome> {
    return this.#inTurn(async () => {
      const draft = this.#draft(fullTracker);
      const settled = await this.#known().cast(draft, signal).finally(() => {
        if (draft.isSpent) this.#drafts.delete(fullTracker);
      });
      return settled.kind === "cast" ? { kind: "cast", receipt: this.#receipt(settled.ballot) } : settled;
    });
  }

  discard(fullTracker: string): Promise<void> {
    return this.#inTurn(() => void this.#take(fullTracker));
  }

  receipts(): Promise<readonly CastReceipt[]> {
    return this.#inTurn(() => this.#all().map((ballot) => this.#receipt(ballot)));
  }

  renewReceipts({ signal, onProgress }: CallOptions = {}): Promise<readonly CastReceipt[]> {
    return this.#inTurn(async () => {
      const all = this.#all();
      const out: CastReceipt[] = [];
      for (const ballot of all) {
        out.push(this.#receipt(await this.#known().renew(ballot, signal)));
        onProgress?.(out.length / all.length);
      }
      return out;
    });
  }

  compareCheckpoint(note: string, { signal }: CallOptions = {}): Promise<void> {
    return this.#inTurn(() => this.#known().log.compareWith(utf8(note), signal));
  }

  evidence(): Promise<readonly string[]> {
    return this.#inTurn(() => {
      const { checkpoint, evidence } = this.#known().memory;
      return evidence.length === 0 || checkpoint === undefined ? [...evidence] : [textOf(checkpoint, "a note"), ...evidence];
    });
  }

  leave(): Promise<void> {
    return this.#inTurn(() => this.#forget());
  }

  #forget(): void {
    this.#drafts.clear();
    this.#session?.close();
    this.#session = undefined;
  }

  /** One call after the other, so that no two of them find one place. */
  #inTurn<T>(call: () => T | Promise<T>): Promise<T> {
    const result = this.#queue.then(call);
    this.#queue = result.catch(() => {});
    return result.finally(() => this.#tellFound());
  }

  #tellFound(): void {
    const found = this.#session?.takeFound() ?? [];
    if (found.length > 0) this.#options.onFound?.(found.map((ballot) => this.#receipt(ballot).file));
  }

  #known(): VoterSession {
    insist(this.#session !== undefined, "NOT_IDENTIFIED");
    return this.#session;
  }

  #all(): ProvenBallot[] {
    return [...this.#known().memory.ballots.values()].flat();
  }

  #draft(fullTracker: string): Draft {
    const draft = this.#drafts.get(fullTracker);
    if (draft === undefined) this.#session?.refuseUnanswered(fullTracker);
    insist(draft !== undefined, "NO_SUCH_DRAFT");
    return draft;
  }

  #take(fullTracker: string): Draft {
    const draft = this.#draft(fullTracker);
    this.#drafts.delete(fullTracker);
    return draft;
  }

  #contestId(number: number): string {
    return this.#election.contestNumber(number)?.id ?? "";
  }

  #receipt(ballot: ProvenBallot): CastReceipt {
    return {
      file: {
        process: this.#election.process,
        tracker: trackerOf(ballot.leaf.head),
        leaf: toBase64(ballot.bytes),
        receipt: textOf(ballot.receipt, "a receipt"),
        log_vkey: this.info.logVkey,
        slot: this.#known().voter.slot.printed,
      },
      contest: this.#contestId(ballot.leaf.contest),
      sequence: ballot.leaf.seq,
      index: ballot.index,
      cosigned: ballot.checkpoint.cosigned,
    };
  }
}
