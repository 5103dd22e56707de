import type { MessageJsonType } from "@bufbuild/protobuf";
import type { SubmissionFormSchema, FieldTypeJson } from "@urna/protocol/gen/urna/v1/mandate_pb";
import type { ProposalSchema, ProposalStatusJson } from "@urna/protocol/gen/urna/v1/proposals_service_pb";
import type { LocalizedTexts } from "../../../words/texts.js";

// Proposals as their pages need them: ids instead of resource names, money as exact integers, times as Unix seconds.

type Json = MessageJsonType<typeof ProposalSchema>;

/** As the API names them, without its prefix. */
export type Status = ProposalStatusJson extends `PROPOSAL_STATUS_${infer S}` ? S : never;

export interface Verdict {
  readonly isFormal: boolean;
  readonly isAccepted: boolean;
  readonly cost: bigint;
  readonly yearlyCost: bigint;
  readonly coFunding: bigint;
  readonly months: number;
}

export interface Proposal {
  /** `p17`, or `d-…` of a draft. */
  readonly id: string;
  /** Of the journal; undefined of a draft. */
  readonly number: number | undefined;
  readonly status: Status;
  /** Undefined where its texts are hidden or erased, or were never written. */
  readonly title: LocalizedTexts;
  readonly summary: LocalizedTexts;
  readonly description: LocalizedTexts;
  readonly hasText: boolean;
  readonly language: string | undefined;
  readonly area: string;
  readonly category: string;
  /** A GeoJSON geometry as text; empty where it has no place. */
  readonly place: string;
  /** What its authors believe that it costs. */
  readonly estimate: bigint | undefined;
  readonly answers: readonly { readonly field: string; readonly value: string }[];
  /** Digests of its photographs, as bytes of the API, in their order. */
  readonly images: readonly string[];
  readonly version: number;
  readonly versions: number;
  readonly authors: readonly string[];
  readonly verdicts: readonly Verdict[];
  readonly appeal: { readonly status: "FILED" | "UPHELD" | "DISMISSED"; readonly statement: LocalizedTexts; readonly reason: LocalizedTexts } | undefined;
  readonly returned: { readonly reason: LocalizedTexts; readonly due: number | undefined } | undefined;
  readonly hiddenReason: LocalizedTexts;
  readonly endReason: LocalizedTexts;
  readonly isErased: boolean;
  readonly supporters: number;
  readonly mergedInto: string | undefined;
  readonly parents: readonly string[];
  /** The contest and the id of the project that it is. */
  readonly project: { readonly contest: string; readonly id: string } | undefined;
  readonly incompatible: readonly string[];
  readonly channel: string;
  readonly submitted: number | undefined;
  readonly updated: number | undefined;
  /** What only its author and the staff see; undefined for others. */
  readonly internal: Json["internal"];
}

export function idOfProposal(name: string | undefined): string {
  return (name ?? "").slice((name ?? "").lastIndexOf("/") + 1);
}

/** `17` of `p17`. */
export function numberOf(id: string): number | undefined {
  const found = /^p([1-9]\d*)$/.exec(id);
  return found === null ? undefined : Number(found[1]);
}

function seconds(time: string | undefined): number | undefined {
  const at = Date.parse(time ?? "");
  return Number.isNaN(at) ? undefined : Math.floor(at / 1000);
}

function projectOf(name: string | undefined): Proposal["project"] {
  const found = /\/contests\/([^/]+)\/projects\/(.+)$/.exec(name ?? "");
  return found === null ? undefined : { contest: found[1] as string, id: found[2] as string };
}

export function proposalOf(json: Json): Proposal {
  const { text } = json;
  const id = idOfProposal(json.name);
  const texts = (value: string | undefined): LocalizedTexts => (value === undefined || value === "" ? undefined : [{ language: text?.language ?? "", text: value }]);
  const appeal = json.appeal?.status?.slice("APPEAL_STATUS_".length);
  return {
    id, number: numberOf(id), status: (json.status ?? "PROPOSAL_STATUS_UNSPECIFIED").slice("PROPOSAL_STATUS_".length) as Status,
    title: texts(text?.title), summary: texts(text?.summary), description: texts(text?.description), hasText: text !== undefined, language: text?.language,
    area: text?.area ?? "", category: text?.category ?? "", place: text?.place ?? "",
    estimate: text?.estimatedCost === undefined ? undefined : BigInt(text.estimatedCost),
    answers: (text?.answers ?? []).map(({ field, value }) => ({ field: field ?? "", value: value ?? "" })),
    images: text?.imageSha256 ?? [],
    version: json.version ?? 0, versions: json.versions ?? 0, authors: json.authorNames ?? [],
    verdicts: (json.verdicts ?? []).map(({ facts }) => ({
      isFormal: facts?.step === "REVIEW_STEP_FORMAL", isAccepted: facts?.accepted ?? false, cost: BigInt(facts?.cost ?? 0), yearlyCost: BigInt(facts?.yearlyCost ?? 0),
      coFunding: BigInt(facts?.coFunding ?? 0), months: facts?.months ?? 0,
    })),
    appeal: appeal === "FILED" || appeal === "UPHELD" || appeal === "DISMISSED" ? { status: appeal, statement: json.appeal?.statement, reason: json.appeal?.reason } : undefined,
    returned: json.returned === undefined ? undefined : { reason: json.returned.reason, due: seconds(json.returned.dueTime) },
    hiddenReason: json.hiddenReason, endReason: json.endReason, isErased: json.erased ?? false, supporters: json.supporters ?? 0,
    mergedInto: json.mergedInto === undefined || json.mergedInto === "" ? undefined : idOfProposal(json.mergedInto), parents: (json.parents ?? []).map(idOfProposal),
    project: projectOf(json.project), incompatible: (json.incompatible ?? []).map(idOfProposal), channel: json.channel ?? "",
    submitted: seconds(json.submitTime), updated: seconds(json.updateTime), internal: json.internal,
  };
}

export type FieldType = FieldTypeJson extends `FIELD_TYPE_${infer T}` ? T : never;

export interface FormField {
  readonly id: string;
  readonly label: LocalizedTexts;
  readonly type: FieldType;
  readonly isRequired: boolean;
  /** Only the staff reads the answer. */
  readonly isInternal: boolean;
  readonly choices: readonly string[];
}

/** What a proposal must say. */
export interface Form {
  readonly fields: readonly FormField[];
  readonly categories: readonly { readonly id: string; readonly title: LocalizedTexts }[];
  readonly isPlaceRequired: boolean;
  readonly isCostRequired: boolean;
  readonly mostPerAuthor: number;
  readonly supportNeeded: number;
  /** Whoever has no account may propose. */
  readonly isOpen: boolean;
}

export function formOf(json: MessageJsonType<typeof SubmissionFormSchema> | undefined): Form {
  return {
    fields: (json?.fields ?? []).map(({ id, label, type, required, internal, choices }) => ({
      id: id ?? "", label, type: (type ?? "FIELD_TYPE_LINE").slice("FIELD_TYPE_".length) as FieldType, isRequired: required ?? false, isInternal: internal ?? false, choices: choices ?? [],
    })),
    categories: (json?.categories ?? []).map(({ id, title }) => ({ id: id ?? "", title })),
    isPlaceRequired: json?.placeRequired ?? false, isCostRequired: json?.costRequired ?? false, mostPerAuthor: json?.mostPerAuthor ?? 0,
    supportNeeded: json?.supportNeeded ?? 0, isOpen: json?.openSubmission ?? false,
  };
}
