import { proveBallotWith } from "@urna/protocol/ballot_proof";
import { concat, le64 } from "@urna/protocol/bytes";
import type { KeyPart } from "@urna/protocol/codes";
import { embed } from "@urna/protocol/embedding";
import { basePoint, encodePoint, multiply, type Point, type Scalar } from "@urna/protocol/group";
import { ballotHead, ballotPrefix } from "@urna/protocol/leaves";
import { fullTracker } from "@urna/protocol/trackers";
import type { FilledBallot } from "./choices.js";
import type { Election } from "./election.js";
import { goOn, insist } from "./errors.js";
import { freshNonce } from "./fresh.js";

/** Where a ballot stands among those of its key in its contest. */
export interface Place {
  /** From 1. */
  readonly sequence: bigint;
  /** Leaf hash of the ballot before; 32 zero bytes for the first. */
  readonly previous: Uint8Array;
}

/** What opens a challenged ballot. */
export interface Opening {
  readonly head: Uint8Array;
  readonly payload: Uint8Array;
  readonly randomness: Scalar;
}

export type Progress = (done: number) => void;

/** Lets a page paint, and a worker hear that it may stop. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
}

/**
 * An encrypted ballot of which its voter has not decided yet (6.5). It is cast, or challenged, once: after either it is spent, so that
 * no proof is ever made of a ballot that was opened.
 */
export class Draft {
  readonly contest: number;
  readonly place: Place;
  /** The leaf bytes before T. */
  readonly head: Uint8Array;
  /** All 52 characters. */
  readonly tracker: string;
  readonly #manifestHash: Uint8Array;
  #secret: { readonly payload: Uint8Array; readonly randomness: Scalar } | undefined;

  private constructor(election: Election, contest: number, place: Place, head: Uint8Array, payload: Uint8Array, randomness: Scalar) {
    this.contest = contest;
    this.place = place;
    this.head = head;
    this.tracker = fullTracker(head);
    this.#manifestHash = election.manifestHash;
    this.#secret = { payload, randomness };
  }

  /** Whether it was cast or challenged. */
  get isSpent(): boolean {
    return this.#secret === undefined;
  }

  /** `attempt` counts the encryptions of this device for this key, contest and number, from 1. */
  static async encrypt(
    election: Election, ballot: FilledBallot, key: KeyPart, place: Place, attempt: bigint, signal?: AbortSignal, progress?: Progress,
  ): Promise<Draft> {
    const prefix = ballotPrefix(election.manifestHash, ballot.contest, encodePoint(key.point), place.sequence, place.previous);
    const bound = concat(prefix, ballot.payload, le64(attempt));
    const randomness = freshNonce("r", key.secret, bound);
    bound.fill(0);
    const points = await encryptPayload(election.ballotKeys, ballot.payload, randomness, signal, progress);
    const head = ballotHead(prefix, election.width, concat(...points.map(encodePoint)));
    return new Draft(election, ballot.contest, place, head, ballot.payload, randomness);
  }

  /** The record to hand in, its proof made now. Throws NO_SUCH_DRAFT where the draft is spent. */
  cast(key: KeyPart): Uint8Array {
    const { payload, randomness } = this.#spend();
    payload.fill(0);
    const nonces = { w: freshNonce("w", key.secret, this.head), u: freshNonce("u", key.secret, this.head) };
    return concat(this.head, proveBallotWith(this.#manifestHash, this.head, randomness, key.secret, nonces));
  }

  /** Opens the ballot, which is void from now on. Throws NO_SUCH_DRAFT where the draft is spent. */
  challenge(): Opening {
    return { head: this.head, ...this.#spend() };
  }

  #spend(): { readonly payload: Uint8Array; readonly randomness: Scalar } {
    const secret = this.#secret;
    this.#secret = undefined;
    insist(secret !== undefined, "NO_SUCH_DRAFT");
    return secret;
  }
}

/** `A, B_1, .., B_k`, a point at a time. */
export async function encryptPayload(
  keys: readonly Point[], payload: Uint8Array, randomness: Scalar, signal?: AbortSignal, progress?: Progress,
): Promise<Point[]> {
  const points = [multiply(basePoint, randomness)];
  for (const [l, key] of keys.entries()) {
    goOn(signal);
    points.push(multiply(key, randomness).add(embed(payload.subarray(30 * l, 30 * (l + 1)))));
    progress?.((l + 1) / keys.length);
    await turn();
  }
  goOn(signal);
  return points;
}
