import { concat, equalBytes } from "@urna/protocol/bytes";
import { encodePoint } from "@urna/protocol/group";
import { LeafType, parseLeaf, type BallotLeaf } from "@urna/protocol/leaves";
import { decodePayload } from "@urna/protocol/payload";
import { fullTracker } from "@urna/protocol/trackers";
import { choicesOf, type Choice } from "./choices.js";
import { encryptPayload } from "./draft.js";
import type { Election } from "./election.js";
import { insist, reading } from "./errors.js";
import { readOpening, type OpeningFile } from "./receipt_files.js";
import type { VotingServer } from "./server.js";
import { slotOfKey } from "./voter.js";

/** What an opened ballot holds, as the second device found it. */
export interface OpenedBallot {
  readonly contest: string;
  readonly sequence: bigint;
  /** All 52 characters, of the bytes that were checked. */
  readonly tracker: string;
  /** The 16 characters of the letter, by the roll. */
  readonly slot: string;
  readonly choices: readonly Choice[];
}

const qrPrefix = "urna2:";

/** A tracker that was typed (20 characters) or scanned (52, maybe with `urna2:`); throws MALFORMED_TRACKER. */
export function readTracker(text: string): string {
  const bare = text.replace(/\s/g, "").toLowerCase();
  const tracker = bare.startsWith(qrPrefix) ? bare.slice(qrPrefix.length) : bare;
  insist(/^[a-z2-7]+$/.test(tracker) && (tracker.length === 20 || tracker.length === 52), "MALFORMED_TRACKER");
  return tracker;
}

/**
 * The second device (6.5): makes the ciphertext anew from what was opened and compares all bytes. `shown` is the tracker that this
 * device read before the first one knew the choice. Throws OPENING_WRONG, or OPENING_OF_ANOTHER_TRACKER: the first device lies.
 */
export async function openTheBallot(election: Election, server: VotingServer, file: OpeningFile, shown: string, signal?: AbortSignal): Promise<OpenedBallot> {
  const expected = readTracker(shown);
  const opening = readOpening(file);
  const leaf = reading("OPENING_WRONG", () => parseLeaf(concat(opening.head, new Uint8Array(128))));
  insist(leaf.type === LeafType.ballot && equalBytes(leaf.manifestHash, election.manifestHash), "OPENING_WRONG", {}, "it is no ballot of this election");
  const contest = election.contestNumber(leaf.contest);
  insist(contest !== undefined && leaf.width === election.width, "OPENING_WRONG", {}, "it is no ballot of this election");
  const tracker = fullTracker(opening.head);
  insist(tracker.startsWith(expected), "OPENING_OF_ANOTHER_TRACKER", { tracker });
  insist(opening.payload.length === 30 * election.width, "OPENING_WRONG", {}, "the payload has a wrong length");
  const points = await encryptPayload(election.ballotKeys, opening.payload, opening.randomness, signal);
  insist(points.every((point, l) => equalBytes(encodePoint(point), pointOf(leaf, l))), "OPENING_WRONG", {}, "the ciphertext holds something else");
  const vote = decodePayload(opening.payload, election.limits(contest), contest.projects.map((project) => project.cost));
  insist(vote !== undefined, "OPENING_WRONG", {}, "it holds no ballot of the contest");
  const slot = await slotOfKey(election, server, leaf.vk, signal);
  insist(slot !== undefined, "OPENING_WRONG", {}, "it is of a key that is on no roll");
  return { contest: contest.id, sequence: leaf.seq, tracker, slot, choices: choicesOf(election, leaf.contest, vote) };
}

function pointOf(leaf: BallotLeaf, l: number): Uint8Array {
  return l === 0 ? leaf.a : (leaf.b[l - 1] as Uint8Array);
}
