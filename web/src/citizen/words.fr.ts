export default {
  title: "Budget participatif",
  nav: {
    budget: "Le budget",
    proposals: "Les propositions",
    projects: "Les projets",
    vote: "Voter",
    results: "Résultats",
    verify: "Vérifier",
  },
  foot: {
    verify: "Ce que vous pouvez vérifier",
    whole: "Le dépouillement entier",
    ballot: "Votre bulletin est-il dans l’urne ?",
    read: "À lire, à imprimer",
    mandate: "Le mandat",
    booklet: "Le livret des projets",
    poster: "L’affiche",
    site: "Ce site",
    all: "Tous les budgets",
    noTracker: "Aucun traceur, aucun cookie, rien qui vienne d’ailleurs.",
    staff: "Espace des agents",
  },
};
