import assert from "node:assert/strict";
import { test } from "node:test";
import type { CalendarJson, SubmissionFormJson } from "@urna/protocol/gen/urna/v1/mandate_pb";
import { calendarFormOf, calendarOf } from "../../src/staff/logic/calendar_form.ts";
import { draftOf, submissionFormOf } from "../../src/staff/logic/form_form.ts";
import { formOf, mandateChanges, mandateOf, mandateTexts } from "../../src/staff/logic/mandate_form.ts";
import { proposalNumbers } from "../../src/staff/logic/numbers.ts";
import { idFrom, isId } from "../../src/staff/logic/slug.ts";
import { momentsOf, wallTimeAt } from "../../src/staff/logic/zoned.ts";

const byLanguage = (texts: readonly { language?: string; text?: string }[] | undefined) => Object.fromEntries((texts ?? []).map((one) => [one.language ?? "", one.text ?? ""]));
const asTexts = (texts: Readonly<Record<string, string>>) => Object.entries(texts).filter(([, text]) => text !== "").map(([language, text]) => ({ language, text }));
const amount = (minor: string | undefined) => minor ?? "0";

const mandate = {
  title: [{ language: "fr", text: "Budget" }, { language: "en", text: "Budget" }], limits: [{ language: "fr", text: "Rien" }], envelope: "10000000",
  criteria: [{ id: "town", text: [{ language: "fr", text: "En ville." }] }, { id: "new", text: [{ language: "en", text: "New." }] }],
};

test("a mandate comes out of its form as it went in", () => {
  assert.deepEqual(mandateOf(formOf(mandate, "100000", { byLanguage }), mandate.envelope, { asTexts }), mandate);
  assert.deepEqual(mandateOf(formOf({}, "", { byLanguage }), undefined, { asTexts }), {});
  for (const name of mandateTexts) assert.deepEqual(Object.keys(mandateOf(formOf({ [name]: [{ language: "fr", text: "x" }] }, "", { byLanguage }), undefined, { asTexts })), [name]);
});

test("what changed is told once, and nothing else", () => {
  assert.deepEqual(mandateChanges(mandate, mandate, byLanguage, amount), []);
  const after = { ...mandate, envelope: "20000000", limits: [{ language: "fr", text: "Tout" }], criteria: [{ id: "town", text: [{ language: "fr", text: "En ville." }, { language: "en", text: "In town." }] }] };
  assert.deepEqual(mandateChanges(mandate, after, byLanguage, amount).map(({ name, id, language }) => `${name} ${id} ${language}`), ["limits  fr", "envelope  ", "criteria town en", "criteria new en"]);
});

test("an id made of a title is one that the server takes, and a new one", () => {
  const titles = ["Espaces verts", "Été : l'eau !", "123 rue", "日本", "", "---", "Œuvre d'art", "x".repeat(300), "a ".repeat(100), "Le WorksParc, un complexe sportif en plein air, au croisement entre plusieurs disciplines"];
  const taken: string[] = [];
  for (const title of [...titles, ...titles, ...titles]) {
    const id = idFrom(title, taken, "theme");
    assert.ok(isId(id), `${title} ${id}`);
    assert.ok(!taken.includes(id));
    taken.push(id);
  }
  assert.equal(idFrom("Espaces verts", [], "x"), "espaces-verts");
});

test("numbers of proposals", () => {
  assert.deepEqual(proposalNumbers("12, p48 n° 7;12"), [12, 48, 7]);
  for (const text of ["", " ", "x", "0", "12 a", "-3", "1.5"]) assert.equal(proposalNumbers(text), undefined, text);
});

test("a form for proposals comes out of its editor as it went in", () => {
  const form = {
    fields: [
      { id: "upkeep", label: [{ language: "fr", text: "Qui ?" }], type: "FIELD_TYPE_CHOICE", required: true, choices: ["la ville", "une association"] },
      { id: "mail", label: [{ language: "fr", text: "Adresse" }], type: "FIELD_TYPE_MAIL", internal: true },
    ],
    categories: [{ id: "green", title: [{ language: "fr", text: "Vert" }] }],
    costRequired: true, openSubmission: true, mostPerAuthor: 3, supportNeeded: 20, supportBy: "SUPPORT_BY_PAPER_LISTS",
  } as const;
  const whole = (text: string) => (text === "" ? undefined : Number(text));
  const copy = JSON.parse(JSON.stringify(form)) as SubmissionFormJson;
  assert.deepEqual(submissionFormOf(draftOf(copy, byLanguage), asTexts, whole), copy);
  assert.deepEqual(submissionFormOf(draftOf({}, byLanguage), asTexts, whole), { fields: [], categories: [] });
  assert.equal(draftOf(undefined, byLanguage).openSubmission, true);
});

test("a calendar comes out of its form as it went in, in any zone", () => {
  for (const zone of ["Europe/Paris", "America/New_York", "Asia/Kathmandu"]) {
    for (let shift = 0; shift < 400; ++shift) {
      const at = (hours: number) => String(1_790_000_000 + shift * 86_400 + hours * 1800);
      const calendar: CalendarJson = { timeZone: zone, windows: [{ kind: "WINDOW_KIND_SUBMISSION", startTime: at(0), endTime: at(5) }, { kind: "WINDOW_KIND_VOTING", startTime: at(7), endTime: at(48) }] };
      const form = calendarFormOf(calendar, zone, (seconds) => {
        const wall = wallTimeAt(seconds, zone);
        const moments = momentsOf(wall, zone);
        return { wall, isSecond: moments.kind === "two" && moments.second === seconds };
      });
      const paths: string[] = [];
      const read = calendarOf(form, (typed, path) => {
        paths.push(path);
        const moments = momentsOf(typed.wall, zone);
        return moments.kind === "one" ? moments.seconds : moments.kind === "two" ? (typed.isSecond ? moments.second : moments.first) : undefined;
      });
      assert.deepEqual(read, calendar);
      assert.deepEqual(paths, ["calendar.windows[0].start_time", "calendar.windows[0].end_time", "calendar.windows[1].start_time", "calendar.windows[1].end_time"]);
    }
  }
});
