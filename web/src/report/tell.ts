// A report in sentences.
import { amountText, countText, type Currency, percentText } from "../words/amounts.ts";
import { dayText } from "../words/dates.ts";
import type { Language } from "../words/language.svelte.js";
import { readText } from "../words/texts.ts";
import { rounded } from "./exact.ts";
import type { Outcome, Project, Report } from "./model.ts";
import { allCross, type FundedReason, ifMostSupported, isDecisive, type Reasons, reasonsOf, type UnfundedReason } from "./reasons.ts";
import { type ReportWords, reportWords } from "./words.ts";

/** What is told of one project. */
export interface Told {
  /** One line; ordinals have their ending between ^ signs. */
  readonly line: string;
  readonly paragraphs: readonly string[];
  readonly small: string | undefined;
  /** What its supporters could gather, where that decided. */
  readonly gathered: bigint | undefined;
}

export class Teller {
  readonly report: Report;
  readonly language: Language;
  readonly t: ReportWords;
  readonly #reasons: Reasons;

  constructor(report: Report, language: Language) {
    this.report = report;
    this.language = language;
    this.t = reportWords[language];
    this.#reasons = reasonsOf(report);
  }

  get currency(): Currency {
    return this.report.currency;
  }

  amount(minor: bigint): string {
    return amountText(minor, this.currency, this.language);
  }

