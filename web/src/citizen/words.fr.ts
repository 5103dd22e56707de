export default {
  title: "Budget participatif",
  nav: {
    budget: "Le budget",
    proposals: "Les propositions",
    projects: "Les projets",
    vote: "Voter",
    results: "Résultats",
    verify: "Le dépouillement",
  },
  foot: {
    verify: "Ce que vous pouvez vérifier",
    whole: "Vérifier le dépouillement",
    ballot: "Retrouver mon bulletin",
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
