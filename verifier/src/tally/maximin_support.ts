import type { Support } from "./election.js";
import { FlowNetwork } from "./flow.js";
import { Rational } from "./rational.js";
import type { Count, RuleRun } from "./run.js";

/** As Phragmén's, but what all funded projects cost is shared out anew in every round, as evenly as possible. */
export function runMaximinSupport(count: Count, run: RuleRun): void {
  let open = run.candidates.filter((project) => count.votes.votes(project) > 0);
  const funded: number[] = [];
  const lower = new Map<number, Rational>(open.map((project) => [project, Rational.zero]));
  let left = run.money;
  for (let round = 0; ; round++) {
    // In the order in which they were found to be heavy, the list's before anything was.
    open = open.filter((project) => count.project(project).cost <= left)
      .sort((a, b) => (lower.get(a) as Rational).compare(lower.get(b) as Rational) || a - b)
      .filter((project) => count.mayFund(project));
    if (open.length === 0) return;
    // A load never falls from round to round: who was above the least one before need not be computed again.
    let least: Rational | undefined;
    let equal: number[] = [];
    for (const project of open) {
      if (least !== undefined && (lower.get(project) as Rational).compare(least) > 0) break;
      const load = greatestLoad(count, [...funded, project], lower.get(project) as Rational);
      lower.set(project, load);
      const order = least === undefined ? -1 : load.compare(least);
      if (order < 0) [least, equal] = [load, [project]];
      else if (order === 0) equal.push(project);
    }
    const tied = count.ordered(equal);
    if (tied.length > 1) count.ties.push({ round, tied });
    const project = tied[0] as number;
    const unit = 10n ** BigInt(count.election.digits);
    const load = least as Rational;
    count.rounds.push({
      project, funded: true, stage: run.stage, measure: "load", value: Rational.of(load.numerator, load.denominator * unit).toString(),
    });
    left -= count.project(project).cost;
    funded.push(project);
    count.selected.push(project);
    open = open.filter((other) => other !== project);
  }
}

/**
 * The greatest load where these projects are shared out as evenly as possible: the most that any of their subsets costs for each of
 * its supporters (Dinkelbach's iteration over minimum cuts). `atLeast` is a load that it is not below.
 */
function greatestLoad(count: Count, projects: readonly number[], atLeast: Rational): Rational {
  let load = atLeast;
  for (const project of projects) {
    const alone = Rational.of(count.project(project).cost, BigInt(count.votes.votes(project)));
    if (alone.compare(load) > 0) load = alone;
  }
  const places = new Map<number, number>();
  for (const project of projects) {
    for (const { type } of count.votes.of[project] as readonly Support[]) if (!places.has(type)) places.set(type, places.size);
  }
  const total = projects.reduce((sum, project) => sum + count.project(project).cost, 0n);
  for (;;) {
    const network = new FlowNetwork(2 + projects.length + places.size);
    const node = (type: number): number => 2 + projects.length + (places.get(type) as number);
    projects.forEach((project, i) => {
      network.edge(0, 2 + i, count.project(project).cost * load.denominator);
      for (const { type } of count.votes.of[project] as readonly Support[]) network.edge(2 + i, node(type), total * load.denominator);
    });
    for (const type of places.keys()) network.edge(node(type), 1, load.numerator * BigInt(count.votes.votersOf(type)));
    const { flow, reached } = network.run(0, 1);
    if (flow === total * load.denominator) return load;
    const heavy = projects.filter((_, i) => reached[2 + i]);
    const voters = new Set(heavy.flatMap((project) => (count.votes.of[project] as readonly Support[]).map(({ type }) => type)));
    load = Rational.of(
      heavy.reduce((sum, project) => sum + count.project(project).cost, 0n),
      [...voters].reduce((sum, type) => sum + BigInt(count.votes.votersOf(type)), 0n),
    );
  }
}
