import type { MandateJson } from "@urna/protocol/gen/urna/v1/mandate_pb";

type TextByLanguage = Readonly<Record<string, string>>;

/** The texts of a mandate, in the order in which people read them. */
export const mandateTexts = ["title", "purpose", "promoter", "territory", "financing", "whoMaySubmit", "whoMayVote", "calendar", "commitment", "limits"] as const;
export type MandateText = (typeof mandateTexts)[number];

/** A mandate as its form holds it. */
export interface MandateForm {
  readonly texts: Record<MandateText, TextByLanguage>;
  /** As it is typed. */
  envelope: string;
  criteria: { id: string; text: TextByLanguage }[];
}

type Texts = NonNullable<MandateJson["title"]>;
interface Convert {
  readonly byLanguage: (texts: Texts | undefined) => TextByLanguage;
  readonly asTexts: (texts: TextByLanguage) => Texts;
}

export function formOf(mandate: MandateJson, envelope: string, { byLanguage }: Pick<Convert, "byLanguage">): MandateForm {
  return {
    texts: Object.fromEntries(mandateTexts.map((name) => [name, byLanguage(mandate[name])])) as Record<MandateText, TextByLanguage>,
    envelope,
    criteria: (mandate.criteria ?? []).map(({ id = "", text }) => ({ id, text: byLanguage(text) })),
  };
}

export function mandateOf(form: MandateForm, envelope: string | undefined, { asTexts }: Pick<Convert, "asTexts">): MandateJson {
  const texts = mandateTexts.map((name) => [name, asTexts(form.texts[name])] as const).filter(([, list]) => list.length > 0);
  return {
    ...Object.fromEntries(texts), ...(envelope === undefined || envelope === "0" ? {} : { envelope }),
    ...(form.criteria.length === 0 ? {} : { criteria: form.criteria.map(({ id, text }) => ({ id, text: asTexts(text) })) }),
  };
}

/** Where the server's field stands: `who_may_vote` is `whoMayVote` in JSON. */
export function fieldOf(name: MandateText): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** A text that differs between two mandates. */
export interface MandateChange {
  readonly name: MandateText | "criteria" | "envelope";
  /** Of a criterion. */
  readonly id: string;
  readonly language: string;
  readonly before: string;
  readonly after: string;
}

/** What changed from one mandate to another, in the order of the form. Envelopes are compared as `amount` writes them. */
export function mandateChanges(before: MandateJson, after: MandateJson, byLanguage: Convert["byLanguage"], amount: (minor: string | undefined) => string): readonly MandateChange[] {
  const texts = (name: MandateChange["name"], id: string, from: Texts | undefined, to: Texts | undefined): MandateChange[] => {
    const [a, b] = [byLanguage(from), byLanguage(to)];
    return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((language) => (a[language] ?? "") !== (b[language] ?? "")).map((language) => ({ name, id, language, before: a[language] ?? "", after: b[language] ?? "" }));
  };
  const ids = [...new Set([...(before.criteria ?? []), ...(after.criteria ?? [])].map((one) => one.id ?? ""))];
  const criterion = (mandate: MandateJson, id: string) => (mandate.criteria ?? []).find((one) => one.id === id)?.text;
  const [from, to] = [amount(before.envelope), amount(after.envelope)];
  return [
    ...mandateTexts.flatMap((name) => texts(name, "", before[name], after[name])),
    ...(from === to ? [] : [{ name: "envelope" as const, id: "", language: "", before: from, after: to }]),
    ...ids.flatMap((id) => texts("criteria", id, criterion(before, id), criterion(after, id))),
  ];
}
