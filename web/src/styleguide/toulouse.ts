// A real vote of ten projects (Toulouse 2022, from Pabulib), for what the guide shows.
import type { Currency } from "../words/amounts.js";

export const euro: Currency = { code: "EUR", digits: 2 };
const cents = 100n;
export const envelope = 400_000n * cents;

export interface Project {
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly short: string;
  readonly cost: bigint;
  readonly votes: number;
  readonly theme: string;
  readonly hue: number;
  readonly place: string;
}

const project = (id: string, number: number, title: string, short: string, cost: bigint, votes: number, theme: string, hue: number, place: string): Project => ({ id, number, title, short, cost: cost * cents, votes, theme, hue, place });

const nature = ["Nature en ville", 0] as const;
const life = ["Cadre de vie", 1] as const;
const moving = ["Éco-mobilité", 2] as const;

export const funded: readonly Project[] = [
  project("182", 1, "Aménagement de cours « OASIS » à l’école élémentaire Victor Hugo", "Cours « Oasis », école Victor Hugo", 200_000n, 33, ...nature, "École élémentaire Victor Hugo"),
  project("180", 2, "Pépinière-jardin du quartier Reynerie-Bellefontaine", "Pépinière-jardin", 75_000n, 20, ...nature, "Reynerie, Bellefontaine"),
  project("184", 3, "Guinguette Petit Bois", "Guinguette Petit Bois", 10_000n, 4, ...life, "Petit Bois"),
  project("178", 4, "Installation de bornes de recharge électrique dans le parc HLM/ZFU", "Bornes de recharge", 10_500n, 2, ...moving, "Bellefontaine"),
  project("186", 5, "De l’art sur les murs aveugles", "De l’art sur les murs aveugles", 100_000n, 10, ...life, "Reynerie"),
];

export const unfunded: readonly (Project & { readonly gathered: bigint })[] = [
  { ...project("183", 6, "Le WorksParc, un complexe sportif en plein air, au croisement entre plusieurs disciplines (Street Workout, Chase Tag, Parkour)", "WorksParc", 200_000n, 21, ...life, "Mirail, Reynerie, Bellefontaine"), gathered: 192_454n * cents },
  { ...project("185", 7, "Un city stade pour les enfants de moins de 11ans", "City stade", 65_000n, 6, ...life, "Mirail"), gathered: 57_138n * cents },
  { ...project("179", 8, "Augmenter l’Installation de L’arbre Algal dans Toulouse", "Arbre algal", 80_000n, 5, ...nature, "Mirail, Reynerie, Bellefontaine"), gathered: 47_615n * cents },
];
