import assert from "node:assert/strict";
import { test } from "node:test";
import { formOf, mandateChanges, mandateOf, mandateTexts } from "../../src/staff/logic/mandate_form.ts";
import { proposalNumbers } from "../../src/staff/logic/numbers.ts";
import { idFrom, isId } from "../../src/staff/logic/slug.ts";

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
