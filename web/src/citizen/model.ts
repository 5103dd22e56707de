import type { MessageJsonType } from "@bufbuild/protobuf";
import type { BallotFormatSchema, RuleConfigSchema } from "@urna/protocol/gen/urna/v1/config_pb";
import type { CalendarSchema, MandateSchema, WindowKindJson } from "@urna/protocol/gen/urna/v1/mandate_pb";
import type { MandateVersionSchema } from "@urna/protocol/gen/urna/v1/planning_service_pb";
import type { AreaSchema, ContestSchema, ElectorateSchema, PhaseJson, ProcessSchema, ProjectSchema } from "@urna/protocol/gen/urna/v1/resources_pb";
import type { Currency } from "../words/amounts.js";
import type { LocalizedTexts } from "../words/texts.js";

// A process as its public pages need it: ids instead of resource names, money as exact integers, times as Unix seconds.

export type BallotFormat = MessageJsonType<typeof BallotFormatSchema>;
export type Rule = MessageJsonType<typeof RuleConfigSchema>;
export type Mandate = MessageJsonType<typeof MandateSchema>;
export type WindowKind = WindowKindJson;

/** SUBMISSION and so on, as the API names phases, without its prefix. */
export type Phase = PhaseJson extends `PHASE_${infer P}` ? P : never;

export interface Process {
  readonly id: string;
  readonly title: LocalizedTexts;
  readonly phase: Phase;
  readonly currency: Currency;
  readonly openingTime: number | undefined;
  readonly closingTime: number | undefined;
  /** Whether a voter's last ballot counts; otherwise the first is final. */
  readonly lastBallotCounts: boolean;
  /** Sets of contests, by id, of which a voter may use only `max`. */
  readonly contestGroups: readonly { readonly contests: readonly string[]; readonly max: number }[];
}

export interface Area {
  readonly id: string;
  readonly title: LocalizedTexts;
}

export interface Contest {
  readonly id: string;
  /** The resource name, for calls. */
  readonly name: string;
  readonly title: LocalizedTexts;
  /** The id of its area. */
  readonly area: string;
  /** The envelope, in minor units. */
  readonly budget: bigint;
  readonly format: BallotFormat;
  readonly rule: Rule;
  /** Its number in the records of the log, and in the names of the files of its result. */
  readonly number: number;
}

export interface Project {
  readonly id: string;
  readonly contest: string;
  readonly title: LocalizedTexts;
  readonly summary: LocalizedTexts;
  /** In minor units. */
  readonly cost: bigint;
  readonly categories: readonly string[];
  /** A GeoJSON geometry as text; empty where it has no place. */
  readonly place: string;
  /** SHA-256 of each of its images, in Base64. */
  readonly images: readonly string[];
  /** The id of the proposal that it was; undefined where it was not proposed. */
  readonly proposal: string | undefined;
}

export interface Electorate {
  readonly id: string;
  readonly title: LocalizedTexts;
  /** Ids of the contests that it votes in. */
  readonly contests: readonly string[];
  /** How many persons are on its roll. */
  readonly persons: number;
  /** How many codes its voters' letters have. */
  readonly codes: number;
}

export interface CalendarWindow {
  readonly kind: WindowKind;
  readonly start: number;
  readonly end: number;
}

export interface Calendar {
  /** A name of the time zone database, such as `Europe/Paris`. */
  readonly zone: string | undefined;
  readonly windows: readonly CalendarWindow[];
}

/** What a proposal can be about. */
export interface Category {
  readonly id: string;
  readonly title: LocalizedTexts;
}

/** What the ballots of a contest came to. */
export interface Result {
  /** There were too few ballots to be read, otherwise. */
  readonly isCounted: boolean;
  /** The ids of the funded projects, in the order of selection. */
  readonly funded: readonly string[];
}

export interface MandateVersion {
  readonly version: number;
  readonly publishTime: number | undefined;
  readonly mandate: Mandate;
}

/** What follows `collection/` in a resource name. Ids of projects may hold slashes, so that it is all that follows. */
export function idAfter(collection: string, name: string | undefined): string {
  const mark = `${collection}/`;
  const at = (name ?? "").indexOf(mark);
  return at < 0 ? "" : (name ?? "").slice(at + mark.length);
}

function seconds(time: string | undefined): number | undefined {
  if (time === undefined) return undefined;
  const at = Date.parse(time);
  return Number.isNaN(at) ? undefined : Math.floor(at / 1000);
}

export function processOf(json: MessageJsonType<typeof ProcessSchema>): Process {
  return {
    id: idAfter("processes", json.name),
    title: json.title,
    phase: (json.phase ?? "PHASE_UNSPECIFIED").slice("PHASE_".length) as Phase,
    currency: { code: json.currency ?? "EUR", digits: json.currencyDigits ?? 0 },
    openingTime: seconds(json.openingTime),
    closingTime: seconds(json.closingTime),
    lastBallotCounts: json.revote !== "REVOTE_POLICY_FIRST",
    contestGroups: (json.contestGroups ?? []).map(({ contests, max }) => ({ contests: (contests ?? []).map((name) => idAfter("contests", name)), max: max ?? 1 })),
  };
}

export function areaOf(json: MessageJsonType<typeof AreaSchema>): Area {
  return { id: idAfter("areas", json.name), title: json.title };
}

export function contestOf(json: MessageJsonType<typeof ContestSchema>): Contest {
  return {
    id: idAfter("contests", json.name),
    name: json.name ?? "",
    title: json.title,
    area: idAfter("areas", json.area),
    budget: BigInt(json.budget ?? 0),
    format: json.ballotFormat ?? {},
    rule: json.rule ?? {},
    number: json.number ?? 0,
  };
}

export function projectOf(json: MessageJsonType<typeof ProjectSchema>): Project {
  const proposal = idAfter("proposals", json.proposal);
  return {
    id: idAfter("projects", json.name),
    contest: idAfter("contests", json.name).split("/")[0] ?? "",
    title: json.title,
    summary: json.summary,
    cost: BigInt(json.cost ?? 0),
    categories: json.categories ?? [],
    place: json.place ?? "",
    images: json.imageSha256 ?? [],
    proposal: proposal === "" ? undefined : proposal,
  };
}

export function electorateOf(json: MessageJsonType<typeof ElectorateSchema>): Electorate {
  return {
    id: idAfter("electorates", json.name),
    title: json.title,
    contests: (json.contests ?? []).map((name) => idAfter("contests", name)),
    persons: Number(json.slots ?? 0),
    codes: Math.max(1, json.codeRegistrars ?? 1),
  };
}

export function calendarOf(json: MessageJsonType<typeof CalendarSchema> | undefined): Calendar | undefined {
  if (json === undefined) return undefined;
  const windows = (json.windows ?? []).map(({ kind, startTime, endTime }) => ({ kind: kind ?? "WINDOW_KIND_UNSPECIFIED", start: Number(startTime ?? 0), end: Number(endTime ?? 0) }));
  return { zone: json.timeZone === undefined || json.timeZone === "" ? undefined : json.timeZone, windows };
}

export function mandateOf(json: MessageJsonType<typeof MandateVersionSchema>): MandateVersion {
  return { version: json.version ?? 0, publishTime: seconds(json.publishTime), mandate: json.mandate ?? {} };
}
