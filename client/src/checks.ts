import { checkPlatform } from "./platform.js";
import type { CallOptions } from "./booth.js";
import { Election, readTrust, type Trust } from "./election.js";
import { insist } from "./errors.js";
import { fateOf, type Fate } from "./fate.js";
import { infoOf, type ElectionInfo } from "./info.js";
import { openTheBallot, type OpenedBallot } from "./opening.js";
import { checkReceiptFile, type OpeningFile, type ReceiptFile } from "./receipt_files.js";
import type { VotingServer } from "./server.js";
import { asked, slotOfKey } from "./voter.js";

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
  /** The second device's check of a challenged ballot. `shown` is what it read before the first device knew the choice. */
  checkOpening(file: OpeningFile, shown: string, options?: CallOptions): Promise<OpenedBallot>;
  /** What became of a ballot, by the whole log, which is read and verified. */
  fate(receipt: ReceiptFile, options?: CallOptions): Promise<Fate>;
}

/** Reads and verifies an election, as Booth.open does. */
export async function openElection(server: VotingServer, process: string, given: Trust = {}, { signal }: CallOptions = {}): Promise<ElectionChecks> {
  checkPlatform();
  const trust = readTrust(given);
  const sealed = await asked(server.readManifest(process, signal));
  insist(sealed.keyRecord.length > 0, "VOTING_NOT_OPEN");
  const election = Election.open(process, sealed, trust);
  return {
    info: infoOf(election, trust.manifestHash === undefined ? "server" : "given"),
    checkOpening: (file, shown, options = {}) => openTheBallot(election, server, file, shown, options.signal),
    fate: async (receipt, options = {}) => {
      const claim = checkReceiptFile(receipt, election.sealed.logKey.text);
      // Whose ballot it is must be nobody's word.
      const slot = await slotOfKey(election, server, claim.ballot.vk, options.signal);
      return slot === undefined ? { kind: "not-admitted" } : fateOf(election, server, claim, slot, options.signal, options.onProgress);
    },
  };
}
