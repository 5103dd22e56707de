import plain from "../plain/words.fr.js";
import places from "../projects/map/words.fr.js";

export default {
  plain,
  places,
  toProjects: "Les projets",
  keep: "Garder",
  keepThis: (title: string) => `Garder ${title}`,
  seeResult: "Voir le résultat, et pourquoi",
  state: {
    listed: "Retenu pour le vote",
    onBallot: "Sur le bulletin",
    counting: "Au dépouillement",
    funded: "Financé",
    notFunded: "Non financé",
    tooFew: "Trop peu de bulletins pour dépouiller",
  },
  facts: {
    number: "Numéro",
    contest: "Bulletin",
    area: "Secteur",
    envelope: "Enveloppe",
    yearly: "Entretien",
    perYear: (amount: string) => `${amount} par an`,
    months: "Durée",
    monthsText: (count: number) => `${count} mois`,
    coFunding: "Payé par d’autres",
    authors: "Auteurs",
    ballot: "Chacun choisit",
  },
  noSummary: "Ce projet n’a pas de résumé.",
  origin: {
    title: "D’où il vient",
    proposed: "Des habitants l’ont proposé. Les services l’ont étudié, et chaque étape est publique, avec sa raison.",
    link: "Lire la proposition et son histoire",
    listed: "L’organisateur l’a mis sur la liste.",
  },
  place: {
    title: "Où",
    show: "Situé sur la carte",
    picture: "Le point est l’endroit du projet.",
    pictureIn: (district: string) => `Le point est l’endroit du projet, dans le secteur : ${district}.`,
    none: "Ce projet n’a pas de lieu précis.",
  },
  vote: {
    title: "Voter pour ce projet",
    titleLater: "Le garder en tête",
    text: "Gardez-le : vous le retrouverez au moment de voter.",
    button: "Voter",
  },
};
