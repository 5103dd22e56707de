import { runRanking } from "./ranking.js";
import { EqualShares, type EqualSharesRun } from "./equal_shares.js";
import { Rational } from "./rational.js";
import type { Count, RuleRun, Tie } from "./run.js";

interface Variant {
  readonly start: string;
  readonly until: string;
  readonly over: string;
}

const variants: Readonly<Record<string, Variant>> = {
  add1: { start: "exact", until: "exhaustive", over: "supported" },
  "add1-tool": { start: "whole", until: "exhaustive", over: "all" },
  "add1-wieliczka": { start: "exact-then-whole", until: "overspend", over: "supported" },
  "add1-whole": { start: "whole", until: "overspend", over: "supported" },
  "add1-swiecie": { start: "exact", until: "overspend", over: "supported" },
};

/** What a completion's parameters come to; undefined where there is none. */
export function completionOf(count: Count): Variant | undefined {
  const { parameters } = count;
  const variant = variants[parameters.word("completion", "none")];
  if (variant === undefined) return undefined;
  const chosen = (name: string, own: string): string => {
    const value = parameters.word(name, "auto");
    return value === "auto" ? own : value;
  };
  return { start: chosen("start", variant.start), until: chosen("until", variant.until), over: chosen("exhaustive_over", variant.over) };
}

/** After so many runs the last outcome within the money counts. */
const mostRuns = 2_000_000;

/** The rule `equal-shares`; with `comparison = approval` plain approval takes its place where more voters get more of their approved money. */
export function runEqualShares(count: Count, run: RuleRun): void {
  const before = count.mark();
  runShares(count, run);
  if (count.parameters.word("comparison", "none") !== "approval") return;
  const shared = count.takeBack(before);
  runRanking(count, { ...run, stage: run.stage === "floor" ? "floor" : "comparison" }, {
    measure: "votes", stopAtUnaffordable: false, fundUnsupported: count.parameters.word("unsupported", "skip") === "fund", ties: count.ties,
  });
  const plain = count.takeBack(before);
  const better = balance(count, shared.selected, plain.selected) > 0;
  count.replacedBy = better ? "approval" : undefined;
  count.add(better ? plain : shared);
}

/** How many more voters get more of their approved money from the one set than from the other. */
function balance(count: Count, shared: readonly number[], plain: readonly number[]): number {
  const sum = (funded: ReadonlySet<number>, marks: readonly { readonly project: number }[]): bigint =>
    marks.reduce((total, { project }) => (funded.has(project) ? total + count.project(project).cost : total), 0n);
  const [a, b] = [new Set(shared), new Set(plain)];
  return count.election.types.reduce((total, { marks, voters }) => {
    const [from, to] = [sum(a, marks), sum(b, marks)];
    return total + (to > from ? voters : to < from ? -voters : 0);
  }, 0);
}

/** Equal shares with its completion, and what fills up. */
function runShares(count: Count, run: RuleRun): void {
  const { election, parameters } = count;
  if (election.voters > 0) {
    const shares = new EqualShares(count, run);
    const { last, runs, endowment, ties } = runCompletion(count, run, shares);
    count.rounds.push(...last.rounds);
    count.ties.push(...ties);
    // What fills up looks at the same projects again, and tells.
    if (parameters.word("then", "none") !== "greedy") for (const { project, constraint } of last.notes) count.keptOut(project, constraint);
    count.endowment = endowment;
    count.runs = runs;
    for (const project of shares.supported()) {
      if (!last.funded.includes(project) && count.project(project).cost > 0n) count.shortfalls.push({ project, money: last.moneyOf(project) });
    }
    count.selected.push(...last.funded);
  }
  if (parameters.word("then", "none") !== "greedy") return;
  const funded = new Set(count.selected);
  const utility = parameters.utility();
  const spent = run.candidates.filter((project) => funded.has(project)).reduce((sum, project) => sum + count.project(project).cost, 0n);
  runRanking(count, {
    stage: run.stage === "floor" ? "floor" : "completion", candidates: run.candidates.filter((project) => !funded.has(project)), money: run.money - spent,
  }, {
    measure: utility === "cost" ? "votes" : utility === "cardinality" ? "votes-per-cost" : "points-per-cost",
    stopAtUnaffordable: false, fundUnsupported: parameters.word("unsupported", "skip") === "fund", ties: count.completionTies, among: run.candidates,
  });
}

interface Completed {
  readonly last: EqualSharesRun;
  readonly runs: number;
  readonly endowment: Rational;
  readonly ties: readonly Tie[];
}

function runCompletion(count: Count, run: RuleRun, shares: EqualShares): Completed {
  const voters = BigInt(count.election.voters);
  const exact = Rational.of(run.money, voters);
  const variant = completionOf(count);
  const once = (endowment: Rational): EqualSharesRun => shares.run(endowment, count.selected);
  if (variant === undefined) {
    const last = once(exact);
    return { last, runs: 1, endowment: exact, ties: last.ties };
  }
  const increment = count.parameters.amount("increment", "1");
  const unit = 10n ** BigInt(count.election.digits);
  const whole = Rational.of((run.money / (voters * unit)) * unit);
  const considered = variant.over === "all" ? run.candidates : shares.supported();
  // Where all fit together nothing is ever overspent: one run stands.
  const total = shares.supported().reduce((sum, project) => sum + count.project(project).cost, 0n);
  const isOnce = (variant.until === "overspend" || variant.over === "all") && total <= run.money;
  let endowment = variant.start === "whole" && !isOnce ? whole : exact;
  let last = once(endowment);
  let runs = 1;
  if (isOnce) return { last, runs, endowment, ties: last.ties };
  const ties = new TiesOfRuns();
  ties.add(last.ties);
  for (;;) {
    const ended = (variant.until === "exhaustive" && isExhausted(count, considered, last, run.money)) || runs >= mostRuns;
    if (ended) return { last, runs, endowment, ties: ties.all };
    const base = runs === 1 && variant.start === "exact-then-whole" ? whole : endowment;
    const raised = Rational.of(base.numerator + increment * base.denominator, base.denominator);
    const next = once(raised);
    runs++;
    ties.add(next.ties);
    if (next.cost > run.money) return { last, runs, endowment, ties: ties.all };
    last = next;
    endowment = raised;
  }
}

/** The ties of all runs, the one that spent too much included, as it may have been a tie that made it do so: each set of projects once. */
class TiesOfRuns {
  readonly all: Tie[] = [];
  readonly #known = new Set<string>();

  add(ties: readonly Tie[]): void {
    for (const tie of ties) {
      const key = tie.tied.join(",");
      if (this.#known.has(key)) continue;
      this.#known.add(key);
      this.all.push(tie);
    }
  }
}

/** Nothing that counts would fit into what is left. */
function isExhausted(count: Count, considered: readonly number[], { funded, cost }: EqualSharesRun, money: bigint): boolean {
  const there = new Set(funded);
  return considered.every((project) => there.has(project) || count.project(project).cost > money - cost);
}
