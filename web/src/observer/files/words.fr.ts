import { countText } from "../../words/amounts.ts";
import type { Part } from "./groups.ts";

export default {
  title: "Les fichiers du vote",
  lead: "Tout ce qu’il faut pour refaire le compte, et rien d’autre. Aucun nom n’y est.",
  verify: "Vérifier le dépouillement",
  whole: "Pour prendre le dossier entier, puis le vérifier sans réseau :",
  command: (process: string) => `urna bundle fetch --process ${process} --server ADRESSE --out DOSSIER`,
  parts: {
    "": "Les règles du jeu et les signatures", roll: "Les listes de votants, sans nom", tile: "Le registre public", mix: "Les mélanges, avec leurs preuves", dec: "Les parts ouvertes, avec leurs preuves",
    lot: "Le tirage au sort", result: "Les bulletins ouverts et le résultat", journal: "Le journal de l’administration",
  } satisfies Record<Part, string> as Readonly<Record<Part, string>>,
  group: (what: string, count: number, size: string) => `${what} (${countText(count, "fr")} ${count < 2 ? "fichier" : "fichiers"}, ${size})`,
  machine: "La même liste, avec les empreintes, pour un programme (JSON)",
};
