import type { FieldTypeJson, SubmissionFormJson } from "@urna/protocol/gen/urna/v1/mandate_pb";

type TextByLanguage = Readonly<Record<string, string>>;
type Texts = readonly { readonly language?: string; readonly text?: string }[];

export const fieldTypes = [
  "FIELD_TYPE_LINE", "FIELD_TYPE_TEXT", "FIELD_TYPE_NUMBER", "FIELD_TYPE_BOOL", "FIELD_TYPE_CHOICE", "FIELD_TYPE_DATE", "FIELD_TYPE_LINK", "FIELD_TYPE_MAIL",
] as const satisfies readonly FieldTypeJson[];
export type FieldType = (typeof fieldTypes)[number];

/** A field as the form's editor holds it. */
export interface FieldDraft {
  id: string;
  label: TextByLanguage;
  type: FieldType;
  required: boolean;
  internal: boolean;
  /** One a line. */
  choices: string;
}

/** The form for proposals, as its editor holds it. */
export interface FormDraft {
  fields: FieldDraft[];
  categories: { id: string; title: TextByLanguage }[];
  placeRequired: boolean;
  costRequired: boolean;
  openSubmission: boolean;
  /** As typed; empty for as many as the server lets in. */
  mostPerAuthor: string;
  /** As typed; empty for none. */
  supportNeeded: string;
}

const count = (number: number | undefined) => ((number ?? 0) === 0 ? "" : String(number));

export function draftOf(form: SubmissionFormJson | undefined, byLanguage: (texts: Texts | undefined) => TextByLanguage): FormDraft {
  return {
    fields: (form?.fields ?? []).map((field) => ({
      id: field.id ?? "", label: byLanguage(field.label), type: (field.type ?? "FIELD_TYPE_LINE") as FieldType, required: field.required ?? false, internal: field.internal ?? false, choices: (field.choices ?? []).join("\n"),
    })),
    categories: (form?.categories ?? []).map(({ id = "", title }) => ({ id, title: byLanguage(title) })),
    placeRequired: form?.placeRequired ?? false, costRequired: form?.costRequired ?? false, openSubmission: form?.openSubmission ?? form === undefined,
    mostPerAuthor: count(form?.mostPerAuthor), supportNeeded: count(form?.supportNeeded),
  };
}

/** `whole` reads a typed number and tells where it stands in the request. */
export function submissionFormOf(draft: FormDraft, asTexts: (texts: TextByLanguage) => { language: string; text: string }[], whole: (text: string, path: string) => number | undefined): SubmissionFormJson {
  const support = whole(draft.supportNeeded, "form.support_needed") ?? 0;
  const most = whole(draft.mostPerAuthor, "form.most_per_author") ?? 0;
  return {
    fields: draft.fields.map((field) => ({
      id: field.id, label: asTexts(field.label), type: field.type, ...(field.required ? { required: true } : {}),
      // An address of mail is never public.
      ...(field.internal || field.type === "FIELD_TYPE_MAIL" ? { internal: true } : {}),
      ...(field.type === "FIELD_TYPE_CHOICE" ? { choices: choicesOf(field.choices) } : {}),
    })),
    categories: draft.categories.map(({ id, title }) => ({ id, title: asTexts(title) })),
    ...(draft.placeRequired ? { placeRequired: true } : {}), ...(draft.costRequired ? { costRequired: true } : {}), ...(draft.openSubmission ? { openSubmission: true } : {}),
    ...(most === 0 ? {} : { mostPerAuthor: most }), ...(support === 0 ? {} : { supportNeeded: support, supportBy: "SUPPORT_BY_PAPER_LISTS" as const }),
  };
}

export function choicesOf(lines: string): string[] {
  return lines.split("\n").map((line) => line.trim()).filter((line) => line !== "");
}
