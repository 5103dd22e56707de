import { equalBytes } from "@urna/protocol/bytes";
import { LeafType, parseLeaf, type BallotLeaf } from "@urna/protocol/leaves";
import { fullTracker as fullTrackerOf, tracker as trackerOf } from "@urna/protocol/trackers";
import type { FilledBallot } from "./choices.js";
import { Draft, type Place, type Progress } from "./draft.js";
import type { Election } from "./election.js";
import { goOn, insist, UrnaError } from "./errors.js";
import { memoryName, VoterMemory, type PendingBallot } from "./memory.js";
import { checkChain, isSameBallot, proveBallotRecord, proveRefusal, type ChainEnd, type ProvenBallot, type Refusal } from "./proven.js";
import { SeenLog } from "./seen_log.js";
import { ServerError, type CastAnswer, type VotingServer } from "./server.js";
import { keep, type VoterStorage } from "./storage.js";
import { asError, asked, type Voter } from "./voter.js";

/** What became of a ballot: it is in the log, or its number was taken, which is proven, and the next may be encrypted. */
export type Settled = { readonly kind: "cast"; readonly ballot: ProvenBallot } | { readonly kind: "number-taken" };

/** Waits for so many milliseconds. */
export type Pause = (milliseconds: number) => Promise<void>;

const castAttempts = 4;

/** An honest client on an honest log never gets one of these. */
const misconduct = new Set(["SEQUENCE_GAP", "WRONG_PREVIOUS", "COPIED_CIPHERTEXT"]);

/** A voter's memory, and what gives the lock on it back. */
interface Kept {
  readonly memory: VoterMemory;
  readonly release: () => void;
}

/** Of a server that gives no answer at all. */
const silent: ReadonlySet<string> = new Set(["SERVER_UNREACHABLE", "SERVER_REFUSED", "CANCELLED"]);

/**
 * Which ballot may be signed next, and what became of those that were (6.6, 7). A ballot is signed only where all ballots of the key
 * in the contest before it are proven, and where none is unanswered in the contest or in another of its choice groups. What is
 * unanswered is sent again, byte for byte, and ends with a receipt or a refusal that is proven; whatever else a server says, it stays
 * unanswered, and nothing else is signed in its place. One call at a time.
 */
export class VoterSession {
  readonly #election: Election;
  readonly #server: VotingServer;
  readonly #storage: VoterStorage;
  readonly #pause: Pause;
  readonly #release: () => void;
  readonly voter: Voter;
  readonly memory: VoterMemory;
  readonly log: SeenLog;
  #found: ProvenBallot[] = [];

