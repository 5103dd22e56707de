import type { Language } from "../../../words/language.svelte.js";
import { readText } from "../../../words/texts.ts";
import type { Form } from "../parts/model.ts";
import { answerField, type Fault } from "./content.ts";
import type fr from "./words.fr.ts";

/** What a field is called. */
export function labelOf(field: string, form: Form, t: typeof fr, language: Language): string {
  const asked = form.fields.find(({ id }) => answerField(id) === field);
  if (asked !== undefined) return readText(asked.label, language).text;
  const own = t.fields[field as "title"] as unknown;
  return typeof own === "string" ? own : field;
}

/** A fault in words that help to mend it. */
export function sayFault(fault: Fault, form: Form, t: typeof fr, language: Language): string {
  const label = labelOf(fault.field, form, t, language).replace(/[\s\u202f]*[?:]$/u, "");
  if (fault.field === "point" && fault.code === "required") return t.faults.noPoint;
  switch (fault.code) {
    case "point":
    case "amount-notOne":
    case "amount-ambiguous":
    case "amount-decimals":
    case "amount-tooLarge":
      return t.faults[fault.code];
    case "tooLong":
      return t.faults.tooLong(label, fault.most ?? 0);
    case "refused":
      return t.faults.refused(label, fault.detail ?? "");
    default:
      return t.faults[fault.code](label);
  }
}
