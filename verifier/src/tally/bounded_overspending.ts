import { Supporters, type Support } from "./election.js";
import { Rational } from "./rational.js";
import type { Count, RuleRun } from "./run.js";

interface Offer {
  /** lambda / alpha^2, in minor units for each unit of utility. */
  readonly price: Rational;
  /** lambda / alpha: what a supporter pays at most for each unit. */
  readonly pays: Rational;
}

/** Equal shares in which supporters may buy a project that they can pay only in part. */
export function runBoundedOverspending(count: Count, run: RuleRun, values: "short" | "exact"): void {
  const { election, parameters } = count;
  if (election.voters === 0) return;
  const utility = parameters.utility();
  const supporters = utility === "points" ? Supporters.byPoints(election, parameters.borda(), run.candidates) : count.votes;
  const endowment = Rational.of(run.money, BigInt(election.voters));
  const money = election.types.map(() => endowment);
  count.endowment = endowment;
  count.runs = 1;
  let left = run.money;
  let open = count.ordered(run.candidates).filter((project) => (supporters.of[project] as readonly Support[]).length > 0);
  const fund = (project: number, value: string): void => {
    open = open.filter((other) => other !== project);
    left -= count.project(project).cost;
    count.selected.push(project);
    count.rounds.push({ project, funded: true, stage: run.stage, measure: "lambda-per-alpha-squared", value });
  };
  let round = 0;
  for (const project of count.ordered(open.filter((one) => count.project(one).cost === 0n))) {
    if (!count.mayFund(project)) continue;
    fund(project, "0");
    round++;
  }
  for (;; round++) {
    open = open.filter((project) => count.project(project).cost <= left).filter((project) => count.mayFund(project));
    let least: Offer | undefined;
    let equal: { readonly project: number; readonly offer: Offer }[] = [];
    for (const project of open) {
      const offer = bestSplit(count.project(project).cost, payersOf(supporters, project, utility, count, money));
      if (offer === undefined) continue;
      const order = least === undefined ? -1 : offer.price.compare(least.price);
      if (order < 0) [least, equal] = [offer, [{ project, offer }]];
      else if (order === 0) equal.push({ project, offer });
    }
    if (least === undefined) return;
    const tied = count.ordered(equal.map(({ project }) => project));
    if (tied.length > 1) count.ties.push({ round, tied });
    const project = tied[0] as number;
    const { offer } = equal.find((one) => one.project === project) as { offer: Offer };
    if (values === "short") demandTellable(offer);
    for (const { type, utility: each } of payersOf(supporters, project, utility, count, money)) {
      const share = Rational.of(offer.pays.numerator * each, offer.pays.denominator);
      const own = money[type] as Rational;
      money[type] = share.compare(own) < 0 ? subtract(own, share) : Rational.zero;
    }
    const unit = utility === "cost" || values !== "short" ? 1n : 10n ** BigInt(election.digits);
    fund(project, Rational.of(offer.price.numerator, offer.price.denominator * unit).toString());
  }
}

const longest = 1n << 4096n;

/** Longer values are told by their first digits, by a rule that no document gives. */
function demandTellable({ price, pays }: Offer): void {
  const parts = [price.numerator, price.denominator, pays.numerator, pays.denominator];
  if (parts.some((part) => part >= longest)) throw new Error("this count of bounded-overspending has values beyond 4,096 bits, which this program cannot tell; use `urna verify`");
}

interface Payer {
  readonly type: number;
  readonly utility: bigint;
  readonly voters: bigint;
  readonly money: Rational;
}

function payersOf(supporters: Supporters, project: number, utility: string, count: Count, money: readonly Rational[]): Payer[] {
  const cost = count.project(project).cost;
  return (supporters.of[project] as readonly Support[]).map(({ type, points }) => ({
    type, voters: BigInt(supporters.votersOf(type)), money: money[type] as Rational,
    utility: utility === "cost" ? cost : utility === "points" ? BigInt(points) : 1n,
  }));
}

function subtract(a: Rational, b: Rational): Rational {
  return Rational.of(a.numerator * b.denominator - b.numerator * a.denominator, a.denominator * b.denominator);
}

/** The split of the least lambda / alpha^2, of equal ones that of the least lambda; undefined where nobody has money. */
function bestSplit(cost: bigint, payers: readonly Payer[]): Offer | undefined {
  const sorted = payers
    .map((payer) => ({ ...payer, limit: Rational.of(payer.money.numerator, payer.money.denominator * payer.utility) }))
    .filter(({ money }) => money.numerator > 0n)
    .sort((a, b) => a.limit.compare(b.limit));
  let weight = sorted.reduce((sum, { voters, utility }) => sum + voters * utility, 0n);
  let poor = Rational.zero;
  let best: Offer | undefined;
  const consider = (lambda: Rational, alpha: Rational): void => {
    const pays = Rational.of(lambda.numerator * alpha.denominator, lambda.denominator * alpha.numerator);
    const price = Rational.of(pays.numerator * alpha.denominator, pays.denominator * alpha.numerator);
    if (best === undefined || price.compare(best.price) < 0) best = { price, pays };
  };
  for (let i = 0; i < sorted.length;) {
    const { limit } = sorted[i] as { limit: Rational };
    const covered = Rational.of(poor.numerator * limit.denominator + limit.numerator * weight * poor.denominator, poor.denominator * limit.denominator);
    if (covered.compare(Rational.of(cost)) >= 0) {
      // The whole cost, by all who are not poorer.
      consider(Rational.of(cost * poor.denominator - poor.numerator, poor.denominator * weight), Rational.of(1n));
      return best;
    }
    consider(limit, Rational.of(covered.numerator, covered.denominator * cost));
    for (; i < sorted.length && (sorted[i] as { limit: Rational }).limit.compare(limit) === 0; i++) {
      const { money, voters, utility } = sorted[i] as Payer;
      poor = Rational.of(poor.numerator * money.denominator + money.numerator * voters * poor.denominator, poor.denominator * money.denominator);
      weight -= voters * utility;
    }
  }
  return best;
}

