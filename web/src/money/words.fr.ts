export default {
  funded: "Financés",
  unfunded: "Non financés",
  projects: (count: number, text: string) => `${text} ${count < 2 ? "projet" : "projets"}`,
  withNote: (text: string, note: string) => `${text} ; ${note}`,
  envelope: (amount: string) => `enveloppe : ${amount}`,
  rest: "Reste, non dépensé",
  notSpent: "Non dépensé",
  why: "Pourquoi ?",
  gathered: "Ses soutiens pouvaient réunir",
  cost: "Coût",
  matrix: {
    caption: "Largeur du carré : coût du projet. Trait : non financé.",
    project: "Projet",
    funded: "financé",
    unfunded: "non financé",
    thisVote: "la règle de ce vote",
    scroll: "Faites glisser le tableau pour voir toutes les règles",
  },
  tiles: (value: string, count: string | undefined) =>
    count === undefined ? `Chaque petit carreau vaut ${value}.` : `Chaque petit carreau vaut ${value}. Il y en a ${count}, comme dans l’enveloppe.`,
  dots: (count: string) => `1 point : ${count} personnes`,
  map: {
    funded: "financé",
    unfunded: "non financé",
    grid: (side: string) => `un carré du fond : ${side} de côté`,
    elsewhere: (count: number, text: string) => (count < 2 ? `${text} projet n’a pas de lieu précis : il est dans la liste` : `${text} projets n’ont pas de lieu précis : ils sont dans la liste`),
  },
};
