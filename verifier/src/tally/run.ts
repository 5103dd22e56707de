import { Rational } from "./rational.js";
import { Supporters, type Election, type Project } from "./election.js";
import type { Parameters } from "./parameters.js";

export interface Round {
  readonly project: number;
  readonly funded: boolean;
  readonly stage: string;
  readonly measure: string;
  readonly value: string;
  readonly effectiveSupport?: Rational;
  /** What supporters pay, in minor units, the largest first. */
  readonly payments?: readonly { readonly amount: Rational; readonly voters: number }[];
}

/** Projects that a rule found equal, in the order that breaks ties; the round counts from the beginning of the rule's run. */
export interface Tie {
  readonly round: number;
  readonly tied: readonly number[];
}

export interface ConstraintNote {
  readonly constraint: string;
  readonly project: number;
  readonly effect: "kept out" | "funded first";
}

/** What one rule's run over some projects and some money has decided, for the run after it. */
export interface RuleRun {
  readonly stage: string;
  /** Projects that may be funded. */
  readonly candidates: readonly number[];
  /** Minor units that may be spent. */
  readonly money: bigint;
}

/** Everything that a count has come to so far. */
export class Count {
  readonly rounds: Round[] = [];
  readonly ties: Tie[] = [];
  readonly completionTies: Tie[] = [];
  readonly notes: ConstraintNote[] = [];
  readonly shortfalls: { readonly project: number; readonly money: Rational }[] = [];
  readonly selected: number[] = [];
  endowment: Rational | undefined;
  runs: number | undefined;
  replacedBy: string | undefined;
  proof: { readonly welfare: string; readonly bound: string; readonly steps: readonly [string, string] } | undefined;
  readonly votes: Supporters;
  readonly limits: Limits;

  constructor(readonly election: Election, readonly parameters: Parameters, readonly places: readonly number[]) {
    this.votes = Supporters.byVotes(election);
    this.limits = new Limits(election, parameters);
  }

  get spent(): bigint {
    return this.selected.reduce((sum, project) => sum + this.project(project).cost, 0n);
  }

  project(i: number): Project {
    return this.election.projects[i] as Project;
  }

  /** What a run adds, taken off again: so that another way can be tried. */
  takeBack(before: Mark): Added {
    return {
      selected: this.selected.splice(before.selected), rounds: this.rounds.splice(before.rounds), ties: this.ties.splice(before.ties),
      notes: this.notes.splice(before.notes), shortfalls: this.shortfalls.splice(before.shortfalls),
      completionTies: this.completionTies.splice(before.completionTies),
    };
  }

  add(added: Added): void {
    this.selected.push(...added.selected);
    this.rounds.push(...added.rounds);
    this.ties.push(...added.ties);
    this.notes.push(...added.notes);
    this.shortfalls.push(...added.shortfalls);
    this.completionTies.push(...added.completionTies);
  }

  /** How far the count is. */
  mark(): Mark {
    return {
      selected: this.selected.length, rounds: this.rounds.length, ties: this.ties.length, notes: this.notes.length, shortfalls: this.shortfalls.length,
      completionTies: this.completionTies.length,
    };
  }

  /** Whether nothing forbids a project beside what is funded; notes what does. */
  mayFund(project: number): boolean {
    const forbidden = this.limits.forbids(project, this.selected);
    if (forbidden !== undefined) this.keptOut(project, forbidden);
    return forbidden === undefined;
  }

  /** Notes what keeps a project out. */
  keptOut(project: number, constraint: string): void {
    this.notes.push({ constraint, project, effect: "kept out" });
  }

  /** Projects in the order that breaks ties. */
  ordered(projects: readonly number[]): number[] {
    return [...projects].sort((a, b) => (this.places[a] as number) - (this.places[b] as number));
  }
}

/** Lengths of the lists of a count. */
interface Mark {
  readonly selected: number;
  readonly rounds: number;
  readonly ties: number;
  readonly notes: number;
  readonly shortfalls: number;
  readonly completionTies: number;
}

/** What was added to a count since a mark. */
export interface Added {
  readonly selected: readonly number[];
  readonly rounds: readonly Round[];
  readonly ties: readonly Tie[];
  readonly notes: readonly ConstraintNote[];
  readonly shortfalls: readonly { readonly project: number; readonly money: Rational }[];
  readonly completionTies: readonly Tie[];
}

interface Cap {
  readonly name: string;
  readonly concerns: (project: Project) => boolean;
  readonly most: bigint;
}

/** Caps and groups of which at most one is funded: what may not be added to what is funded already. */
export class Limits {
  readonly #caps: readonly Cap[];
  readonly #groups: readonly { readonly name: string; readonly projects: ReadonlySet<number> }[];
  readonly #election: Election;

  constructor(election: Election, parameters: Parameters) {
    this.#election = election;
    const places = new Map(election.projects.map((project, i) => [project.id, i]));
    this.#caps = [
      ...parameters.amounts("category_cap").map(({ name, amount }) => ({
        name: `category_cap: ${name}`, most: amount, concerns: (project: Project) => project.categories.includes(name),
      })),
      ...parameters.amounts("area_cap").map(({ name, amount }) => ({
        name: `area_cap: ${name}`, most: amount, concerns: (project: Project) => project.area === name,
      })),
    ];
    this.#groups = parameters.groups("incompatible").map(({ spelled, ids }) => ({
      name: `incompatible: ${spelled}`, projects: new Set(ids.map((id) => places.get(id) as number)),
    }));
  }

  get areNone(): boolean {
    return this.#caps.length === 0 && this.#groups.length === 0;
  }

  /** The group of which another project is funded; undefined where there is none. */
  excludes(project: number, funded: readonly number[]): string | undefined {
    return this.#groups.find((group) => group.projects.has(project) && funded.some((other) => other !== project && group.projects.has(other)))?.name;
  }

  /** What forbids a project beside these funded ones; undefined where nothing does. */
  forbids(project: number, funded: readonly number[]): string | undefined {
    const one = this.#election.projects[project] as Project;
    const excluded = this.excludes(project, funded);
    if (excluded !== undefined) return excluded;
    for (const cap of this.#caps) {
      if (!cap.concerns(one)) continue;
      const spent = funded.reduce((sum, other) => {
        const project = this.#election.projects[other] as Project;
        return cap.concerns(project) ? sum + project.cost : sum;
      }, 0n);
      if (spent + one.cost > cap.most) return cap.name;
    }
    return undefined;
  }
}
