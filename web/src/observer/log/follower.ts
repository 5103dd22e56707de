import type { Vkey } from "@urna/protocol/notes";
import type { Keeper, KeptLog } from "./kept.js";
import type { LogServer } from "./log_server.js";
import { type Pace, waitFor } from "./pace.ts";
import { NotAsSigned, Records } from "./records.ts";
import { look, type Look, readNote, type SeenNote } from "./watch.ts";

/** Time and chance, so that tests have their own. */
export interface Clock {
  /** Milliseconds. */
  now(): number;
  /** Resolves after so many milliseconds, or when `signal` is aborted. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
  random(): number;
}

/** A log as whoever follows it sees it now. */
export interface FollowedLog<Told, Summary> {
  readonly last: Look | undefined;
  readonly isLooking: boolean;
  /** When this visit began, and when an answer held last; milliseconds. */
  readonly since: number;
  readonly lastAnswer: number | undefined;
  /** Looks in a row that came to nothing. */
  readonly failures: number;
  readonly kept: KeptLog;
  readonly summary: Summary;
  /** The newest records, the newest first. */
  readonly newest: readonly Told[];
  /** How many were read. */
  readonly read: number;
  /** While records are read, how much of them, of 1. */
  readonly reading: number | undefined;
  /** The log is large: its records are read when somebody asks. */
  readonly isUnread: boolean;
  /** What is wrong with the records, where they are not those that were signed. */
  readonly problem: string | undefined;
}

export interface Followed<Told, Summary> {
  readonly server: LogServer;
  readonly key: Vkey;
  readonly witnesses: readonly Vkey[];
  readonly keeper: Keeper;
  readonly clock: Clock;
  readonly pace: Pace;
  readonly tell: (index: number, record: Uint8Array) => Told;
  readonly empty: Summary;
  readonly add: (summary: Summary, told: Told) => Summary;
  /** Whether much is to be expected of it now. */
  readonly isBusy: (summary: Summary, now: number) => boolean;
  readonly onChange: (view: FollowedLog<Told, Summary>) => void;
}

const mostNewest = 500;
const mostUnasked = 20_000;

/** Looks at a log now and then, keeps the newest checkpoint that held, and reads what is new. Two signatures that contradict each other end it. */
export class Follower<Told, Summary> {
  readonly #of: Followed<Told, Summary>;
  #view: FollowedLog<Told, Summary>;
  readonly #records: Records;
  readonly #end = new AbortController();
  #wake = new AbortController();
  #isAsked = false;
  #summary: Summary;
  #newest: Told[] = [];

