import type { MessageJsonType } from "@bufbuild/protobuf";
import type { ProposalContentSchema } from "@urna/protocol/gen/urna/v1/proposals_service_pb";
import { parseAmount, type AmountFault } from "../../../words/amount_entry.ts";
import { bytesOf } from "../parts/bytes.ts";
import type { Form, FormField } from "../parts/model.ts";
import { pointOf } from "../../catalogue/places.ts";
import { isMailAddress } from "../../follow/address.ts";
import { parsePoint, pointText } from "./point.ts";

export type Content = MessageJsonType<typeof ProposalContentSchema>;

/** A proposal as somebody types it. */
export interface Draft {
  language: string;
  title: string;
  summary: string;
  description: string;
  area: string;
  category: string;
  cost: string;
  /** Coordinates, as typed. */
  point: string;
  /** By the id of the form's field. */
  answers: Record<string, string>;
  authorName: string;
  contact: string;
  /** The draft that the server has of it; empty before it has one. */
  server: string;
  /** Whether that is of an account, and has no key. */
  isOfAccount: boolean;
  /** Whether its author wants to be told by mail what becomes of it. */
  notify: boolean;
  /** What was there before and cannot be typed here, which stays: a place that is more than a point, images. */
  geometry: string;
  images: readonly string[];
}

export function emptyDraft(language: string): Draft {
  return { language, title: "", summary: "", description: "", area: "", category: "", cost: "", point: "", answers: {}, authorName: "", contact: "", server: "", isOfAccount: false, notify: false, geometry: "", images: [] };
}

/** The steps in which it is written. */
export const steps = ["what", "details", "place", "photos", "review"] as const;
export type Step = (typeof steps)[number];

export type FaultCode =
  | "required" | "chooseOne" | "tooLong" | "oneLine" | "number" | "date" | "link" | "mail" | "choice" | "point" | "refused" | `amount-${AmountFault}`;

/** What is wrong with a field, and the id of its control. */
export interface Fault {
  readonly field: string;
  readonly code: FaultCode;
  /** Of `tooLong`. */
  readonly most?: number;
  /** Of `refused`, in the server's words. */
  readonly detail?: string;
}

/** The longest that the server takes, in bytes. */
export const mostBytes = { title: 200, summary: 1000, description: 20_000, line: 200, answer: 4000, contact: 500, name: 200, link: 2000 } as const;

/** Text without what no text may have: control characters other than line ends. */
export function plain(text: string): string {
  return text.replace(/\r\n?/g, "\n").replace(/\t/g, " ").replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, "").trim();
}

export const answerField = (id: string): string => `answer-${id}`;

/** The step on which a control stands. */
export function stepOf(field: string): Step {
  if (["title", "summary", "area", "category", "language"].includes(field)) return "what";
  return field === "point" ? "place" : field === "photos" ? "photos" : "details";
}

function tooLong(field: string, text: string, most: number): Fault[] {
  return bytesOf(text) > most ? [{ field, code: "tooLong", most }] : [];
}

