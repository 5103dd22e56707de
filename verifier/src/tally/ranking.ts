import { Supporters } from "./election.js";
import { Rational } from "./rational.js";
import type { Count, RuleRun, Tie } from "./run.js";

export interface RankingOptions {
  readonly measure: "votes" | "points" | "votes-per-cost" | "points-per-cost";
  readonly stopAtUnaffordable: boolean;
  readonly fundUnsupported: boolean;
  /** The projects that a ranking's points are counted among, where these are others than the candidates. */
  readonly among?: readonly number[];
  /** Where ties are noted. */
  readonly ties: Tie[];
}

interface Ranked {
  readonly project: number;
  readonly support: bigint;
  /** Undefined where it costs nothing and is supported: before all others. */
  readonly rank: Rational | undefined;
}

/** The rules `approval` and `greedy`, and what fills up with what other rules leave: goes down a list and funds what fits. */
export function runRanking(count: Count, run: RuleRun, options: RankingOptions): void {
  const perCost = options.measure.endsWith("per-cost");
  const supporters = options.measure.startsWith("votes") ? count.votes : Supporters.byPoints(count.election, count.parameters.borda(), options.among ?? run.candidates);
  const ranked = run.candidates.map((project): Ranked => {
    const support = options.measure.startsWith("votes") ? BigInt(supporters.votes(project)) : supporters.points(project);
    const cost = count.project(project).cost;
    const free = perCost && cost === 0n && support > 0n;
    return { project, support, rank: free ? undefined : Rational.of(support, perCost && cost > 0n ? cost : 1n) };
  }).filter(({ support }) => support > 0n || options.fundUnsupported);
  ranked.sort((a, b) => compareRanks(a, b) || (count.places[a.project] as number) - (count.places[b.project] as number));
  noteTies(ranked, options.ties);
  let left = run.money;
  const unit = 10n ** BigInt(count.election.digits);
  for (const { project, support, rank } of ranked) {
    if (!count.mayFund(project)) continue;
    const cost = count.project(project).cost;
    const funded = cost <= left;
    const value = rank === undefined ? `${support}` : Rational.of(rank.numerator * (perCost && cost > 0n ? unit : 1n), rank.denominator).toString();
    count.rounds.push({ project, funded, stage: run.stage, measure: options.measure, value });
    if (funded) {
      left -= cost;
      count.selected.push(project);
    } else if (options.stopAtUnaffordable) break;
  }
}

function compareRanks(a: Ranked, b: Ranked): number {
  if (a.rank === undefined || b.rank === undefined) return Number(a.rank !== undefined) - Number(b.rank !== undefined);
  return b.rank.compare(a.rank);
}

function noteTies(ranked: readonly Ranked[], ties: Tie[]): void {
  for (let from = 0; from < ranked.length;) {
    let to = from + 1;
    while (to < ranked.length && compareRanks(ranked[from] as Ranked, ranked[to] as Ranked) === 0) to++;
    if (to - from > 1) ties.push({ round: from, tied: ranked.slice(from, to).map(({ project }) => project) });
    from = to;
  }
}
