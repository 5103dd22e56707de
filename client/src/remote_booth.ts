import type { BoothOptions, CallOptions, CastOutcome, CastReceipt, IdentifiedVoter, PreparedBallot, SettledBallot, VotingBooth } from "./booth.js";
import type { Choice } from "./choices.js";
import { UrnaError } from "./errors.js";
import type { ElectionInfo } from "./info.js";
import type { OpeningFile } from "./receipt_files.js";
import type { LookUp } from "./voter.js";
import { resultOf, sendError, Waiting, type BoothMethod, type Port, type Result, type ToPage, type ToWorker } from "./worker_messages.js";

/** Where the options of a method stand among its arguments. */
const optionsAt: Readonly<Record<BoothMethod, number | undefined>> = {
  identify: 2, settle: 0, prepare: 2, challenge: undefined, cast: 1, discard: undefined, receipts: undefined, renewReceipts: 0,
  compareCheckpoint: 1, evidence: undefined, leave: undefined,
};

/** A booth in a worker: the page stays quick while it computes. Server, storage and `onFound` are used in the page. */
export class RemoteBooth implements VotingBooth {
  readonly #port: Port;
  readonly #options: BoothOptions;
  readonly #waiting = new Waiting();
  readonly #progress = new Map<number, (done: number) => void>();
  readonly #asked = new Map<number, AbortController>();
  readonly #locks = new Map<string, () => void>();
  #info: ElectionInfo | undefined;

  private constructor(port: Port, options: BoothOptions) {
    this.#port = port;
    this.#options = options;
    port.onmessage = ({ data }) => this.#hear(data as ToPage);
  }

  /**
   * As Booth.open, in the worker at the other end of `port`, which runs `@urna/client/worker`. Throws DEVICE_UNFIT also where the worker
   * does not start. A worker of other code never answers: a `signal` ends the wait.
   */
  static async open(port: Port, options: BoothOptions, call: CallOptions = {}): Promise<RemoteBooth> {
    const booth = new RemoteBooth(port, options);
    const { process, trust } = options;
    // Only until it answers: later faults in the worker are those of other code there, and end no call of this one.
    const fail = (event: Event): void => {
      const { message } = event as Partial<ErrorEvent>;
      booth.#waiting.giveUp(new UrnaError("DEVICE_UNFIT", {}, `the worker did not start: ${message || "look whether its script is at its address"}`));
    };
    const cancel = (): void => booth.#waiting.giveUp(new UrnaError("CANCELLED"));
    port.addEventListener?.("error", fail);
    call.signal?.addEventListener("abort", cancel, { once: true });
    try {
      booth.#info = await booth.#wait((id) => booth.#say({ say: "open", id, options: { process, trust } }), call) as ElectionInfo;
      return booth;
    } finally {
      port.removeEventListener?.("error", fail);
      call.signal?.removeEventListener("abort", cancel);
    }
  }

  get info(): ElectionInfo {
    return this.#info as ElectionInfo;
  }

  identify(codes: readonly string[], lookUp?: LookUp, options?: CallOptions): Promise<IdentifiedVoter> {
    return this.#call("identify", [codes, lookUp, options]) as Promise<IdentifiedVoter>;
  }

  settle(options?: CallOptions): Promise<readonly SettledBallot[]> {
    return this.#call("settle", [options]) as Promise<readonly SettledBallot[]>;
  }

  prepare(contest: string, choices: readonly Choice[], options?: CallOptions): Promise<PreparedBallot> {
    return this.#call("prepare", [contest, choices, options]) as Promise<PreparedBallot>;
  }

  challenge(fullTracker: string): Promise<OpeningFile> {
    return this.#call("challenge", [fullTracker]) as Promise<OpeningFile>;
  }

  cast(fullTracker: string, options?: CallOptions): Promise<CastOutcome> {
    return this.#call("cast", [fullTracker, options]) as Promise<CastOutcome>;
  }

  discard(fullTracker: string): Promise<void> {
    return this.#call("discard", [fullTracker]) as Promise<void>;
  }

  receipts(): Promise<readonly CastReceipt[]> {
    return this.#call("receipts", []) as Promise<readonly CastReceipt[]>;
  }

  renewReceipts(options?: CallOptions): Promise<readonly CastReceipt[]> {
    return this.#call("renewReceipts", [options]) as Promise<readonly CastReceipt[]>;
  }

  compareCheckpoint(note: string, options?: CallOptions): Promise<void> {
    return this.#call("compareCheckpoint", [note, options]) as Promise<void>;
  }

  evidence(): Promise<readonly string[]> {
    return this.#call("evidence", []) as Promise<readonly string[]>;
  }

  leave(): Promise<void> {
    return this.#call("leave", []) as Promise<void>;
  }

  #say(message: ToWorker): void {
    this.#port.postMessage(message);
  }

  #call(method: BoothMethod, args: readonly unknown[]): Promise<unknown> {
    const at = optionsAt[method];
    const options = at === undefined ? undefined : (args[at] as CallOptions | undefined);
    const sent = at === undefined ? args : args.map((arg, i) => (i === at ? undefined : arg));
    return this.#wait((id) => this.#say({ say: "call", id, method, args: sent, optionsAt: at }), options ?? {});
  }

  async #wait(begin: (id: number) => void, { signal, onProgress }: CallOptions): Promise<unknown> {
    if (signal?.aborted === true) throw new UrnaError("CANCELLED");
    let number = 0;
    const cancel = (): void => this.#say({ say: "cancel", id: number });
    const answer = this.#waiting.add((id) => {
      number = id;
      if (onProgress !== undefined) this.#progress.set(id, onProgress);
      begin(id);
    });
    signal?.addEventListener("abort", cancel, { once: true });
    try {
      return await answer;
    } finally {
      signal?.removeEventListener("abort", cancel);
      this.#progress.delete(number);
    }
  }

  #hear(message: ToPage): void {
    switch (message.say) {
      case "result":
        this.#waiting.settle(message.id, message.result);
        break;
      case "progress":
        this.#progress.get(message.id)?.(message.done);
        break;
      case "found":
        this.#options.onFound?.(message.receipts);
        break;
      case "ask":
        void this.#answer(message);
        break;
      case "abandon":
        this.#asked.get(message.id)?.abort();
        break;
    }
  }

  async #answer({ id, of, method, args }: Extract<ToPage, { say: "ask" }>): Promise<void> {
    const controller = new AbortController();
    this.#asked.set(id, controller);
    const result = await resultOf(() => (of === "server" ? this.#askServer(method, args, controller.signal) : this.#askStorage(method, args)));
    this.#asked.delete(id);
    this.#say({ say: "answer", id, result: this.#sendable(result) });
  }

  /** Without what does not cross, such as a value of a class that a transport made. */
  #sendable(result: Result): Result {
    try {
      return structuredClone(result);
    } catch (error) {
      return { ok: false, error: sendError(error) };
    }
  }

  #askServer(method: string, args: readonly unknown[], signal: AbortSignal): unknown {
    const { server } = this.#options;
    return (server[method as keyof typeof server] as (...args: unknown[]) => unknown).apply(server, [...args, signal]);
  }

  async #askStorage(method: string, args: readonly unknown[]): Promise<unknown> {
    const [name, text] = args as [string, string];
    switch (method) {
      case "load": return this.#options.storage.load(name);
      case "save": return this.#options.storage.save(name, text);
      case "lock": {
        const release = await this.#options.storage.lock(name);
        if (release !== undefined) this.#locks.set(name, release);
        return release !== undefined;
      }
      default:
        this.#locks.get(name)?.();
        this.#locks.delete(name);
        return undefined;
    }
  }
}
