import { compareReceipts, readTracker, type ReceiptFile, UrnaError } from "@urna/client/checks";
import { textOf } from "@urna/protocol/bytes";
import { toBase64 } from "@urna/protocol/base_text";
import { pageServer } from "../booth/server.js";
import type { Elections } from "./elections.js";
import { Examined } from "./examined.svelte.js";

/** The receipts that somebody has opened here, and what they say together. */
export class Receipts {
  all = $state.raw<readonly Examined[]>([]);
  /** Two that hold by themselves cannot both be true. */
  contradiction = $state.raw<unknown>();
  /** A tracker that the server knows nothing of. */
  unknownTracker = $state<string>();
  problem = $state.raw<unknown>();
  isLooking = $state(false);
  #last = 0;

  constructor(private readonly elections: Elections) {}

  async open(texts: readonly string[]): Promise<void> {
    const added = texts.map(() => new Examined(++this.#last, false));
    this.all = [...added, ...this.all];
    await Promise.all(added.map((one, i) => one.examine(texts[i] as string, this.elections)));
    this.#compare();
  }

  /** Asks the server for the ballot of a tracker: 20 characters, or 52 that were scanned. */
  async look(typed: string, process: string): Promise<void> {
    this.unknownTracker = undefined;
    this.problem = undefined;
    this.isLooking = true;
    try {
      const tracker = readTracker(typed).slice(0, 20);
      const [election, { ballot, receipt }] = await Promise.all([this.elections.of(process), this.#ask(process, tracker)]);
      const file: ReceiptFile = { process, tracker, leaf: toBase64(ballot), receipt: textOf(receipt, "a receipt"), log_vkey: election.info.logVkey };
      const found = new Examined(++this.#last, true);
      this.all = [found, ...this.all];
      await found.examine(JSON.stringify(file), this.elections);
      this.#compare();
    } catch (problem) {
      if (isMissing(problem)) this.unknownTracker = readTracker(typed).slice(0, 20);
      else this.problem = problem;
    } finally {
      this.isLooking = false;
    }
  }

  clear(): void {
    this.all = [];
    this.contradiction = undefined;
    this.unknownTracker = undefined;
    this.problem = undefined;
  }

  async #ask(process: string, tracker: string): Promise<{ readonly ballot: Uint8Array; readonly receipt: Uint8Array }> {
    try {
      return await pageServer().getBallot(process, tracker);
    } catch (problem) {
      if ((problem as { readonly reason?: string }).reason === "BALLOT_NOT_FOUND") throw new UrnaError("BALLOT_NOT_FOUND", { tracker });
      throw (problem as { readonly status?: string }).status === "unavailable" ? new UrnaError("SERVER_UNREACHABLE") : problem;
    }
  }

  #compare(): void {
    try {
      compareReceipts(this.all.map(({ claim }) => claim).filter((claim) => claim !== undefined));
      this.contradiction = undefined;
    } catch (problem) {
      this.contradiction = problem;
    }
  }
}

function isMissing(problem: unknown): boolean {
  return problem instanceof UrnaError && problem.code === "BALLOT_NOT_FOUND";
}