  constructor(of: Followed<Told, Summary>) {
    this.#of = of;
    this.#summary = of.empty;
    this.#records = new Records(of.server, (index, record) => {
      const told = of.tell(index, record);
      this.#summary = of.add(this.#summary, told);
      this.#newest.unshift(told);
      this.#newest.length = Math.min(this.#newest.length, mostNewest);
    });
    this.#view = {
      last: undefined, isLooking: false, since: of.clock.now(), lastAnswer: undefined, failures: 0, kept: of.keeper.load(), summary: of.empty, newest: [],
      read: 0, reading: undefined, isUnread: false, problem: undefined,
    };
  }

  get view(): FollowedLog<Told, Summary> {
    return this.#view;
  }

  /** Until `stop`, or until the log is seen to have forked. */
  async run(): Promise<void> {
    const { clock, pace, isBusy } = this.#of;
    while (!this.#end.signal.aborted && this.#view.kept.fork === undefined) {
      await this.#lookOnce();
      const wait = waitFor(pace, isBusy(this.#view.summary, clock.now()), this.#view.failures, clock.random());
      if (this.#end.signal.aborted) break;
      this.#wake = new AbortController();
      await clock.wait(wait, this.#wake.signal);
    }
  }

  /** Looks at once, as when somebody asks, or the connection is back. */
  lookNow(): void {
    this.#wake.abort();
  }

  /** Reads all records of a log that is large. */
  readAll(): void {
    this.#isAsked = true;
    this.lookNow();
  }

  stop(): void {
    this.#end.abort();
    this.#wake.abort();
  }

  /** The root of the first so many records, once they were read. */
  rootAt(size: number): Uint8Array | undefined {
    return size <= this.#records.count ? this.#records.rootAt(size) : undefined;
  }

  /** Compares a checkpoint that somebody kept elsewhere; throws a ProtocolError where it is none of this log. Only once there is one to compare with. */
  async compare(bytes: Uint8Array): Promise<"continued" | "ahead" | "forked" | "unknown"> {
    const brought = readNote(bytes, this.#of.key, this.#of.witnesses);
    const current = this.#view.kept.newest;
    if (current === undefined) return "unknown";
    // As if it had been kept here, and the newest had been given now.
    const asked = { ...this.#of, records: this.#records, server: withCheckpoint(this.#of.server, current.bytes) };
    const found = await look(asked, brought, this.#end.signal);
    if (found.kind === "forked") {
      this.#keep({ ...this.#view.kept, fork: { kept: brought, given: current } });
      return "forked";
    }
    if (found.kind === "behind") return "ahead";
    return found.kind === "same" || found.kind === "grown" ? "continued" : "unknown";
  }

  async #lookOnce(): Promise<void> {
    this.#show({ isLooking: true });
    const { clock } = this.#of;
    const found = await look({ ...this.#of, records: this.#records }, this.#view.kept.newest, this.#end.signal);
    if (this.#end.signal.aborted) return;
    const now = clock.now();
    const isAnswer = found.kind === "first" || found.kind === "same" || found.kind === "grown" || found.kind === "behind" || found.kind === "forked";
    this.#show({ last: found, failures: isAnswer ? 0 : this.#view.failures + 1, ...(isAnswer ? { lastAnswer: now } : {}) });
    const { kept } = this.#view;
    if (found.kind === "first") this.#keep({ ...kept, newest: found.seen, seen: now, before: undefined, lastSame: now });
    if (found.kind === "same") this.#keep({ ...kept, newest: newer(kept.newest, found.seen), lastSame: now });
    if (found.kind === "grown") this.#keep({ ...kept, newest: found.seen, before: kept.lastSame ?? kept.seen, seen: now, lastSame: now });
    if (found.kind === "forked") this.#keep({ ...kept, fork: { kept: found.kept, given: found.given } });
    if (this.#view.kept.fork === undefined) await this.#read();
    this.#show({ isLooking: false });
  }

  async #read(): Promise<void> {
    const checkpoint = this.#view.kept.newest?.checkpoint;
    if (checkpoint === undefined) return;
    const size = Number(checkpoint.size);
    if (size <= this.#records.count) return;
    const isUnread = size - this.#records.count > mostUnasked && !this.#isAsked;
    this.#show({ isUnread });
    if (isUnread) return;
    try {
      await this.#records.readTo(size, checkpoint.root, this.#end.signal, (reading) => this.#show({ reading }));
      this.#show({ problem: undefined });
    } catch (problem) {
      // Nothing is concluded from it: what was signed is one thing, what came over the line another.
      this.#show({ problem: problem instanceof NotAsSigned ? "not-as-signed" : problem instanceof Error ? problem.message : String(problem) });
    }
    this.#show({ reading: undefined, summary: this.#summary, newest: [...this.#newest], read: this.#records.count });
  }

  #keep(kept: KeptLog): void {
    this.#of.keeper.save(kept);
    this.#show({ kept });
  }

  #show(change: Partial<FollowedLog<Told, Summary>>): void {
    this.#view = { ...this.#view, ...change };
    this.#of.onChange(this.#view);
  }
}

/** The same server, as if it showed this checkpoint. */
function withCheckpoint(server: LogServer, bytes: Uint8Array): LogServer {
  return {
    checkpoint: async () => bytes,
    tile: (path, most, isAnew, signal) => server.tile(path, most, isAnew, signal),
    consistency: (oldSize, size, signal) => server.consistency(oldSize, size, signal),
  };
}

/** Of two notes of the same tree that with more cosignatures. */
function newer(kept: SeenNote | undefined, given: SeenNote): SeenNote {
  return kept !== undefined && kept.checkpoint.cosigned > given.checkpoint.cosigned ? kept : given;
}
