const many = (count: number) => (count < 2 ? "" : "s");

export default {
  title: "Résultats",
  all: "Tous les résultats",
  notYet: {
    before: "Le vote n’est pas fini. Tant qu’il est ouvert, personne ne connaît les voix, et personne ne peut les connaître. Les résultats seront ici.",
    counting: "Le vote est clos, le dépouillement est en cours. Les résultats seront ici dès qu’ils sont publiés.",
    follow: "Suivre le dépouillement",
    calendar: "Voir le calendrier",
  },
  verify: {
    title: "Vérifiez vous-même",
    lead: (count: number, text: string) => (count < 2 ? "Le bulletin est public, sans nom. N’importe qui peut refaire le compte." : `Les ${text} bulletins sont publics, mélangés, sans nom. N’importe qui peut refaire le compte.`),
    sealed: "Les bulletins restent chiffrés. Que rien n’a été ouvert, n’importe qui peut le vérifier.",
    here: "Vérifier le dépouillement",
    ballots: "Les bulletins (.pb)",
    outcome: "Le résultat, tour par tour (JSON)",
    bundle: "La liste de tous les fichiers du vote",
    commitment: "Ce à quoi la collectivité s’est engagée",
    mandate: "Le mandat entier",
  },
  overview: {
    over: (day: string | undefined) => (day === undefined ? "Résultats." : `Résultats du vote clos le ${day}.`),
    none: "Aucun projet financé",
    funded: (count: number, text: string) => `${text} projet${many(count)} pour`,
    lead: (contests: number, text: string, envelope: string) => `${contests} enveloppe${many(contests)}, ${envelope} en tout. ${text} bulletins comptés.`,
    some: (there: string, contests: string) => `${there} résultats sur ${contests} sont publiés pour l’instant.`,
    reading: "Les résultats arrivent…",
    bar: (cost: string, envelope: string) => `Barre de toutes les enveloppes : ${cost} sur ${envelope}.`,
    contests: "Secteur par secteur",
    contestsLead: "Chaque barre est une enveloppe, à sa propre échelle. Ouvrez-en une pour savoir pourquoi.",
    sentence: (funded: string, cost: string, envelope: string, voters: number, votersText: string) =>
      `${funded} pour ${cost}, sur une enveloppe de ${envelope}. ${voters < 2 ? `${votersText} personne a voté.` : `${votersText} personnes ont voté.`}`,
    nothing: (envelope: string, voters: number, votersText: string) =>
      voters === 0 ? `Personne n’a voté. L’enveloppe de ${envelope} reste entière.` : `Aucun projet financé. L’enveloppe de ${envelope} reste entière. ${voters < 2 ? `${votersText} personne a voté.` : `${votersText} personnes ont voté.`}`,
    tooFew: (minimum: string) => `Moins de ${minimum} bulletins : rien n’a été ouvert, pour que personne ne puisse deviner le choix d’un voisin.`,
    waiting: "Pas encore publié.",
    why: "Voir pourquoi",
    money: "Où va l’argent",
    moneyLead: "Toutes les barres ont la même échelle : l’ensemble des enveloppes.",
    byArea: "Par enveloppe",
    byTheme: "Par thème",
    severalThemes: "Un projet qui a plusieurs thèmes compte dans chacun.",
    noTheme: "Sans thème",
    projects: (count: number, text: string) => `${text} projet${many(count)}`,
    given: (count: number, text: string) => (count === 0 ? "Aucun projet financé." : `${text} projet${many(count)} financé${many(count)}.`),
  },
};
