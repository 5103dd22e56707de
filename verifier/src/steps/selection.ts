import { demand, equalBytes, toHex } from "@urna/protocol/bytes";
import { RevotePolicy } from "@urna/protocol/gen/urna/v1/config_pb";
import { ballotLeafBytes, LeafType, type BallotLeaf, type Leaf, type RevocationLeaf } from "@urna/protocol/leaves";
import type { BallotProblem } from "../crypto/ballot_batches.js";
import { ranges, type Pool } from "../pool.js";
import { problemOfAuthorities, readLeaf, type Closing } from "./closing.js";
import type { Log } from "./log.js";
import type { Manifest } from "./manifest.js";
import type { Roll } from "./roll.js";

/** A revocation that holds. */
export interface ValidRevocation {
  readonly index: number;
  readonly slot: number;
  readonly authorities: readonly number[];
  /** The slot had a ballot when it came. */
  readonly afterVote: boolean;
}

/** What Select (10) makes of the log up to the close. */
export interface Selection {
  /** For each contest the records of its ballots, ascending. */
  readonly lists: readonly (readonly number[])[];
  readonly faults: ReadonlyMap<number, string>;
  readonly revocations: readonly ValidRevocation[];
  /** Of a valid ballot its slot and contest. */
  readonly castBy: ReadonlyMap<number, { readonly slot: number; readonly contest: number }>;
  /** The ballot that counts of a slot in a contest, before revocations. */
  best(slot: number, contest: number): number | undefined;
}

const zeros = new Uint8Array(32);

const problems: Readonly<Record<BallotProblem, string>> = {
  points: "has a point or a scalar that is none",
  randomness: "does not prove that its maker knows its randomness",
  key: "does not prove that its maker has its voting key",
};

/** Step 7: every signature and proof, and Select. */
export async function select(log: Log, manifest: Manifest, closing: Closing, roll: Roll, pool: Pool): Promise<Selection> {
  const leaves: (Leaf | string)[] = [];
  for (let i = 0; i < closing.closeIndex; i++) leaves.push(readLeaf(log.leaves[i] as Uint8Array, manifest.hash));
  const proofs = await checkProofs(log, leaves, manifest, pool);
  const state = new Selector(log, manifest, closing, roll, proofs);
  leaves.forEach((leaf, i) => state.take(leaf, i));
  return state.end();
}

/** The problems of ballots by themselves, by record. */
async function checkProofs(log: Log, leaves: readonly (Leaf | string)[], manifest: Manifest, pool: Pool): Promise<Map<number, string>> {
  const length = ballotLeafBytes(manifest.sealed.config.width);
  const ballots: number[] = [];
  leaves.forEach((leaf, i) => {
    if (typeof leaf !== "string" && leaf.type === LeafType.ballot && (log.leaves[i] as Uint8Array).length === length) ballots.push(i);
  });
  const found = new Map<number, string>();
  await Promise.all(ranges(ballots.length, pool.size).map(async ({ from, to }, place) => {
    const bytes = new Uint8Array(length * (to - from));
    for (let n = from; n < to; n++) bytes.set(log.leaves[ballots[n] as number] as Uint8Array, length * (n - from));
    const wrong = await pool.run("ballots", { leaves: bytes, length, manifestHash: manifest.hash }, place);
    for (const [n, problem] of wrong) found.set(ballots[from + n] as number, problems[problem]);
  }));
  return found;
}

class Selector {
  readonly #faults = new Map<number, string>();
  readonly #last = new Map<string, { readonly seq: bigint; readonly hash: Uint8Array }>();
  /** By slot: the contests that it has a ballot in, and the record of that which counts. */
  readonly #best = new Map<number, Map<number, number>>();
  readonly #castBy = new Map<number, { readonly slot: number; readonly contest: number }>();
  readonly #revoked = new Map<number, ValidRevocation>();
  readonly #seen = new Set<string>();
  readonly #entitled: readonly ReadonlySet<number>[];
  readonly #groups: readonly (readonly { readonly contests: ReadonlySet<number>; readonly max: number }[])[];

  constructor(
    private readonly log: Log, private readonly manifest: Manifest, private readonly closing: Closing, private readonly roll: Roll,
    private readonly proofs: ReadonlyMap<number, string>,
  ) {
    const { config } = manifest.sealed;
    this.#entitled = config.electorates.map((electorate) => new Set(electorate.contests));
    const groups = config.choiceGroups.map((group) => ({ contests: new Set(group.contests), max: group.max }));
    this.#groups = config.contests.map((contest) => groups.filter((group) => group.contests.has(contest.number)));
  }

  take(leaf: Leaf | string, index: number): void {
    const problem = typeof leaf === "string" ? leaf : this.#admit(leaf, index);
    if (problem !== undefined) this.#faults.set(index, problem);
  }

