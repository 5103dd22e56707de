import type { Stage } from "../citizen/plain/stage.js";

const many = (count: number) => (count < 2 ? "" : "s");

export default {
  title: "Carte. Urna",
  newTab: "(nouvel onglet)",
  by: "Urna (nouvel onglet)",
  process: {
    over: "Budget participatif",
    contests: (count: number, text: string) => (count < 2 ? "à répartir" : `à répartir, en ${text} enveloppes`),
    until: (day: string) => `Jusqu’au ${day}.`,
    vote: "Voter",
    results: "Voir les résultats",
    see: "Voir le budget",
    stages: {
      proposing: "On peut proposer des projets.",
      studying: "Les propositions sont à l’étude.",
      objecting: "Les propositions refusées peuvent être contestées.",
      printing: "Le vote se prépare.",
      soon: "Le vote ouvre bientôt.",
      voting: "Le vote est ouvert.",
      counting: "Le vote est clos, le dépouillement est en cours.",
      results: "Le vote est dépouillé.",
    } as Readonly<Record<Stage, string>>,
  },
  project: { see: "Voir le projet", funded: "Financé", unfunded: "Non financé" },
  result: {
    why: "Voir pourquoi",
    notYet: "Le résultat sera ici.",
    budget: "Voir le budget",
    more: (count: number, text: string) => `Et ${text} autre${many(count)}.`,
  },
};
