import { isResourceId } from "@urna/protocol/plain_text";
import { Election, readTrust, type Trust } from "./election.js";
import { insist } from "./errors.js";
import { checkPlatform } from "./platform.js";
import type { VotingServer } from "./server.js";
import { asked } from "./voter.js";

/**
 * Tests the platform, then reads and verifies an election, `processes/{process}`. Throws NO_SUCH_PROCESS, also for what no process is
 * named, MALFORMED_TRUST, VOTING_NOT_OPEN before the keys are made, one of the MANIFEST_ codes, LOG_NOT_EXPECTED, DEVICE_UNFIT,
 * NO_RANDOMNESS.
 */
export async function readElection(server: VotingServer, process: string, given: Trust = {}, signal?: AbortSignal): Promise<Election> {
  checkPlatform();
  const [, id] = /^processes\/(.*)$/.exec(process) ?? [];
  insist(id !== undefined && isResourceId(id), "NO_SUCH_PROCESS", {}, "a process is named processes/ID");
  const trust = readTrust(given);
  const sealed = await asked(server.readManifest(process, signal));
  insist(sealed.keyRecord.length > 0, "VOTING_NOT_OPEN");
  return Election.open(process, sealed, trust);
}