function checkAnswer(field: FormField, value: string): Fault[] {
  const id = answerField(field.id);
  if (value === "") return field.isRequired ? [{ field: id, code: field.type === "CHOICE" || field.type === "BOOL" ? "chooseOne" : "required" }] : [];
  switch (field.type) {
    case "LINE":
      return value.includes("\n") ? [{ field: id, code: "oneLine" }] : tooLong(id, value, mostBytes.line);
    case "NUMBER":
      return /^-?\d{1,18}$/.test(value) ? [] : [{ field: id, code: "number" }];
    case "BOOL":
      return value === "true" || value === "false" ? [] : [{ field: id, code: "chooseOne" }];
    case "CHOICE":
      return field.choices.includes(value) ? [] : [{ field: id, code: "choice" }];
    case "DATE":
      return isDay(value) ? [] : [{ field: id, code: "date" }];
    case "LINK":
      return /^https?:\/\/[^\s"<>]+$/.test(value) && bytesOf(value) <= mostBytes.link ? [] : [{ field: id, code: "link" }];
    case "MAIL":
      return /^[^\s<>,;@]+@[^\s<>,;@]+$/.test(value) && bytesOf(value) <= mostBytes.line ? [] : [{ field: id, code: "mail" }];
    default:
      return tooLong(id, value, mostBytes.answer);
  }
}

/** Whether a day of the calendar stands there, as `2027-03-31`. */
function isDay(text: string): boolean {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (found === null) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** What of a draft the server would refuse, in the order of the steps. `digits` are those of the currency's minor unit. */
export function faultsOf(draft: Draft, form: Form, digits: number): Fault[] {
  const text = { title: plain(draft.title), summary: plain(draft.summary), description: plain(draft.description), name: plain(draft.authorName), contact: plain(draft.contact) };
  const cost = draft.cost.trim() === "" ? undefined : parseAmount(draft.cost, digits);
  const required = (field: string, value: string): Fault[] => (value === "" ? [{ field, code: "required" }] : []);
  return [
    ...required("title", text.title), ...(text.title.includes("\n") ? [{ field: "title", code: "oneLine" } as const] : tooLong("title", text.title, mostBytes.title)),
    ...required("summary", text.summary), ...tooLong("summary", text.summary, mostBytes.summary),
    ...(form.categories.length > 0 && !form.categories.some(({ id }) => id === draft.category) ? [{ field: "category", code: "chooseOne" } as const] : []),
    ...tooLong("description", text.description, mostBytes.description),
    ...(cost === undefined ? (form.isCostRequired ? required("cost", "") : []) : "fault" in cost ? [{ field: "cost", code: `amount-${cost.fault}` } as const] : []),
    ...form.fields.flatMap((field) => checkAnswer(field, plain(draft.answers[field.id] ?? ""))),
    ...tooLong("name", text.name, mostBytes.name), ...tooLong("contact", text.contact, mostBytes.contact),
    ...(draft.notify && !isMailAddress(text.contact) ? [{ field: "contact", code: "mail" } as const] : []),
    ...(draft.point.trim() === "" ? (form.isPlaceRequired ? required("point", "") : []) : parsePoint(draft.point) === undefined ? [{ field: "point", code: "point" } as const] : []),
  ];
}

/** What is sent of a draft that has no faults: answers in the form's order, public ones apart from internal ones. */
export function contentOf(draft: Draft, form: Form, digits: number): Content {
  const answersOf = (isInternal: boolean) => form.fields.filter((field) => field.isInternal === isInternal)
    .map(({ id }) => ({ field: id, value: plain(draft.answers[id] ?? "") })).filter(({ value }) => value !== "");
  const cost = draft.cost.trim() === "" ? undefined : parseAmount(draft.cost, digits);
  return {
    text: {
      language: draft.language, title: plain(draft.title), summary: plain(draft.summary), description: plain(draft.description), area: draft.area, category: draft.category,
      place: placeOf(draft), answers: answersOf(false), ...(draft.images.length === 0 ? {} : { imageSha256: [...draft.images] }),
      ...(cost !== undefined && "minor" in cost ? { estimatedCost: cost.minor.toString() } : {}),
    },
    authorName: plain(draft.authorName), internalAnswers: answersOf(true), contact: plain(draft.contact), ...(draft.notify ? { notify: true } : {}),
  };
}

function placeOf({ point: typed, geometry }: Draft): string {
  const point = typed.trim() === "" ? undefined : parsePoint(typed);
  if (point === undefined) return "";
  const before = pointOf(geometry);
  const isSame = before !== undefined && pointText(before) === pointText(point);
  return isSame ? geometry : JSON.stringify({ type: "Point", coordinates: [point.lon, point.lat] });
}

const fieldsOfServer: Readonly<Record<string, string>> = {
  "text.title": "title", "text.summary": "summary", "text.description": "description", "text.area": "area", "text.category": "category", "text.place": "point",
  "text.estimated_cost": "cost", "text.language": "language", author_name: "name", contact: "contact",
};

/** Faults of the server at the controls that they are about; `sent` is what they are about. What has no control is `undefined`. */
export function serverFaults(fields: readonly { readonly field: string; readonly description: string }[], sent: Content): readonly (Fault | undefined)[] {
  return fields.map(({ field, description }): Fault | undefined => {
    const path = field.replace(/^(?:content|proposal)\./, "");
    const simple = fieldsOfServer[path];
    const code = (known: string): Fault => ({ field: known, code: description === "is asked for" ? "required" : "refused", detail: description });
    if (simple !== undefined) return code(simple);
    const asked = /^the form asks for (.+)$/.exec(description);
    if (asked !== null) return { field: answerField(asked[1] as string), code: "required" };
    const [, list, place] = /^(text\.answers|internal_answers)\[(\d+)\]/.exec(path) ?? [];
    const answer = (list === "text.answers" ? sent.text?.answers : sent.internalAnswers)?.[Number(place)];
    return answer?.field === undefined ? undefined : { field: answerField(answer.field), code: "refused", detail: description };
  });
}
