import type { Order } from "../catalogue/filter.js";
import plain from "../plain/words.fr.js";
import places from "./map/words.fr.js";

const many = (count: number, text: string) => `${text} ${count < 2 ? "projet" : "projets"}`;

export default {
  plain,
  title: "Les projets",
  heading: (count: number | undefined, text: string, isOver: boolean) => {
    const voted = isOver ? "" : " soumis au vote";
    if (count === undefined) return `Les projets${voted}`;
    return count === 1 ? `Le projet${isOver ? "" : " soumis au vote"}` : `Les ${text} projets${isOver ? "" : " soumis au vote"}`;
  },
  toShare: (amount: string) => `${amount} à répartir.`,
  vote: "Voter maintenant",
  booklet: "Le livret à imprimer",
  results: "Voir les résultats",
  filters: "Chercher et trier",
  theme: "Filtrer par thème",
  allThemes: "Tous les thèmes",
  all: "Tous",
  unit: (count: number): string => (count < 2 ? "projet" : "projets"),
  contest: "Filtrer par bulletin",
  allContests: "Tous les bulletins",
  cost: "Filtrer par coût",
  allCosts: "Tous les coûts",
  below: (amount: string) => `Moins de ${amount}`,
  between: (from: string, to: string) => `De ${from} à ${to}`,
  above: (amount: string) => `${amount} et plus`,
  find: "Chercher un projet",
  findShort: "Chercher",
  order: "Trier",
  orders: { drawn: "Ordre tiré au sort", cheap: "Du moins cher au plus cher", dear: "Du plus cher au moins cher" },
  view: "Affichage",
  list: "Liste",
  map: "Carte",
  listTitle: "Liste des projets",
  count: (count: number, text: string, order: Order) =>
    count === 0 ? "Aucun projet." : order === "drawn" && count > 1 ? `${many(count, text)}, dans un ordre tiré au sort pour vous.` : `${many(count, text)}.`,
  coming: (text: string) => `${text} projets sont là, les autres arrivent…`,
  failed: "Une partie de la liste n’est pas arrivée.",
  nothing: "Aucun projet ne répond à votre recherche",
  nothingFor: (text: string) => `Aucun projet ne répond à « ${text} »`,
  another: "Essayez un autre mot, ou",
  clear: "effacez les filtres",
  none: "Aucun projet n’est encore sur le bulletin",
  noneProposing: "On propose en ce moment. Les projets retenus par les services seront ici avant le vote.",
  noneStudying: "Les services étudient les propositions. Les projets retenus seront ici avant le vote.",
  seeProposals: "Lire les propositions",
  number: (id: string) => `N° ${id}`,
  keep: "Garder",
  keepThis: (title: string) => `Garder ${title}`,
  funded: "Financé",
  notFunded: "Non financé",
  kept: {
    title: "Ma sélection",
    text: "Elle reste sur cet appareil. Vous la retrouverez au moment de voter.",
    textOver: "Elle reste sur cet appareil.",
    empty: "Rien pour l’instant. Gardez les projets qui vous plaisent.",
    all: "Voir ma sélection",
    more: (count: number, text: string) => `et ${text} ${count < 2 ? "autre" : "autres"}`,
  },
  places,
};
