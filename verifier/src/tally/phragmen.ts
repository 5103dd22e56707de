import { Rational } from "./rational.js";
import type { Support } from "./election.js";
import type { Count, RuleRun } from "./run.js";

interface Offer {
  readonly project: number;
  readonly load: Rational;
}

/** Phragmén's sequential rule: next is the project whose supporters would end with the smallest common load. */
export function runPhragmen(count: Count, run: RuleRun, stopAtUnaffordable: boolean): void {
  const loads: Rational[] = count.election.types.map(() => Rational.zero);
  let open = count.ordered(run.candidates).filter((project) => count.votes.votes(project) > 0 && count.project(project).cost <= run.money);
  let left = run.money;
  const before = count.rounds.length;
  for (;;) {
    open = open.filter((project) => count.mayFund(project));
    if (open.length === 0) return;
    const offers = open.map((project): Offer => ({ project, load: commonLoad(count, project, loads) }));
    const least = offers.reduce((best, offer) => (offer.load.compare(best) < 0 ? offer.load : best), (offers[0] as Offer).load);
    const equal = count.ordered(offers.filter((offer) => offer.load.compare(least) === 0).map((offer) => offer.project));
    const tell = (project: number, funded: boolean): void =>
      void count.rounds.push({ project, funded, stage: run.stage, measure: "load", value: inUnits(least, count) });
    const tied = equal.filter((project) => count.project(project).cost <= left);
    for (const project of equal) if (!tied.includes(project)) tell(project, false);
    open = open.filter((project) => !equal.includes(project) || tied.includes(project));
    if (tied.length < equal.length && stopAtUnaffordable) return;
    const [project] = tied;
    if (project === undefined) continue;
    if (tied.length > 1) count.ties.push({ round: count.rounds.length - before, tied });
    tell(project, true);
    open = open.filter((other) => other !== project);
    left -= count.project(project).cost;
    count.selected.push(project);
    for (const { type } of count.votes.of[project] as readonly Support[]) loads[type] = least;
  }
}

function inUnits(minor: Rational, count: Count): string {
  return Rational.of(minor.numerator, minor.denominator * 10n ** BigInt(count.election.digits)).toString();
}

function commonLoad(count: Count, project: number, loads: readonly Rational[]): Rational {
  // Over one denominator: what the supporters carry, by load.
  const carried = new Map<Rational, number>();
  let voters = 0;
  for (const { type } of count.votes.of[project] as readonly Support[]) {
    const load = loads[type] as Rational;
    carried.set(load, (carried.get(load) ?? 0) + count.votes.votersOf(type));
    voters += count.votes.votersOf(type);
  }
  let numerator = count.project(project).cost;
  let denominator = 1n;
  for (const [load, many] of carried) {
    numerator = numerator * load.denominator + load.numerator * BigInt(many) * denominator;
    denominator *= load.denominator;
  }
  return Rational.of(numerator, denominator * BigInt(voters));
}
