// What whoever proposes something is told of others that propose the same: the town's proposals, as people wrote them.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Proposed } from "../../src/citizen/proposals/parts/similar.ts";

const town = new Proposed([
  ["Végétaliser les pieds d’arbres en ville", "Des fleurs et des herbes au pied des arbres de l’hypercentre."],
  ["Clarifier les priorités à la sortie de la rue Réclusane", "Un marquage et des panneaux lisibles à la sortie de la rue Réclusane."],
  ["Toilettes publiques Bois de Limayrac", "Des toilettes publiques accessibles à l’entrée du bois de Limayrac."],
  ["Réouverture des espaces verts des bords de Garonne aux Toulousains", "Rouvrir et aménager les espaces verts fermés des bords de Garonne."],
  ["Compostage commun et jardin participatif à Croix de Pierre", "Un composteur de quartier et quelques carrés de jardin."],
  ["Végétaliser la rue Matabiau", "Des arbres et des massifs le long de la rue Matabiau."],
  ["Installation de ruches urbaines", "Des ruches sur un terrain de la Ville, avec des visites pour les écoles."],
  ["Piste cyclable chemin Caillibens", "Une piste cyclable séparée sur le chemin Caillibens."],
  ["Plantation d’arbres et diversification de la palette végétale", "Planter des arbres d’essences variées à Saint-Michel et à Saint-Agne."],
  ["Éclairage nocturne à détecteur de mouvements", "Un éclairage qui ne s’allume que lorsque quelqu’un passe."],
  ["Installer des racks à vélos devant les commerces et les zones vertes", "Des arceaux pour attacher les vélos devant les commerces et les parcs."],
  ["De l’art sur les murs aveugles", "Des fresques sur les murs sans fenêtre du quartier."],
  ["Mettre des poubelles à tous les arrêts de bus", "Une poubelle à chaque arrêt de bus du secteur."],
].map(([title = "", summary = ""]) => ({ title, summary })));
const like = (title: string) => town.like(title).map((one) => one.title);

describe("proposals that are like one", () => {
  for (const [typed, found] of [
    ["Une piste cyclable", "Piste cyclable chemin Caillibens"],
    ["Composteur de quartier à Croix de Pierre", "Compostage commun et jardin participatif à Croix de Pierre"],
    ["Des arbres rue Matabiau", "Végétaliser la rue Matabiau"],
    ["Fresques sur les murs du quartier", "De l’art sur les murs aveugles"],
    ["TOILETTES PUBLIQUES !", "Toilettes publiques Bois de Limayrac"],
  ] as const) {
    it(`are told of ${typed}`, () => assert.deepEqual(like(typed), [found]));
  }

  for (const typed of [
    "Installer des bancs dans le quartier", "Un terrain pour les écoles", "Rénovation de la rue des Arts", "Des fleurs devant la mairie", "Aménagement de la place de la ville",
    "Un projet pour tous les habitants", "Éclairage", "", "d’un", "Mettre des ralentisseurs sur le chemin de la Loge",
  ]) {
    it(`are not told of ${typed === "" ? "nothing" : typed}, which has nothing rare in common with any`, () => assert.deepEqual(like(typed), []));
  }

  it("are told nearest first, and not more than asked for", () => {
    assert.deepEqual(town.like("Végétaliser la rue Matabiau avec des arbres", 1).map((one) => one.title), ["Végétaliser la rue Matabiau"]);
  });

  it("are told where many propose the same, and not where many have the same words for other things", () => {
    const kiosks = [..."abcdef"].map((id) => ({ id, title: "Le kiosque à musique du Capitole", summary: "" }));
    assert.equal(new Proposed(kiosks).like("Un kiosque à musique au Capitole").length, 3);
    const gardens = new Proposed([
      ...Array.from({ length: 100 }, (_, i) => ({ title: `Des arbres au jardin numéro ${i}`, summary: "" })), { title: "Des arbres au jardin Raymond-VI", summary: "" },
    ]);
    assert.deepEqual(gardens.like("Arbres et jardin"), []);
    assert.equal(gardens.like("Des arbres au jardin Raymond-VI")[0]?.title, "Des arbres au jardin Raymond-VI");
  });
});
