import { equalBytes, utf8 } from "@urna/protocol/bytes";
import { continues } from "@urna/protocol/merkle";
import type { Checkpoint } from "@urna/protocol/notes";
import type { Election } from "./election.js";
import { insist, UrnaError } from "./errors.js";
import type { VoterMemory } from "./memory.js";
import type { VotingServer } from "./server.js";
import { asked } from "./voter.js";

/** The log as this device has seen it: it only grows, or a lie shows. Throws LOG_FORKED and LOG_STALE, and keeps what proves it. */
export class SeenLog {
  readonly #election: Election;
  readonly #server: VotingServer;
  readonly #memory: VoterMemory;
  readonly #save: () => Promise<void>;

  constructor(election: Election, server: VotingServer, memory: VoterMemory, save: () => Promise<void>) {
    this.#election = election;
    this.#server = server;
    this.#memory = memory;
    this.#save = save;
  }

  /** Verifies that the log has only grown since the newest checkpoint, and remembers how far. */
  async see(note: Uint8Array, checkpoint: Checkpoint, signal?: AbortSignal): Promise<void> {
    const { checkpoint: before } = this.#memory;
    if (before !== undefined) {
      const known = this.#election.checkpoint(before);
      try {
        await this.#checkGrown(known, checkpoint, signal);
      } catch (error) {
        // Not proven to continue: a server that is asked for that proof, and is silent, may have shown a fork.
        if (this.#memory.addEvidence(note, isFork(error))) await this.#save();
        throw error;
      }
      await this.#clearEvidence(checkpoint, signal);
      if (checkpoint.size === known.size) return;
    }
    this.#memory.checkpoint = note;
    await this.#save();
  }

  async seeNewest(signal?: AbortSignal): Promise<Checkpoint> {
    const note = await asked(this.#server.readCheckpoint(this.#election.process, signal));
    const checkpoint = this.#election.checkpoint(note);
    await this.see(note, checkpoint, signal);
    return checkpoint;
  }

  /** That the log continues a checkpoint that was kept elsewhere: on paper, by another device, by a witness. */
  async compareWith(note: Uint8Array, signal?: AbortSignal): Promise<void> {
    const kept = this.#election.checkpoint(note);
    const newest = await this.seeNewest(signal);
    try {
      await this.#checkGrown(kept, newest, signal);
    } catch (error) {
      if (isFork(error) && this.#memory.addEvidence(note, true)) await this.#save();
      throw error;
    }
  }

  /** Gives up the notes that turn out to be beginnings of the newest checkpoint. */
  async #clearEvidence(newest: Checkpoint, signal?: AbortSignal): Promise<void> {
    const { evidence } = this.#memory;
    for (const text of [...evidence]) {
      const kept = this.#election.checkpoint(utf8(text));
      if (kept.size > newest.size) continue;
      const isBeginning = await this.#checkGrown(kept, newest, signal).then(() => true, () => false);
      if (isBeginning) evidence.splice(evidence.indexOf(text), 1);
    }
  }

  async #checkGrown(known: Checkpoint, fresh: Checkpoint, signal?: AbortSignal): Promise<void> {
    if (fresh.size >= known.size) return this.#prove(known, fresh, signal);
    // It may be a beginning of what was seen, told late; if it is none, the log has forked.
    await this.#prove(fresh, known, signal);
    throw new UrnaError("LOG_STALE", { known: known.size, size: fresh.size });
  }

  /** That one is the beginning of the other. */
  async #prove(first: Checkpoint, second: Checkpoint, signal?: AbortSignal): Promise<void> {
    const isOneSize = first.size === second.size;
    const path = isOneSize ? [] : await asked(this.#server.readConsistency(this.#election.process, first.size, second.size, signal));
    const isPath = path.length <= 128 && path.every((hash) => hash.length === 32);
    const holds = isOneSize ? equalBytes(first.root, second.root) : isPath && continues(first.size, first.root, second.size, second.root, path);
    insist(holds, "LOG_FORKED", { known: first.size, size: second.size });
  }
}

function isFork(error: unknown): boolean {
  return error instanceof UrnaError && error.code === "LOG_FORKED";
}