  #admit(leaf: Leaf, index: number): string | undefined {
    switch (leaf.type) {
      case LeafType.manifest:
        return index === 0 ? undefined : "is a second manifest";
      case LeafType.open:
        return index === this.closing.openIndex ? undefined : "is no valid opening, or a second one";
      case LeafType.ballot:
        return this.#ballot(leaf, index);
      case LeafType.revocation:
        return this.#revoke(leaf, index);
      case LeafType.close:
        return "is no valid closing";
      case LeafType.artefact:
        return "is an artefact before the close";
    }
  }

  #ballot(leaf: BallotLeaf, index: number): string | undefined {
    const { config } = this.manifest.sealed;
    if (leaf.width !== config.width) return "has another width than the election";
    if (leaf.contest >= config.contests.length) return "is in a contest that there is not";
    if (index < this.closing.openIndex) return "came before the opening";
    const key = toHex(leaf.vk);
    const slot = this.roll.byKey.get(key);
    if (slot === undefined) return "is cast with a key that is not on the roll";
    if (!this.#isEntitled(slot, leaf.contest)) return "is in a contest that its voter may not vote in";
    if (this.#revoked.has(slot)) return "is cast with a key that was revoked";
    const last = this.#last.get(`${key}/${leaf.contest}`);
    if (leaf.seq > BigInt(config.ballotsPerKey)) return "is beyond the number of ballots of a key";
    if (leaf.seq !== (last?.seq ?? 0n) + 1n) return "is not the next of its key in its contest";
    if (!equalBytes(leaf.prev, last?.hash ?? zeros)) return "does not name the ballot before it";
    const used = this.#best.get(slot) ?? new Map<number, number>();
    if (!used.has(leaf.contest) && this.#isGroupFull(used, leaf.contest)) return "is in a contest whose choice group its voter has used up";
    if (config.revote === RevotePolicy.FIRST && used.has(leaf.contest)) return "is a second ballot, where the first one counts";
    const problem = this.proofs.get(index);
    if (problem !== undefined) return problem;
    const a = toHex(leaf.a);
    if (this.#seen.has(a)) return "has a ciphertext that was there before";
    this.#seen.add(a);
    this.#last.set(`${key}/${leaf.contest}`, { seq: leaf.seq, hash: this.log.hashAt(index).slice() });
    used.set(leaf.contest, index);
    this.#best.set(slot, used);
    this.#castBy.set(index, { slot, contest: leaf.contest });
    return undefined;
  }

  #isEntitled(slot: number, contest: number): boolean {
    const electorate = this.roll.slots[slot]?.electorate;
    return electorate !== undefined && (this.#entitled[electorate]?.has(contest) ?? false);
  }

  #isGroupFull(used: ReadonlyMap<number, number>, contest: number): boolean {
    return (this.#groups[contest] ?? []).some((group) => {
      let count = 0;
      for (const other of used.keys()) if (group.contests.has(other)) count++;
      return count >= group.max;
    });
  }

  #revoke(leaf: RevocationLeaf, index: number): string | undefined {
    const slot = this.roll.byTag.get(toHex(leaf.tag));
    if (slot === undefined || this.roll.slots[slot]?.hasKey !== true) return "revokes a key that is not on the roll";
    if (leaf.gen !== 0) return "revokes a key of another generation";
    if (this.#revoked.has(slot)) return "revokes a key that is revoked";
    const problem = problemOfAuthorities(leaf, this.manifest);
    if (problem !== undefined) return problem;
    const authorities = leaf.signatures.map((signature) => signature.number);
    this.#revoked.set(slot, { index, slot, authorities, afterVote: this.#best.has(slot) });
    return undefined;
  }

  end(): Selection {
    const { config } = this.manifest.sealed;
    const lists: number[][] = config.contests.map(() => []);
    for (const [slot, contests] of this.#best) {
      if (this.#revoked.has(slot)) continue;
      for (const [contest, index] of contests) (lists[contest] as number[]).push(index);
    }
    for (const [contest, list] of lists.entries()) {
      list.sort((a, b) => a - b);
      demand(list.length <= entitledTo(this.manifest, contest), `contest ${contest}: more ballots count than there are slots entitled to it`);
      demand(list.length <= 1 << 24, `contest ${contest}: has more than 2^24 ballots`);
    }
    return {
      lists, faults: this.#faults, revocations: [...this.#revoked.values()], castBy: this.#castBy,
      best: (slot, contest) => this.#best.get(slot)?.get(contest),
    };
  }
}

/** How many slots may vote in a contest. */
export function entitledTo(manifest: Manifest, contest: number): number {
  return manifest.sealed.config.electorates
    .filter((electorate) => electorate.contests.includes(contest))
    .reduce((sum, electorate) => sum + Number(electorate.slots), 0);
}
