import { Supporters } from "./election.js";
import { Rational } from "./rational.js";
import type { Count, RuleRun } from "./run.js";

/** A project in the search, by falling utility for each unit of money. */
interface Item {
  readonly project: number;
  readonly cost: bigint;
  readonly utility: bigint;
}

/** A search longer than this would take more memory and time than a verifier can promise. */
const mostSteps = 200_000_000;

/** The affordable set of the greatest total utility; of equal ones the first in the order that breaks ties. */
export function runMaxWelfare(count: Count, run: RuleRun): void {
  const { parameters, election } = count;
  count.proof = undefined;
  if (election.voters === 0) return;
  const utility = parameters.utility();
  const supporters = utility === "points" ? Supporters.byPoints(election, parameters.borda(), run.candidates) : count.votes;
  const worth = (project: number): bigint =>
    utility === "points" ? supporters.points(project)
    : utility === "cardinality" ? BigInt(supporters.votes(project)) : BigInt(supporters.votes(project)) * count.project(project).cost;
  const items = run.candidates
    .filter((project) => supporters.votes(project) > 0 && count.project(project).cost <= run.money)
    // What costs nothing is worth something to whoever supports it, also where utility is cost.
    .map((project): Item => ({ project, cost: count.project(project).cost, utility: worth(project) === 0n ? 1n : worth(project) }))
    .sort((a, b) => compareRatios(a, b) || (count.places[a.project] as number) - (count.places[b.project] as number));
  if (items.length === 0) return;
  const search = new Search(items, run.money, (taken, project) => count.limits.forbids(project, [...count.selected, ...taken]) === undefined);
  const { chosen, tied } = search.choose(count.places);
  if (chosen.length === 0) return;
  if (tied.length > 0) count.ties.push({ round: 0, tied: count.ordered(tied) });
  count.proof = { welfare: `${search.best}`, bound: search.rootBound().toString(), steps: ["partial_sets", `${search.steps}`] };
  const unit = utility === "cost" ? 10n ** BigInt(election.digits) : 1n;
  for (const { project } of chosen) {
    count.selected.push(project);
    count.rounds.push({ project, funded: true, stage: run.stage, measure: "welfare", value: Rational.of(worth(project), unit).toString() });
  }
}

function compareRatios(a: Item, b: Item): number {
  const difference = b.utility * a.cost - a.utility * b.cost;
  if (difference !== 0n) return difference < 0n ? -1 : 1;
  return a.cost === 0n && b.cost !== 0n ? -1 : b.cost === 0n && a.cost !== 0n ? 1 : 0;
}

type Decision = "free" | "in" | "out";

/** Branch and bound: with a project first, then without it; every partial set that is looked at is a step. */
class Search {
  steps = 0;
  best = 0n;
  #bestSet: readonly number[] = [];
  readonly #decisions: Decision[];
  readonly #taken: number[] = [];

  constructor(
    private readonly items: readonly Item[], private readonly money: bigint,
    private readonly isAllowed: (taken: readonly number[], project: number) => boolean,
  ) {
    this.#decisions = items.map(() => "free");
  }

  /** What no set can exceed: projects by falling ratio, of the last one a part. */
  rootBound(): Rational {
    let left = this.money;
    let value = 0n;
    for (const { cost, utility } of this.items) {
      if (cost > left) return Rational.of(value * cost + utility * left, cost);
      left -= cost;
      value += utility;
    }
    return Rational.of(value);
  }

  choose(places: readonly number[]): { readonly chosen: readonly Item[]; readonly tied: readonly number[] } {
    this.#maximise(0, this.money, 0n);
    let current = new Set(this.#bestSet);
    const tied: number[] = [];
    const byPlace = this.items.map((_, i) => i).sort((a, b) => (places[this.item(a).project] as number) - (places[this.item(b).project] as number));
    let left = this.money;
    for (const i of byPlace) {
      const { cost, project } = this.item(i);
      const inSoFar = this.items.filter((_, n) => this.#decisions[n] === "in").map((item) => item.project);
      if (cost > left || !this.isAllowed(inSoFar, project)) {
        this.#decisions[i] = "out";
        continue;
      }
      if (!current.has(i)) {
        this.#decisions[i] = "in";
        const found = this.#find();
        if (found === undefined) {
          this.#decisions[i] = "out";
          continue;
        }
        current = new Set(found);
      }
      this.#decisions[i] = "out";
      if (this.#find() !== undefined) tied.push(project);
      this.#decisions[i] = "in";
      left -= cost;
    }
    return { chosen: this.items.filter((_, i) => this.#decisions[i] === "in"), tied };
  }

  private item(i: number): Item {
    return this.items[i] as Item;
  }

  #step(): void {
    if (++this.steps > mostSteps) throw new Error("this count of max-welfare is too long for this program; use `urna verify`");
  }

  /** The most that items from `i` on can add, rounded down: what is forced in first, then by ratio. */
  #bound(i: number, left: bigint, value: bigint): bigint {
    let money = left;
    let sum = value;
    for (let n = i; n < this.items.length; n++) {
      if (this.#decisions[n] !== "in") continue;
      money -= this.item(n).cost;
      sum += this.item(n).utility;
    }
    if (money < 0n) return -1n;
    const most = money;
    for (let n = i; n < this.items.length; n++) {
      const { cost, utility } = this.item(n);
      if (this.#decisions[n] !== "free" || cost > most) continue;
      if (cost > money) return sum + (utility * money) / cost;
      money -= cost;
      sum += utility;
    }
    return sum;
  }

  #maximise(i: number, left: bigint, value: bigint): void {
    this.#step();
    if (value > this.best) {
      this.best = value;
      this.#bestSet = [...this.#taken];
    }
    if (i === this.items.length || this.#bound(i, left, value) <= this.best) return;
    const { cost, utility } = this.item(i);
    if (cost <= left && this.#isAllowedHere(i)) {
      this.#taken.push(i);
      this.#maximise(i + 1, left - cost, value + utility);
      this.#taken.pop();
    }
    this.#maximise(i + 1, left, value);
  }

  #isAllowedHere(i: number): boolean {
    return this.isAllowed(this.#taken.map((n) => this.item(n).project), this.item(i).project);
  }

  /** A best set that keeps the decisions, or undefined where there is none. */
  #find(): readonly number[] | undefined {
    this.#taken.length = 0;
    return this.#reach(0, this.money, 0n) ? [...this.#taken] : undefined;
  }

  #reach(i: number, left: bigint, value: bigint): boolean {
    this.#step();
    if (i === this.items.length || value >= this.best) return value >= this.best && !this.#isAnyForced(i);
    if (this.#bound(i, left, value) < this.best) return false;
    const { cost, utility } = this.item(i);
    if (this.#decisions[i] !== "out" && cost <= left && this.#isAllowedHere(i)) {
      this.#taken.push(i);
      if (this.#reach(i + 1, left - cost, value + utility)) return true;
      this.#taken.pop();
    }
    return this.#decisions[i] !== "in" && this.#reach(i + 1, left, value);
  }

  #isAnyForced(from: number): boolean {
    return this.#decisions.slice(from).includes("in");
  }
}
