// The report of an outcome as JSON: what the server answers to GetTallyReport, and what `urna tally --html` puts into its file
// (tallying/report.h says what each member is). Amounts are decimal text in currency units, rationals `7/3`.
import type { LocalizedTexts } from "../words/texts.js";

export interface ReportDocument {
  readonly kind: "outcome" | "comparison";
  readonly title?: LocalizedTexts;
  readonly language?: string;
  readonly closed?: string;
  readonly currency?: string;
  readonly currency_digits: number;
  readonly ballots: string;
  readonly budget: string;
  readonly voters: number;
  /** There were fewer ballots than this, and nothing was opened. */
  readonly minimum?: number;
  readonly projects: readonly ProjectJson[];
  readonly areas?: readonly { readonly id: string; readonly name: LocalizedTexts }[];
  readonly outcome?: OutcomeJson;
  readonly measures?: { readonly voters_by_projects?: readonly number[] | null; readonly ejr_plus_failures: readonly string[] };
  readonly explanations?: readonly ExplanationJson[];
  readonly tried?: string;
  readonly stopped?: boolean;
  readonly compared?: readonly ComparedJson[];
  readonly complete: boolean;
}

export interface ProjectJson {
  readonly id: string;
  readonly name?: LocalizedTexts;
  readonly cost: string;
  readonly votes?: number;
  readonly points?: number;
  readonly categories?: readonly string[];
  readonly area?: string;
  readonly place?: readonly [number, number];
}

export interface OutcomeJson {
  readonly rule: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tie_break: string;
  readonly cost: string;
  readonly selected: readonly string[];
  readonly ties: readonly TieJson[];
  readonly completion_ties?: readonly TieJson[];
  readonly endowment?: string;
  readonly runs?: number;
  readonly replaced_by?: string;
  readonly constraints?: readonly { readonly constraint: string; readonly project: string; readonly effect: string }[];
  readonly rounds?: readonly RoundJson[];
  readonly shortfalls?: readonly { readonly project: string; readonly supporters_money: string }[];
}

export interface TieJson {
  readonly round: number;
  readonly tied: readonly string[];
}

export interface RoundJson {
  readonly project: string;
  readonly funded: boolean;
  readonly stage: string;
  readonly measure: string;
  readonly value: string;
  readonly payers?: number;
  readonly largest?: string;
}

export interface ExplanationJson {
  readonly project: string;
  readonly budget_needed?: string;
  readonly votes_lacked?: number;
}

export interface ComparedJson {
  readonly rule: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly selected: readonly string[];
  readonly cost: string;
  readonly voters_with_nothing: number;
  readonly average_projects: string;
  readonly average_money: string;
  readonly ejr_plus_failures: readonly string[];
}
