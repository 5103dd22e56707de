import { toHex } from "@urna/protocol/bytes";
import type { Election } from "./election.js";

/** A text by language, such as `{ en: "Trees", fr: "Arbres" }`. */
export type Texts = Readonly<Record<string, string>>;

export interface ProjectInfo {
  readonly id: string;
  readonly title: Texts;
  readonly summary: Texts;
  /** Minor units. */
  readonly cost: bigint;
  readonly categories: readonly string[];
  /** A GeoJSON geometry, or empty. */
  readonly place: string;
}

/** How a ballot of a contest is filled in. A maximum of 0 is no limit; amounts are in minor units. A blank ballot is always valid. */
export interface FormatInfo {
  readonly kind: "approval" | "cumulative" | "scoring" | "ordinal" | "choose-1";
  readonly minLength: number;
  readonly maxLength: number;
  readonly minSumCost: bigint;
  readonly maxSumCost: bigint;
  readonly maxPoints: number;
  readonly minSumPoints: number;
  readonly maxSumPoints: number;
}

export interface ContestInfo {
  readonly id: string;
  readonly title: Texts;
  readonly area: string;
  readonly budget: bigint;
  readonly format: FormatInfo;
  readonly rule: string;
  /** In the order of the ballot. */
  readonly projects: readonly ProjectInfo[];
}

export interface ElectorateInfo {
  readonly id: string;
  readonly title: Texts;
  readonly contests: readonly string[];
  /** How many codes its voters have, each from a letter of its own. */
  readonly codes: number;
}

/** What a page shows of an election. All of it was verified: it is what every party has signed. */
export interface ElectionInfo {
  readonly process: string;
  readonly title: Texts;
  /** The first is the default. */
  readonly languages: readonly string[];
  readonly currency: string;
  readonly currencyDigits: number;
  /** 64 hexadecimal digits, to be compared with the letter where the letter's was not given. */
  readonly manifestHash: string;
  readonly logVkey: string;
  /** Whether the manifest hash was given from elsewhere, or kept from an earlier visit, or is only the server's word. */
  readonly trust: "given" | "kept" | "server";
  /** Which ballot of a voter counts. */
  readonly revote: "last" | "first";
  readonly ballotsPerKey: number;
  /** Unix seconds, as planned. */
  readonly openingTime: bigint;
  readonly closingTime: bigint;
  readonly witnessQuorum: number;
  readonly contests: readonly ContestInfo[];
  readonly electorates: readonly ElectorateInfo[];
  /** What people read for a label of projects that is such an id, or such a title in one language. */
  readonly categories: readonly { readonly id: string; readonly title: Texts }[];
  /** Of each group's contests a voter may use at most `max`. */
  readonly choiceGroups: readonly { readonly contests: readonly string[]; readonly max: number }[];
}

function texts(list: readonly { readonly language: string; readonly text: string }[]): Texts {
  return Object.fromEntries(list.map(({ language, text }) => [language, text]));
}

export function infoOf(election: Election, trust: ElectionInfo["trust"]): ElectionInfo {
  const { config, logKey } = election.sealed;
  const idOf = (number: number): string => config.contests[number]?.id ?? "";
  return {
    process: config.process,
    title: texts(config.title),
    languages: config.languages,
    currency: config.currency,
    currencyDigits: config.currencyDigits,
    manifestHash: toHex(election.manifestHash),
    logVkey: logKey.text,
    trust,
    revote: config.revote === 2 ? "first" : "last",
    ballotsPerKey: config.ballotsPerKey,
    openingTime: config.openingTime,
    closingTime: config.closingTime,
    witnessQuorum: config.witnessQuorum,
    contests: config.contests.map((contest) => ({
      id: contest.id,
      title: texts(contest.title),
      area: contest.area,
      budget: contest.budget,
      format: election.limits(contest),
      rule: contest.rule?.rule ?? "",
      projects: contest.projects.map(({ id, title, summary, cost, categories, place }) => ({ id, title: texts(title), summary: texts(summary), cost, categories, place })),
    })),
    electorates: config.electorates.map(({ id, title, contests, codeRegistrars }) => ({ id, title: texts(title), contests: contests.map(idOf), codes: codeRegistrars })),
    categories: config.categories.map(({ id, title }) => ({ id, title: texts(title) })),
    choiceGroups: config.choiceGroups.map(({ contests, max }) => ({ contests: contests.map(idOf), max })),
  };
}
