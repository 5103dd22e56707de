import type { CallOptions } from "./booth.js";
import type { Trust } from "./election.js";
import { fateOf, type Fate } from "./fate.js";
import { infoOf, type ElectionInfo } from "./info.js";
import { openTheBallot, type OpenedBallot } from "./opening.js";
import { checkReceiptFile, type OpeningFile, type ReceiptFile } from "./receipt_files.js";
import { readElection } from "./sealed_election.js";
import type { VotingServer } from "./server.js";
import { slotOfKey } from "./voter.js";

export { UrnaError } from "./errors.js";
export type { ErrorCode, ErrorKind, Facts } from "./errors.js";
export type { Fate } from "./fate.js";
export type { OpenedBallot } from "./opening.js";
export { readTracker } from "./opening.js";
export { checkReceiptFile, compareReceipts, readOpeningFile, readReceiptFile } from "./receipt_files.js";
export type { OpeningFile, ReceiptClaim, ReceiptFile } from "./receipt_files.js";

/** What needs an election and no codes: the second device, and whoever comes back with a receipt. */
export interface ElectionChecks {
  readonly info: ElectionInfo;
  /**
   * The second device's check of a challenged ballot. `shown` is what it read before the first device knew the choice: 20 characters
   * that were typed, or the text of the QR code. Throws MALFORMED_TRACKER, MALFORMED_OPENING, OPENING_WRONG, OPENING_OF_ANOTHER_TRACKER.
   */
  checkOpening(file: OpeningFile, shown: string, options?: CallOptions): Promise<OpenedBallot>;
  /** What became of a ballot, by the whole log, which is read and verified. Throws as `checkReceiptFile` does, LOG_STALE, LOG_FORKED, LOG_NOT_AS_SIGNED. */
  fate(receipt: ReceiptFile, options?: CallOptions): Promise<Fate>;
}

/** Reads and verifies an election, and throws, as Booth.open does; it keeps nothing. It computes in the thread that calls it. */
export async function openElection(server: VotingServer, process: string, given: Trust = {}, { signal }: CallOptions = {}): Promise<ElectionChecks> {
  const election = await readElection(server, process, given, signal);
  return {
    info: infoOf(election, given.manifestHash === undefined ? "server" : "given"),
    checkOpening: (file, shown, options = {}) => openTheBallot(election, server, file, shown, options.signal),
    fate: async (receipt, options = {}) => {
      const claim = checkReceiptFile(receipt, election.sealed.logKey.text);
      // Whose ballot it is must be nobody's word.
      const slot = await slotOfKey(election, server, claim.ballot.vk, options.signal);
      return slot === undefined ? { kind: "not-admitted" } : fateOf(election, server, claim, slot, options.signal, options.onProgress);
    },
  };
}
