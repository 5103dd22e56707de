import { equalBytes, ProtocolError, toHex } from "@urna/protocol/bytes";
import { LeafType, parseLeaf, type BallotLeaf, type Leaf, type RevocationLeaf } from "@urna/protocol/leaves";
import { leafHash, TreeHasher } from "@urna/protocol/merkle";
import { printedTag, tracker as trackerOf } from "@urna/protocol/trackers";
import type { Progress } from "./draft.js";
import type { Election } from "./election.js";
import { goOn, insist } from "./errors.js";
import { hasAuthorities, isValidBallot } from "./proven.js";
import type { ReceiptClaim } from "./receipt_files.js";
import type { VotingServer } from "./server.js";
import { asked } from "./voter.js";

/**
 * What became of a ballot whose receipt holds, by the whole log as it is now (14, "the fate of a receipt"). `stands`: nothing in the log
 * takes it out of the count; once voting is closed it is counted. That the count itself is right is for the audit to say.
 */
export type Fate =
  | { readonly kind: "not-admitted" }
  | { readonly kind: "cancelled"; readonly record: bigint; readonly signers: readonly number[] }
  | { readonly kind: "replaced"; readonly record: bigint; readonly sequence: bigint; readonly tracker: string }
  | { readonly kind: "too-few-ballots"; readonly voters: number; readonly minimum: bigint }
  | { readonly kind: "stands"; readonly isClosed: boolean };

interface OwnBallot { readonly index: bigint; readonly hash: Uint8Array; readonly leaf: BallotLeaf }

/** What of the log a fate depends on; everything else is hashed and let go. */
class Findings {
  readonly ballots: OwnBallot[] = [];
  readonly voters = new Set<string>();
  revocation: { readonly index: bigint; readonly leaf: RevocationLeaf } | undefined;
  isClosed = false;
  readonly #claim: ReceiptClaim;
  readonly #slot: string;

  constructor(claim: ReceiptClaim, slot: string) {
    this.#claim = claim;
    this.#slot = slot;
  }

  take(election: Election, index: bigint, bytes: Uint8Array): void {
    const leaf = leafOf(bytes);
    if (leaf === undefined || !equalBytes(leaf.manifestHash, election.manifestHash)) return;
    if (leaf.type === LeafType.ballot && leaf.contest === this.#claim.ballot.contest) {
      this.voters.add(toHex(leaf.vk));
      if (equalBytes(leaf.vk, this.#claim.ballot.vk)) this.ballots.push({ index, hash: leafHash(bytes), leaf });
    } else if (leaf.type === LeafType.revocation && !this.isClosed) {
      const isOwn = printedTag(leaf.tag) === this.#slot && leaf.gen === 0 && hasAuthorities(election, leaf);
      if (isOwn) this.revocation ??= { index, leaf };
    } else if (leaf.type === LeafType.close && hasAuthorities(election, leaf)) {
      this.isClosed = true;
    }
  }
}

function leafOf(bytes: Uint8Array): Leaf | undefined {
  try {
    return parseLeaf(bytes);
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}

/**
 * Reads the whole log, verifies that it is the one that is signed and that it has grown from the receipt's checkpoint, and says what
 * became of the ballot. `slot` are the 16 characters of the letter. Throws LOG_NOT_AS_SIGNED, LOG_FORKED.
 */
export async function fateOf(
  election: Election, server: VotingServer, claim: ReceiptClaim, slot: string, signal?: AbortSignal, progress?: Progress,
): Promise<Fate> {
  const checkpoint = election.checkpoint(await asked(server.readCheckpoint(election.process, signal)));
  const facts = { known: claim.checkpoint.size, size: checkpoint.size };
  insist(checkpoint.size >= claim.checkpoint.size, "LOG_STALE", facts);
  const findings = new Findings(claim, slot);
  const tree = new TreeHasher();
  while (BigInt(tree.size) < checkpoint.size) {
    goOn(signal);
    const { entries } = await asked(server.listEntries(election.process, BigInt(tree.size), signal));
    insist(entries.length > 0, "LOG_NOT_AS_SIGNED", {}, "the server gives fewer records than its checkpoint counts");
    for (const bytes of entries) {
      const index = BigInt(tree.size);
      if (index === checkpoint.size) break;
      const hash = leafHash(bytes);
      tree.add(hash);
      if (index === claim.index) insist(equalBytes(hash, claim.hash), "LOG_FORKED", facts, "another record stands at the receipt's index");
      findings.take(election, index, bytes);
      if (BigInt(tree.size) === claim.checkpoint.size) insist(equalBytes(tree.root(), claim.checkpoint.root), "LOG_FORKED", facts);
    }
    progress?.(Number((BigInt(tree.size) * 1000n) / checkpoint.size) / 1000);
  }
  insist(equalBytes(tree.root(), checkpoint.root), "LOG_NOT_AS_SIGNED", {}, "the records are not those of the signed checkpoint");
  return judge(election, findings, claim);
}

function judge(election: Election, findings: Findings, claim: ReceiptClaim): Fate {
  const isLast = election.sealed.config.revote !== 2;
  const admitted = admittedOf(election, findings.ballots, isLast);
  if (!admitted.some(({ index }) => index === claim.index)) return { kind: "not-admitted" };
  const { revocation } = findings;
  if (revocation !== undefined) {
    return { kind: "cancelled", record: revocation.index, signers: revocation.leaf.signatures.map(({ number }) => number) };
  }
  const best = (isLast ? admitted.at(-1) : admitted[0]) as OwnBallot;
  if (best.index !== claim.index) {
    return { kind: "replaced", record: best.index, sequence: best.leaf.seq, tracker: trackerOf(best.leaf.head) };
  }
  const contest = election.contestNumber(claim.ballot.contest);
  const minimum = contest?.minimumBallots ?? 0n;
  const mayBeTooSmall = findings.isClosed && contest?.countAnyway !== true && BigInt(findings.voters.size) < minimum;
  // No more ballots are counted than keys have cast one.
  if (mayBeTooSmall) return { kind: "too-few-ballots", voters: findings.voters.size, minimum };
  return { kind: "stands", isClosed: findings.isClosed };
}

/** Of a key's ballots those that form its chain (6.6) and whose proofs hold. */
function admittedOf(election: Election, ballots: readonly OwnBallot[], isLast: boolean): OwnBallot[] {
  const chain: OwnBallot[] = [];
  for (const ballot of ballots) {
    const before = chain.at(-1);
    const previous = before?.hash ?? new Uint8Array(32);
    const isNext = ballot.leaf.seq === BigInt(chain.length + 1) && equalBytes(ballot.leaf.prev, previous);
    if (isNext && (isLast || before === undefined) && isValidBallot(election, ballot.leaf)) chain.push(ballot);
  }
  return chain;
}
