import type { Limits } from "@urna/protocol/ballot_formats";

export type BallotKind = Limits["kind"];

export interface Project {
  readonly id: string;
  /** In minor units. */
  readonly cost: bigint;
  readonly categories: readonly string[];
  readonly area: string;
}

/** A mark as a ballot has it: a project's place in the list, and the points that stand there (1 for approvals). */
export interface Marked {
  readonly project: number;
  readonly points: number;
}

/** Voters whose ballots say the same: `marks` in the ballot's order, best first in a ranking. */
export interface BallotType {
  readonly marks: readonly Marked[];
  readonly voters: number;
}

/** What a rule counts. */
export interface Election {
  readonly kind: BallotKind;
  readonly projects: readonly Project[];
  readonly types: readonly BallotType[];
  readonly voters: number;
  /** In minor units. */
  readonly budget: bigint;
  /** Decimals of the currency. */
  readonly digits: number;
}

/** Puts equal ballots together; votes are in the order of the ballots. */
export function typesOf(votes: readonly (readonly Marked[])[]): BallotType[] {
  const types = new Map<string, { marks: readonly Marked[]; voters: number }>();
  for (const marks of votes) {
    const key = marks.map((mark) => `${mark.project}:${mark.points}`).join(",");
    const type = types.get(key);
    if (type === undefined) types.set(key, { marks, voters: 1 });
    else type.voters++;
  }
  return [...types.values()];
}

/** The support that a type of ballot gives to a project. */
export interface Support {
  readonly type: number;
  /** How much: 1 for each approval, the points of the ballot, or of its ranks. At least 1. */
  readonly points: number;
}

/** Where the points of a ranking come from: of `len` ranked projects the first has `len - 1`, or `len`. */
export type Borda = "len-1" | "len" | "ballot";

/** Who supports whom. With `points` what a ballot lists with 0 points is not listed. */
export class Supporters {
  /** By project. */
  readonly of: readonly (readonly Support[])[];
  readonly #voters: readonly number[];

  private constructor(of: readonly (readonly Support[])[], types: readonly BallotType[]) {
    this.of = of;
    this.#voters = types.map((type) => type.voters);
  }

  /** Everybody who lists a project supports it once. */
  static byVotes(election: Election): Supporters {
    return Supporters.#with(election, (mark) => (election.kind === "ordinal" || mark.points > 0 ? 1 : 0));
  }

  /** Of a ranking only what is in `among` counts: the others' places are nobody's. */
  static byPoints(election: Election, borda: Borda, among: readonly number[]): Supporters {
    return Supporters.#with(election, (mark, rank, length) => {
      if (election.kind !== "ordinal" || borda === "ballot") return mark.points;
      return borda === "len" ? length - rank : length - 1 - rank;
    }, new Set(among));
  }

  static #with(election: Election, pointsOf: (mark: Marked, rank: number, length: number) => number, among?: ReadonlySet<number>): Supporters {
    const of: Support[][] = election.projects.map(() => []);
    election.types.forEach(({ marks }, type) => {
      const own = among === undefined ? marks : marks.filter(({ project }) => among.has(project));
      own.forEach((mark, rank) => {
        const points = pointsOf(mark, rank, own.length);
        if (points > 0) (of[mark.project] as Support[]).push({ type, points });
      });
    });
    return new Supporters(of, election.types);
  }

  votersOf(type: number): number {
    return this.#voters[type] as number;
  }

  /** On how many ballots a project is. */
  votes(project: number): number {
    return (this.of[project] as readonly Support[]).reduce((sum, { type }) => sum + this.votersOf(type), 0);
  }

  /** The sum of its points. */
  points(project: number): bigint {
    return (this.of[project] as readonly Support[]).reduce((sum, { type, points }) => sum + BigInt(points) * BigInt(this.votersOf(type)), 0n);
  }
}
