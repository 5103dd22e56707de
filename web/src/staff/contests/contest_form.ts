import type { ContestJson } from "@urna/protocol/gen/urna/v1/resources_pb";
import type { Currency } from "../../words/amounts.js";
import type { Language } from "../../words/language.svelte.js";
import { typedAmount } from "../../words/amount_entry.js";
import { type BallotForm, ballotFormatOf, ballotFormOf, isAmount } from "../logic/ballot_form.js";
import { asTexts, byLanguage, type TextByLanguage } from "../logic/localized.js";
import { ruleOf, valuesOf } from "../logic/rules.js";
import type { Entries } from "../parts/entries.js";

/** A contest as its form holds it. */
export interface ContestForm {
  id: string;
  title: TextByLanguage;
  area: string;
  budget: string;
  ballot: BallotForm;
  rule: string;
  values: Record<string, string>;
  tieBreak: string;
  minimum: string;
  countAnyway: boolean;
}

export function contestFormOf(contest: ContestJson | undefined, area: string, currency: Currency, language: Language): ContestForm {
  const typed = (minor: string) => typedAmount(BigInt(minor), currency.digits, language === "fr" ? "," : ".");
  const rule = contest?.rule?.rule ?? "equal-shares";
  return {
    id: "", title: byLanguage(contest?.title), area: contest?.area ?? area, budget: contest?.budget === undefined ? "" : typed(contest.budget), ballot: ballotFormOf(contest?.ballotFormat, typed),
    rule, values: valuesOf(contest?.rule ?? { rule }), tieBreak: contest?.rule?.tieBreak ?? "TIE_BREAK_LOT", minimum: contest?.minimumBallots ?? "", countAnyway: contest?.countAnyway ?? false,
  };
}

export function contestOf(form: ContestForm, languages: readonly string[], currency: Currency, entries: Entries): ContestJson {
  const minimum = entries.whole(form.minimum, 16_777_216, "contest.minimum_ballots");
  return {
    title: asTexts(form.title, languages), area: form.area, budget: entries.amount(form.budget, currency.digits, "contest.budget") ?? "0",
    ballotFormat: ballotFormatOf(form.ballot, (text, limit, path) => (isAmount(limit) ? entries.amount(text, currency.digits, path) : entries.whole(text, 100_000, path))),
    rule: ruleOf(form.rule, form.values, form.tieBreak as NonNullable<NonNullable<ContestJson["rule"]>["tieBreak"]>),
    ...(minimum === undefined ? {} : { minimumBallots: String(minimum) }), countAnyway: form.countAnyway,
  };
}
