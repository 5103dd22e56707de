import { Supporters, type Support } from "./election.js";
import { Rational, ratio } from "./rational.js";
import type { Count, Round, RuleRun, Tie } from "./run.js";

/** A run of the method of equal shares at one endowment. */
export interface EqualSharesRun {
  readonly rounds: readonly Round[];
  readonly ties: readonly Tie[];
  readonly notes: readonly { readonly constraint: string; readonly project: number }[];
  readonly funded: readonly number[];
  readonly cost: bigint;
  /** What the supporters of a project have left, in minor units. */
  moneyOf(project: number): Rational;
}

interface Offer {
  /** rho is `rest / (denominator weight)` in minor units for each unit of utility. */
  readonly rest: bigint;
  readonly weight: bigint;
  readonly near: number;
}

interface Candidate {
  readonly project: number;
  readonly cost: bigint;
  readonly supporters: readonly Support[];
  /** By how much utilities are larger than the numbers that supporters are sorted by. */
  readonly factor: bigint;
  /** A price that it cannot be below: prices never fall. */
  least: number;
  offer: Offer | undefined;
}

/** Two prices nearer than this, relatively, are compared exactly. */
const margin = 1e-9;

/** Compares approximations: 0 where only the exact prices can tell. */
function comparePrices(a: number, b: number): number {
  return a === b || Math.abs(a - b) <= margin * Math.min(a, b) ? 0 : a - b;
}

/** Equal shares over prepared supporters, so that many runs of a completion share the preparation. */
export class EqualShares {
  readonly #supporters: Supporters;
  readonly #utility: "cost" | "cardinality" | "points";

  constructor(private readonly count: Count, private readonly of: RuleRun) {
    this.#utility = count.parameters.utility();
    this.#supporters = this.#utility === "points" ? Supporters.byPoints(count.election, count.parameters.borda(), of.candidates) : count.votes;
  }

