import plain from "../plain/words.fr.js";

export default {
  plain,
  title: "Budgets participatifs",
  heading: "Vous décidez du budget",
  lead: "Les habitants proposent, les services étudient, les habitants votent. Chacun peut refaire le compte.",
  running: "En ce moment",
  finished: "Déjà décidé",
  toShare: "à répartir",
  act: {
    vote: "Voter",
    propose: "Proposer une idée",
    results: "Voir les résultats",
    look: "Découvrir",
  },
  of: (act: string, title: string) => `${act} : ${title}`,
  closedOn: (day: string) => `Vote terminé le ${day}`,
  empty: "Aucun budget n’est ouvert ici",
  emptyText: "Quand un budget participatif commencera, il sera sur cette page.",
};
