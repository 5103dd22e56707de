import assert from "node:assert/strict";
import { test } from "node:test";
import type { SubmissionFormJson } from "@urna/protocol/gen/urna/v1/mandate_pb";
import { draftOf, submissionFormOf } from "../../src/staff/logic/form_form.ts";

const byLanguage = (texts: readonly { language?: string; text?: string }[] | undefined) => Object.fromEntries((texts ?? []).map((one) => [one.language ?? "", one.text ?? ""]));
const asTexts = (texts: Readonly<Record<string, string>>) => Object.entries(texts).filter(([, text]) => text !== "").map(([language, text]) => ({ language, text }));
const whole = (text: string) => (text === "" ? undefined : Number(text));

test("a form for proposals comes out of its editor as it went in", () => {
  const form: SubmissionFormJson = {
    fields: [
      { id: "upkeep", label: [{ language: "fr", text: "Qui ?" }], type: "FIELD_TYPE_CHOICE", required: true, choices: ["la ville", "une association"] },
      { id: "mail", label: [{ language: "fr", text: "Adresse" }], type: "FIELD_TYPE_MAIL", internal: true },
    ],
    categories: [{ id: "green", title: [{ language: "fr", text: "Vert" }] }],
    costRequired: true, openSubmission: true, mostPerAuthor: 3, supportNeeded: 20, supportBy: "SUPPORT_BY_PAPER_LISTS",
  };
  assert.deepEqual(submissionFormOf(draftOf(form, byLanguage), asTexts, whole), form);
  assert.deepEqual(submissionFormOf(draftOf({}, byLanguage), asTexts, whole), { fields: [], categories: [] });
  assert.equal(draftOf(undefined, byLanguage).openSubmission, true);
});

test("what was typed in passing does not come along: choices of what is no choice, an address of mail that would be public", () => {
  const draft = draftOf({ fields: [{ id: "mail", label: [{ language: "fr", text: "Adresse" }], type: "FIELD_TYPE_MAIL" }, { id: "line", label: [], type: "FIELD_TYPE_LINE", choices: ["a", "b"] }] }, byLanguage);
  assert.deepEqual(submissionFormOf(draft, asTexts, whole).fields, [
    { id: "mail", label: [{ language: "fr", text: "Adresse" }], type: "FIELD_TYPE_MAIL", internal: true }, { id: "line", label: [], type: "FIELD_TYPE_LINE" },
  ]);
});