  private constructor(election: Election, server: VotingServer, voter: Voter, storage: VoterStorage, pause: Pause, kept: Kept) {
    this.#election = election;
    this.#server = server;
    this.#storage = storage;
    this.#pause = pause;
    this.#release = kept.release;
    this.voter = voter;
    this.memory = kept.memory;
    this.log = new SeenLog(election, server, kept.memory, () => this.#save());
  }

  /** Throws DEVICE_BUSY where another tab has this voter's memory, STORAGE_FAILED, STORAGE_DAMAGED. */
  static async open(election: Election, server: VotingServer, voter: Voter, storage: VoterStorage, pause: Pause): Promise<VoterSession> {
    const name = memoryName(election, voter.publicKey);
    const release = await storage.lock(name);
    insist(release !== undefined, "DEVICE_BUSY");
    try {
      const text = await storage.load(name).catch((error: unknown) => {
        throw new UrnaError("STORAGE_FAILED", {}, (error as Error).message);
      });
      const memory = text === undefined ? new VoterMemory(election) : VoterMemory.fromJson(text, election, voter.publicKey);
      return new VoterSession(election, server, voter, storage, pause, { memory, release });
    } catch (error) {
      release();
      throw error;
    }
  }

  close(): void {
    this.#release();
  }

  /** Ballots of the key that this device did not cast, since this was last asked: another device's, or somebody else's. */
  takeFound(): ProvenBallot[] {
    const found = this.#found;
    this.#found = [];
    return found;
  }

  /** The place of the next ballot of a contest, as far as the log proves it. Throws UNANSWERED, a final code, or one of misconduct. */
  async findPlace(contest: number, signal?: AbortSignal): Promise<Place> {
    const pending = this.memory.unanswered(contest);
    if (pending !== undefined) throw unanswered(pending, undefined);
    const refusal = await this.#ask(contest, this.memory.end(contest), signal);
    if (refusal === undefined) {
      // The answer shows no checkpoint; that the log is still the one that was seen is asked for.
      if (this.memory.checkpoint !== undefined) await this.log.seeNewest(signal);
    } else if (refusal.reason === "sequence") {
      this.#found.push(...refusal.ballots);
      this.memory.add(refusal.ballots);
      await this.#save();
    } else {
      throw final(this.#election, refusal);
    }
    return this.#nextPlace(contest);
  }

  /** A ballot for that place. Its voter sees the tracker, then decides. */
  async encrypt(ballot: FilledBallot, place: Place, signal?: AbortSignal, progress?: Progress): Promise<Draft> {
    this.memory.encryptions += 1n;
    await this.#save();
    return Draft.encrypt(this.#election, ballot, this.voter.key, place, this.memory.encryptions, signal, progress);
  }

  /** Signs, keeps, hands in, and verifies the answer. After any error but a final one the ballot is unanswered, or was never signed. */
  async cast(draft: Draft, signal?: AbortSignal): Promise<Settled> {
    const before = this.memory.unanswered(draft.contest);
    if (before !== undefined) throw unanswered(before, undefined);
    const place = this.#nextPlace(draft.contest);
    const isNext = draft.place.sequence === place.sequence && equalBytes(draft.place.previous, place.previous);
    insist(isNext, "NUMBER_TAKEN");
    goOn(signal);
    const bytes = draft.cast(this.voter.key);
    const pending = { leaf: ownLeaf(bytes), bytes };
    this.memory.pending.push(pending);
    try {
      // Kept before a byte of it leaves.
      await this.#save();
    } catch (error) {
      this.memory.pending.pop();
      throw error;
    }
    return this.#settle(pending, signal);
  }

  /** Throws UNANSWERED where this is the ballot that has no answer: only `settleAll` may do more for it. */
  refuseUnanswered(fullTracker: string): void {
    const pending = this.memory.pending.find(({ leaf }) => fullTrackerOf(leaf.head) === fullTracker);
    if (pending !== undefined) throw unanswered(pending, undefined);
  }

  /** Sends again what is unanswered, and says what came of each. */
  async settleAll(signal?: AbortSignal): Promise<{ readonly pending: PendingBallot; readonly outcome: Settled | UrnaError }[]> {
    const out = [];
    for (const pending of [...this.memory.pending]) {
      try {
        out.push({ pending, outcome: await this.#settle(pending, signal) });
      } catch (error) {
        if (!(error instanceof UrnaError) || error.code === "STORAGE_FAILED") throw error;
        out.push({ pending, outcome: error });
      }
    }
    return out;
  }

  /** The receipt of a ballot that is cast, again: at the newest checkpoint, with the cosignatures that there are by now. */
  async renew(ballot: ProvenBallot, signal?: AbortSignal): Promise<ProvenBallot> {
    const tracker = trackerOf(ballot.leaf.head);
    const answer = await asked(this.#server.getBallot(this.#election.process, tracker, signal));
    const renewed = proveBallotRecord(this.#election, ballot.bytes, answer.receipt);
    insist(renewed.index === ballot.index, "LOG_FORKED", {}, "the record stands at another index than before");
    await this.log.see(renewed.note, renewed.checkpoint, signal);
    const chain = this.memory.ballots.get(ballot.leaf.contest) ?? [];
    this.memory.ballots.set(ballot.leaf.contest, chain.map((one) => (one.index === ballot.index ? renewed : one)));
    await this.#save();
    return renewed;
  }

  async #settle(pending: PendingBallot, signal?: AbortSignal): Promise<Settled> {
    let answer: CastAnswer;
    try {
      answer = await this.#send(pending.bytes, signal);
    } catch (error) {
      if (!(error instanceof ServerError)) throw unanswered(pending, error);
      return this.#takeRefusal(pending, error, signal);
    }
    try {
      return { kind: "cast", ballot: await this.#takeReceipt(pending, answer, signal) };
    } catch (error) {
      throw unanswered(pending, error);
    }
  }

  /** The same bytes again while it is not known whether they arrived. */
  async #send(bytes: Uint8Array, signal?: AbortSignal): Promise<CastAnswer> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#server.castBallot(this.#election.process, bytes, signal);
      } catch (error) {
        const isUncertain = error instanceof ServerError && (error.status === "unavailable" || error.status === "deadline_exceeded");
        if (!isUncertain || attempt === castAttempts || signal?.aborted === true) throw error;
        await this.#pause(1000 * 2 ** (attempt - 1));
      }
    }
  }

  async #takeReceipt(pending: PendingBallot, answer: CastAnswer, signal?: AbortSignal): Promise<ProvenBallot> {
    const { contest } = pending.leaf;
    const proven = proveBallotRecord(this.#election, pending.bytes, answer.receipt);
    insist(proven.index === answer.leafIndex, "RECEIPT_OF_ANOTHER_RECORD", {}, "the receipt is of another record than the answer says");
    checkChain(this.voter.publicKey, contest, this.memory.end(contest), [proven], "RECEIPT_OF_ANOTHER_RECORD");
    await this.log.see(proven.note, proven.checkpoint, signal);
    await this.#answered(pending, [proven]);
    return proven;
  }

  async #takeRefusal(pending: PendingBallot, said: ServerError, signal?: AbortSignal): Promise<Settled> {
    const { contest } = pending.leaf;
    let refusal: Refusal | undefined;
    try {
      refusal = await this.#ask(contest, this.memory.end(contest), signal);
    } catch (error) {
      // A lie is worse news than the refusal; a server that does not answer is none.
      const isLie = error instanceof UrnaError && !silent.has(error.code);
      throw unanswered(pending, isLie ? error : this.#reasonOf(said));
    }
    if (refusal === undefined) throw unanswered(pending, this.#reasonOf(said));
    if (!("ballots" in refusal)) {
      await this.#answered(pending, []);
      throw final(this.#election, refusal);
    }
    const own = refusal.ballots.find(({ leaf }) => isSameBallot(leaf, pending.leaf));
    const isChain = refusal.reason === "sequence" || (own !== undefined && refusal.reason === "already-voted");
    if (isChain) this.#found.push(...refusal.ballots.filter((ballot) => ballot !== own));
    // Final: the ballot can no longer be appended validly.
    await this.#answered(pending, isChain ? refusal.ballots : []);
    if (own !== undefined) return { kind: "cast", ballot: own };
    if (!isChain) throw final(this.#election, refusal);
    this.#nextPlace(contest);
    return { kind: "number-taken" };
  }

  #reasonOf(said: ServerError): unknown {
    return misconduct.has(said.reason) ? new UrnaError("HONEST_BALLOT_REFUSED", { reason: said.reason }, said.message) : asError(said);
  }

  async #ask(contest: number, before: ChainEnd, signal?: AbortSignal): Promise<Refusal | undefined> {
    const { publicKey, slot } = this.voter;
    const answer = await asked(this.#server.proveRefusal(this.#election.process, publicKey, contest, before.sequence + 1n, signal));
    const refusal = proveRefusal(this.#election, { key: publicKey, slot: slot.tag, contest, before }, answer);
    if (refusal !== undefined) await this.log.see(refusal.under.note, refusal.under.checkpoint, signal);
    return refusal;
  }

  /** At once, so that a crash leaves no ballot both ways. */
  async #answered(pending: PendingBallot, ballots: readonly ProvenBallot[]): Promise<void> {
    this.memory.add(ballots);
    this.memory.pending = this.memory.pending.filter((one) => one !== pending);
    await this.#save();
  }

  #nextPlace(contest: number): Place {
    const { revote, ballotsPerKey } = this.#election.sealed.config;
    const end = this.memory.end(contest);
    insist(end.sequence === 0n || revote !== 2, "ALREADY_VOTED");
    insist(end.sequence < BigInt(ballotsPerKey), "TOO_MANY_BALLOTS", { most: ballotsPerKey });
    return { sequence: end.sequence + 1n, previous: end.hash };
  }

  #save(): Promise<void> {
    return keep(this.#storage, memoryName(this.#election, this.voter.publicKey), this.memory.toJson());
  }
}

function ownLeaf(bytes: Uint8Array): BallotLeaf {
  const leaf = parseLeaf(bytes);
  if (leaf.type !== LeafType.ballot) throw new Error("a ballot that was just made is none");
  return leaf;
}

function unanswered(pending: PendingBallot, why: unknown): UrnaError {
  if (why !== undefined && !(why instanceof UrnaError)) throw why;
  return new UrnaError("UNANSWERED", { tracker: trackerOf(pending.leaf.head) }, why?.message ?? "", why);
}

const finalCodes = {
  "choice-group": "CHOICE_GROUP_FULL", "already-voted": "ALREADY_VOTED", "revoked": "KEY_REVOKED", "closed": "VOTING_CLOSED", "sequence": "NUMBER_TAKEN",
} as const;

/** A proven refusal that ends the vote in a contest. */
function final(election: Election, refusal: Refusal): UrnaError {
  const record = refusal.under.index;
  if ("ballots" in refusal) {
    const listed = (name: (leaf: BallotLeaf) => string): string => refusal.ballots.map(({ leaf }) => name(leaf)).join(", ");
    const contests = listed(({ contest }) => election.contestNumber(contest)?.id ?? "");
    return new UrnaError(finalCodes[refusal.reason], { record, contests, trackers: listed(({ head }) => trackerOf(head)) });
  }
  const time = refusal.time === undefined ? {} : { time: refusal.time };
  return new UrnaError(finalCodes[refusal.reason], { record, signers: refusal.signers.join(", "), ...time });
}
