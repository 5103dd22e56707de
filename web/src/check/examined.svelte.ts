import { type ElectionChecks, checkReceiptFile, type Fate, readReceiptFile, type ReceiptClaim, type ReceiptFile, UrnaError } from "@urna/client/checks";
import type { Elections } from "./elections.js";

/** A receipt, or what the server says of a tracker, and what was found of it. */
export class Examined {
  file = $state.raw<ReceiptFile>();
  /** What the receipt proves, once it holds. */
  claim = $state.raw<ReceiptClaim>();
  /** Of the receipt itself. */
  problem = $state.raw<unknown>();
  election = $state.raw<ElectionChecks>();
  fate = $state.raw<Fate>();
  /** Why its fate is not known. */
  fateProblem = $state.raw<unknown>();
  isReading = $state(false);
  /** From 0 to 1. */
  progress = $state(0);

  constructor(readonly id: number, /** Whether the server gave it, and not the voter's own file. */ readonly isServers: boolean) {}

  /** Offline first: that needs nobody. Then the public log is asked what became of the ballot. */
  async examine(text: string, elections: Elections): Promise<void> {
    try {
      this.file = readReceiptFile(text);
      this.claim = checkReceiptFile(this.file);
    } catch (problem) {
      this.problem = problem;
      return;
    }
    await this.readFate(elections);
  }

  async readFate(elections: Elections): Promise<void> {
    const { file } = this;
    if (file === undefined || this.isReading) return;
    this.isReading = true;
    this.fateProblem = undefined;
    try {
      this.election = await elections.of(file.process);
      this.claim = checkReceiptFile(file, this.election.info.logVkey);
      this.fate = await this.election.fate(file, { onProgress: (done) => (this.progress = done) });
    } catch (problem) {
      // Of another log than the election's: the receipt itself is in doubt.
      if (problem instanceof UrnaError && problem.code === "RECEIPT_OF_ANOTHER_LOG") {
        this.claim = undefined;
        this.problem = problem;
      } else this.fateProblem = problem;
    } finally {
      this.isReading = false;
    }
  }
}