  /** Candidates with support. */
  supported(): number[] {
    return this.of.candidates.filter((project) => (this.#supporters.of[project] as readonly Support[]).length > 0);
  }

  /** Gives everybody `endowment` (minor units); `funded` are those that were funded before. */
  run(endowment: Rational, before: readonly number[]): EqualSharesRun {
    return new Run(this.count, this.of.stage, this.#supporters, this.#utility, this.supported(), endowment, before).all();
  }
}

class Run {
  readonly #money: bigint[];
  #denominator: bigint;
  readonly #rounds: Round[] = [];
  readonly #ties: Tie[] = [];
  readonly #notes: { readonly constraint: string; readonly project: number }[] = [];
  readonly #funded: number[] = [];
  #open: Candidate[];

  constructor(
    private readonly count: Count, private readonly stage: string, private readonly supporters: Supporters,
    private readonly utility: "cost" | "cardinality" | "points", candidates: readonly number[], endowment: Rational,
    private readonly before: readonly number[],
  ) {
    this.#denominator = endowment.denominator;
    this.#money = count.election.types.map(() => endowment.numerator);
    this.#open = candidates.map((project) => {
      const cost = count.project(project).cost;
      const own = supporters.of[project] as readonly Support[];
      const factor = utility === "cost" ? cost : 1n;
      const weight = utility === "points" ? supporters.points(project) : BigInt(supporters.votes(project));
      return { project, cost, supporters: own, factor, least: cost === 0n ? 0 : ratio(cost, weight * factor), offer: undefined };
    });

  }

  all(): EqualSharesRun {
    this.#fundFree();
    while (this.#buyNext());
    return {
      rounds: this.#rounds, ties: this.#ties, notes: this.#notes, funded: this.#funded,
      cost: this.#funded.reduce((sum, project) => sum + this.count.project(project).cost, 0n),
      moneyOf: (project) => this.#moneyOf(project),
    };
  }

  #moneyOf(project: number): Rational {
    const sum = (this.supporters.of[project] as readonly Support[]).reduce(
      (total, { type }) => total + (this.#money[type] as bigint) * BigInt(this.supporters.votersOf(type)), 0n);
    return Rational.of(sum, this.#denominator);
  }

  #isForbidden({ project }: Candidate): boolean {
    if (this.count.limits.areNone) return false;
    const forbidden = this.count.limits.forbids(project, [...this.before, ...this.#funded]);
    if (forbidden !== undefined) this.#notes.push({ constraint: forbidden, project });
    return forbidden !== undefined;
  }

  /** What costs nothing and is supported is funded first. */
  #fundFree(): void {
    const free = this.count.ordered(this.#open.filter(({ cost }) => cost === 0n).map(({ project }) => project));
    for (const project of free) {
      const [candidate] = this.#open.filter((one) => one.project === project) as [Candidate];
      this.#open = this.#open.filter((one) => one !== candidate);
      if (this.#isForbidden(candidate)) continue;
      this.#funded.push(project);
      this.#rounds.push({ project, funded: true, stage: this.stage, measure: "rho", value: "0" });
    }
  }

  #buyNext(): boolean {
    if (!this.count.limits.areNone) {
      this.#open.sort((a, b) => a.project - b.project);
      this.#open = this.#open.filter((candidate) => !this.#isForbidden(candidate));
    }
    const best = this.#cheapest();
    if (best.length === 0) return false;
    const tied = this.count.ordered(best.map(({ project }) => project));
    if (tied.length > 1) this.#ties.push({ round: this.#rounds.length, tied });
    const winner = best.find(({ project }) => project === tied[0]) as Candidate;
    this.#open = this.#open.filter((candidate) => candidate !== winner);
    this.#buy(winner);
    return true;
  }

  /**
   * The candidates of the lowest price. They are looked at from the lowest price that each had before, as prices never fall; what
   * cannot be bought any more is dropped when it is looked at.
   */
  #cheapest(): Candidate[] {
    this.#open.sort((a, b) => comparePrices(a.least, b.least) || a.project - b.project);
    let near: Candidate[] = [];
    let lowest = Infinity;
    const gone = new Set<Candidate>();
    for (const candidate of this.#open) {
      if (comparePrices(candidate.least, lowest) > 0) break;
      const offer = this.#offerOf(candidate);
      candidate.offer = offer;
      if (offer === undefined) {
        gone.add(candidate);
        continue;
      }
      candidate.least = offer.near;
      near.push(candidate);
      if (offer.near < lowest) lowest = offer.near;
    }
    if (gone.size > 0) this.#open = this.#open.filter((candidate) => !gone.has(candidate));
    near = near.filter((candidate) => comparePrices((candidate.offer as Offer).near, lowest) <= 0);
    return near.length < 2 ? near : exactlyLowest(near);
  }

  /** What a project asks of its supporters, who share its cost as evenly as they can; undefined where they cannot pay it. */
  #offerOf({ cost, supporters, factor }: Candidate): Offer | undefined {
    let rest = cost * this.#denominator;
    let weight = 0n;
    const payers = supporters.map(({ type, points }) => {
      const voters = BigInt(this.supporters.votersOf(type));
      const utility = this.utility === "points" ? BigInt(points) : 1n;
      weight += voters * utility;
      return { money: this.#money[type] as bigint, utility, voters };
    });
    let all = 0n;
    for (const payer of payers) all += payer.money * payer.voters;
    if (all < rest) return undefined;
    // Most often nobody is too poor for an even share.
    if (!payers.every((payer) => rest * payer.utility <= payer.money * weight)) {
      payers.sort(this.utility === "points"
        ? (a, b) => compareBig(a.money * b.utility, b.money * a.utility)
        : (a, b) => compareBig(a.money, b.money));
      for (const payer of payers) {
        if (rest * payer.utility <= payer.money * weight) break;
        rest -= payer.money * payer.voters;
        weight -= payer.voters * payer.utility;
      }
    }
    return { rest, weight, near: ratio(rest, this.#denominator * weight * factor) };
  }

  #buy({ project, supporters, factor, offer }: Candidate): void {
    const { rest, weight } = offer as Offer;
    const perUnit = Rational.of(rest, weight);
    const paid = new Map<string, { readonly numerator: bigint; voters: number }>();
    const scale = perUnit.denominator;
    for (let type = 0; type < this.#money.length; type++) this.#money[type] = (this.#money[type] as bigint) * scale;
    const denominator = this.#denominator * scale;
    for (const { type, points } of supporters) {
      const utility = this.utility === "points" ? BigInt(points) : 1n;
      const money = this.#money[type] as bigint;
      const share = perUnit.numerator * utility;
      const pays = share < money ? share : money;
      this.#money[type] = money - pays;
      if (pays === 0n) continue;
      const key = pays.toString(36);
      const same = paid.get(key);
      const voters = this.supporters.votersOf(type);
      if (same === undefined) paid.set(key, { numerator: pays, voters });
      else same.voters += voters;
    }
    this.#denominator = denominator;
    this.#funded.push(project);
    const unit = 10n ** BigInt(this.count.election.digits);
    const rho = Rational.of(rest, (denominator / scale) * weight * factor * (this.utility === "cost" ? 1n : unit));
    const cost = this.count.project(project).cost;
    const effective = this.utility === "cost" ? Rational.of(rho.denominator, rho.numerator)
      : this.utility === "cardinality" ? Rational.of(cost * rho.denominator, rho.numerator * unit) : undefined;
    this.#rounds.push({
      project, funded: true, stage: this.stage, measure: "rho", value: rho.toString(),
      ...(effective === undefined ? {} : { effectiveSupport: effective }),
      payments: [...paid.values()].sort((a, b) => compareBig(b.numerator, a.numerator))
        .map(({ numerator, voters }) => ({ amount: Rational.of(numerator, denominator), voters })),
    });
  }
}

function compareBig(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Of candidates whose prices are all but equal, those of the lowest one. */
function exactlyLowest(near: readonly Candidate[]): Candidate[] {
  const price = ({ offer, factor }: Candidate): { n: bigint; d: bigint } => ({ n: (offer as Offer).rest, d: (offer as Offer).weight * factor });
  let best: Candidate[] = [];
  for (const candidate of near) {
    const lowest = best[0];
    if (lowest === undefined) {
      best = [candidate];
      continue;
    }
    const [a, b] = [price(candidate), price(lowest)];
    const order = compareBig(a.n * b.d, b.n * a.d);
    if (order < 0) best = [candidate];
    else if (order === 0) best.push(candidate);
  }
  return best;
}
