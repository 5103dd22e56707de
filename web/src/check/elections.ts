import { type ElectionChecks, openElection } from "@urna/client/checks";
import { pageServer } from "../booth/server.js";

/** The elections that receipts are of, each read and verified once. */
export class Elections {
  readonly #open = new Map<string, Promise<ElectionChecks>>();

  constructor(private readonly process: string, private readonly manifestHash: string | undefined) {}

  /** `process` is `processes/{process}`. What fails is tried again the next time. */
  of(process: string): Promise<ElectionChecks> {
    const known = this.#open.get(process);
    if (known !== undefined) return known;
    // The fingerprint of the address is of the process of the address.
    const given = process === this.process && this.manifestHash !== undefined ? { manifestHash: this.manifestHash } : {};
    const opening = openElection(pageServer(), process, given);
    this.#open.set(process, opening);
    opening.catch(() => this.#open.delete(process));
    return opening;
  }
}
