// What the components compute: seals, QR codes, pictures, the names and hues of themes.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { motifs } from "../../src/design/picture/motifs.ts";
import { motifOf, scene } from "../../src/design/picture/scene.ts";
import { qrModules, qrPath } from "../../src/design/qr.ts";
import { hueOf, themeNamer } from "../../src/design/themes.ts";
import { heardTracker, petals, trackerGroups, trackerText } from "../../src/design/tracker.ts";

const alphabet = "abcdefghijklmnopqrstuvwxyz234567";

describe("a tracker", () => {
  it("is read in capitals, in groups of four", () => {
    assert.deepEqual(trackerGroups("k7qx2m4drz5htn3bqqqq"), ["K7QX", "2M4D", "RZ5H", "TN3B", "QQQQ"]);
    assert.deepEqual(trackerGroups(""), []);
    assert.equal(trackerText("k7qx2m4d"), "K7QX 2M4D");
    assert.equal(heardTracker("k7qx2m4d"), "K 7 Q X, 2 M 4 D");
  });

  it("has a seal that differs wherever it does, and does not care for case", () => {
    const tracker = "k7qx2m4drz5htn3bqqqq";
    assert.equal(petals(tracker).length, 20);
    assert.deepEqual(petals(tracker), petals(tracker.toUpperCase()));
    for (let i = 0; i < tracker.length; i++) {
      const paths = [...alphabet].map((letter) => petals(tracker.slice(0, i) + letter + tracker.slice(i + 1))[i]?.path);
      assert.equal(new Set(paths).size, alphabet.length);
    }
    for (const letter of alphabet) for (const { dot, dotRadius } of petals(letter.repeat(20))) assert.ok(dot + dotRadius <= 173, "a dot lies beyond the inner ring");
  });
});

describe("a QR code", () => {
  it("is drawn whole: its three finders, and every module inside it", () => {
    for (const text of ["a", `urna2:${alphabet.slice(0, 26).repeat(2)}`, "https://vote.example.org/vote/toulouse-2022#c=0123456789"]) {
      const modules = qrModules(text);
      const { size } = modules;
      const path = qrPath(modules);
      assert.ok(size >= 21 && (size - 17) % 4 === 0);
      for (const finder of ["M0 0h7v1h-7z", `M0 ${size - 7}h7v1h-7z`]) assert.ok(path.includes(finder));
      for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)/gu)) assert.ok(Number(x) + Number(length) <= size && Number(y) < size);
    }
  });

  it("has its dark modules in its path, and no other", () => {
    for (const text of ["a", "receipt ".repeat(40)]) {
      const modules = qrModules(text);
      const drawn = modules.rows.map((row) => row.map(() => false));
      for (const [, x, y, width] of qrPath(modules).matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/gu)) (drawn[Number(y)] as boolean[]).fill(true, Number(x), Number(x) + Number(width));
      assert.deepEqual(drawn, modules.rows);
    }
  });
});

describe("a picture", () => {
  it("is the same for the same project, and seldom for two", () => {
    const drawn = Array.from({ length: 50 }, (_, i) => JSON.stringify(scene(`p${i}`, "")));
    assert.deepEqual(drawn, Array.from({ length: 50 }, (_, i) => JSON.stringify(scene(`p${i}`, ""))));
    assert.equal(new Set(drawn).size, 50);
  });

  it("is of what the title says, in any of the languages that it knows", () => {
    const of = (text: string) => motifOf(text)?.words[0];
    assert.equal(of("Aménagement de cours « OASIS » à l’école élémentaire Victor Hugo"), "ecole");
    assert.equal(of("Une piste cyclable"), "velo");
    assert.equal(of("Pépinière-jardin du quartier"), "serre");
    assert.equal(of("Łąka kwietna"), "serre");
    assert.equal(of("Budki lęgowe dla jerzyków"), "animal");
    assert.equal(of("Guinguette Petit Bois"), "marche");
    assert.equal(of("A new library"), "livre");
    assert.equal(of("مشروع"), undefined);
    assert.equal(of(""), undefined);
  });

  it("has each of its words for one motif", () => {
    const words = motifs.flatMap((motif) => motif.words);
    assert.equal(new Set(words).size, words.length);
  });

  it("never draws what is no number", () => {
    for (const [i, motif] of motifs.entries()) for (let n = 0; n < 20; n++) assert.doesNotMatch(JSON.stringify(scene(`${i}-${n}`, motif.words[0] as string)), /NaN|null|undefined/u);
  });
});

describe("themes", () => {
  const form = [
    { id: "nature", title: [{ language: "fr", text: "Nature en ville" }, { language: "en", text: "Nature in the city" }] },
    { id: "mobility", title: [{ language: "fr", text: "Éco-mobilité" }, { language: "en", text: "Green mobility" }] },
    { id: "bare", title: [] },
  ];
  const projects = [{ categories: ["nature", "Sport"] }, { categories: [] }, { categories: ["mobility"] }];

  it("are called by the form's titles, in the language that is read, else as the projects have them", () => {
    const [inFrench, inEnglish] = (["fr", "en"] as const).map((language) => themeNamer(form, projects, language));
    assert.equal(inFrench?.("nature").name, "Nature en ville");
    assert.equal(inEnglish?.("nature").name, "Nature in the city");
    assert.equal(inEnglish?.("Éco-mobilité").name, "Green mobility");
    for (const label of ["Sport", "bare"]) assert.equal(inEnglish?.(label).name, label);
  });

  it("have the hue of their place in the form; labels of projects' own come after it, and have none while not all are known", () => {
    for (const known of [projects, undefined, []]) {
      assert.equal(themeNamer(form, known, "fr")("nature").hue, 0);
      for (const label of ["mobility", "Éco-mobilité", "Green mobility"]) assert.equal(themeNamer(form, known, "fr")(label).hue, hueOf("mobility", form.map(({ id }) => id)));
    }
    assert.equal(themeNamer(form, projects, "fr")("Sport").hue, 3);
    assert.equal(themeNamer(form, undefined, "fr")("Sport").hue, undefined);
    const all = projects.flatMap(({ categories }) => categories);
    assert.equal(new Set(all.map((label) => themeNamer([], projects, "en")(label).hue)).size, all.length);
  });
});