  /** For sentences that speak of large sums: without cents, where these say nothing beside the envelope. */
  about(minor: bigint): string {
    return this.amount(rounded(minor, this.#grain) * this.#grain);
  }

  count(count: number | bigint): string {
    return countText(count, this.language);
  }

  projects(count: number): string {
    return this.t.projects(count, this.count(count));
  }

  /** Votes, or points where ballots give them. */
  support(project: Project): string {
    return project.points === undefined ? this.t.votes(project.votes, this.count(project.votes)) : this.t.points(project.points, this.count(project.points));
  }

  /** What its points are, where ballots give them. */
  get pointsNote(): string | undefined {
    return this.report.projects.some(({ points }) => points !== undefined) ? this.t.all.points[this.report.ballots] : undefined;
  }

  name(project: Project): string {
    return readText(project.name, this.language).text;
  }

  day(iso: string | undefined): string | undefined {
    return iso === undefined ? undefined : dayText(`${iso}T12:00:00Z`, this.language, "UTC");
  }

  /** `Cinq projets pour`; the sum follows. */
  get heading(): { readonly text: string; readonly sum: string | undefined } {
    const { outcome, minimum } = this.report;
    if (minimum !== undefined) return { text: this.t.head.tooFew, sum: undefined };
    const count = outcome?.funded.length ?? 0;
    return count === 0 ? { text: this.t.head.none, sum: undefined } : { text: this.t.head.funded(count, this.count(count)), sum: this.amount(outcome?.cost ?? 0n) };
  }

  get lead(): string {
    const { outcome, voters, envelope, projects, minimum } = this.report;
    const t = this.t.head;
    if (minimum !== undefined) return `${t.empty(voters, this.count(voters), this.count(minimum))} ${t.sealed}`;
    const voted = projects.length > 20 && voters > 0 ? t.votedOn(voters, this.count(voters), this.count(projects.length)) : t.voted(voters, this.count(voters));
    const rest = outcome?.rest ?? envelope;
    const left = rest === 0n ? t.spent : rest === envelope ? t.unspent : t.rest(this.amount(rest));
    return `${voted} ${t.envelope(this.amount(envelope))}${this.language === "fr" ? "\u202f; " : "; "}${left}`;
  }

  get bar(): string {
    const { outcome, envelope } = this.report;
    return this.t.head.bar(this.projects(outcome?.funded.length ?? 0), this.amount(outcome?.cost ?? 0n), this.amount(envelope));
  }

  /** What all that were not funded have in common, if anything. */
  get unfundedNote(): string | undefined {
    const { outcome } = this.report;
    return outcome !== undefined && allCross(outcome) ? this.t.all.allCross(outcome.unfunded.length) : undefined;
  }

  funded(project: Project, place: number): Told {
    const reason = this.#reasons.funded.get(project.id) ?? { kind: "told" };
    return { line: `${this.support(project)}. ${this.t.funded[reason.kind](this.t.place(place))}`, paragraphs: this.#whyFunded(project, place, reason), small: undefined, gathered: undefined };
  }

  unfunded(project: Project): Told {
    const reason = this.#reasons.unfunded.get(project.id) ?? { kind: "ended" };
    const gathered = reason.kind === "short" ? this.#floor(reason.gathered) : undefined;
    return { line: `${this.support(project)}. ${this.#unfundedLine(project, reason)}`, paragraphs: this.#whyUnfunded(project, reason), small: this.#ifMostSupported(project), gathered };
  }

  #whyFunded(project: Project, place: number, reason: FundedReason): readonly string[] {
    const t = this.t.whyFunded;
    const cost = this.amount(project.cost);
    const part = this.report.outcome?.part;
    switch (reason.kind) {
      case "paid": {
        if (project.cost === 0n || reason.payers === 0) return [t.free];
        const each = this.about(rounded(project.cost, BigInt(reason.payers)));
        const paid = reason.payers >= project.votes
          ? t.paidByAll(reason.payers, this.count(reason.payers), each)
          : t.paidBySome(reason.payers, this.count(reason.payers), this.count(project.votes), each);
        return [part === undefined ? paid : `${t.part(this.#floored(part))} ${paid}`];
      }
      case "overspent": return [part === undefined ? t.overspent : `${t.part(this.#floored(part))} ${t.overspent}`];
      case "completed":
        return [`${t.completed(place - 1, this.count(place - 1), this.amount(reason.left))} ${(reason.isPerCost ? t.toBestValue : t.toMostVoted)(this.support(project), cost)}`];
      case "ranked": return [(reason.isPerCost ? t.rankedPerCost : t.ranked)(this.t.place(reason.rank), this.support(project), this.amount(reason.left), cost)];
      case "spread": return [t.spread(project.votes, this.count(project.votes), this.about(reason.load))];
      case "best": return [t.best(this.support(project))];
      case "first": return [this.t.conditions[reason.condition] ?? ""].filter((text) => text !== "");
      case "told": return [];
    }
  }

  #unfundedLine(project: Project, reason: UnfundedReason): string {
    const t = this.t.unfunded;
    if (reason.kind === "short") return t.short(this.amount(project.cost - this.#floor(reason.gathered)), project.votes);
    if (reason.kind === "noRoom") return t.noRoom(this.amount(reason.left));
    return t[reason.kind];
  }

  #whyUnfunded(project: Project, reason: UnfundedReason): readonly string[] {
    const t = this.t.whyUnfunded;
    const cost = this.amount(project.cost);
    const first = () => {
      switch (reason.kind) {
        case "out": return this.t.conditions[reason.condition] ?? "";
        case "unsupported": return t.unsupported;
        case "tooDear": return t.tooDear(cost, this.amount(this.report.envelope));
        case "short": return t.short(this.amount(project.cost - this.#floor(reason.gathered)), project.votes, this.count(project.votes));
        case "noRoom": return reason.rank > 0 ? t.noRoom(this.t.place(reason.rank), this.amount(reason.left), cost) : t.left(this.amount(reason.left), cost);
        case "ended": return t.ended;
        case "notBest": return t.notBest(this.support(project));
      }
    };
    return [[first(), this.#votesNeeded(project, reason), this.#envelopeNeeded(project, reason)].filter((text) => text !== "").join(" ")];
  }

  /** Under the rule of the most voted itself, the votes that were missing. */
  #votesNeeded(project: Project, reason: UnfundedReason): string {
    const { outcome, explanations } = this.report;
    if (outcome?.rule !== "approval" || project.points !== undefined || reason.kind === "out") return "";
    if (outcome.parameters["on_unaffordable"] === "stop") return "";
    const votes = explanations.get(project.id)?.votesLacked;
    return votes === undefined ? "" : this.t.whyUnfunded.lacking(votes, this.count(votes));
  }

  #envelopeNeeded(project: Project, reason: UnfundedReason): string {
    const t = this.t.whyUnfunded;
    // No money would have brought it in.
    if (reason.kind === "unsupported" || reason.kind === "out") return "";
    const needed = this.report.explanations.get(project.id)?.budgetNeeded;
    if (needed !== undefined) return t.needed(this.amount(needed));
    if (this.report.tried !== undefined) return t.notEven(this.amount(this.report.tried));
    return this.report.isComplete ? "" : t.computing;
  }

  #ifMostSupported(project: Project): string | undefined {
    const told = ifMostSupported(this.report, project);
    if (told === undefined) return undefined;
    const t = this.t.ifMostSupported;
    return told.kind === "funded" ? t.funded(told.instead, this.count(told.instead)) : t.lacking(told.votes, this.count(told.votes));
  }

  /** What is known of the count beside the rule itself. */
  facts(outcome: Outcome): readonly string[] {
    const t = this.t.rule;
    const ties = outcome.ties.toSorted((a, b) => Number(isDecisive(outcome, b.tied)) - Number(isDecisive(outcome, a.tied)));
    const how = t.tieBreaks[outcome.tieBreak] ?? t.tieBreakUnknown;
    const shown = ties.slice(0, 5).map(({ tied }) => {
      const names = tied.slice(0, 6).map((project) => t.quote(this.name(project))).join(", ") + (tied.length > 6 ? ", …" : "");
      const first = tied[0];
      const end = isDecisive(outcome, tied) && first !== undefined ? `${t.tieFirst(t.quote(this.name(first)))}` : t.tieNothing;
      return t.tie(tied.length, this.count(tied.length), names, how) + end;
    });
    return [
      ...(outcome.part === undefined || outcome.replacedBy !== undefined ? [] : [t.part(this.#floored(outcome.part))]),
      ...(ties.length === 0 ? [t.noTie] : shown),
      ...(ties.length > 5 ? [t.moreTies(ties.length - 5, this.count(ties.length - 5))] : []),
    ];
  }

  /** `82 %` of the voters, where there are too many to be counted at a glance. */
  shareOf(part: number, whole: number): string | undefined {
    return whole > 300 ? percentText(part / whole, this.language) : undefined;
  }

  /** What is small beside the envelope is cut off: a part that somebody has is not more than they have. */
  #floor(minor: bigint): bigint {
    return minor - (minor % this.#grain);
  }

  #floored(minor: bigint): string {
    return this.amount(this.#floor(minor));
  }

  get #grain(): bigint {
    const unit = 10n ** BigInt(this.currency.digits);
    return this.report.envelope >= 1000n * unit ? unit : 1n;
  }
}
