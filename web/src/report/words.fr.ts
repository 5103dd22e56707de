/** Numbers that people write as words. */
const small = ["aucun", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze"];
const inWords = (count: number, text: string) => small[count] ?? text;
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const many = (count: number) => (count < 2 ? "" : "s");

export default {
  // Ordinals have their ending between ^ signs, which is set high.
  place: (place: number) => (place === 1 ? "1^er^" : `${place}^e^`),

  title: "Résultats",
  comparisonTitle: "Les règles côte à côte",
  over: (day: string | undefined) => (day === undefined ? "Résultats." : `Résultats du vote clos le ${day}.`),
  head: {
    none: "Aucun projet financé",
    funded: (count: number, text: string) => `${capital(inWords(count, text))} projet${many(count)} pour`,
    tooFew: "Trop peu de bulletins",
    voted: (count: number, text: string) => (count === 0 ? "Personne n’a voté." : count === 1 ? "Une personne a voté." : `${text} personnes ont voté.`),
    votedOn: (count: number, text: string, projects: string) => (count === 1 ? `Une personne a voté sur ${projects} projets.` : `${text} personnes ont voté sur ${projects} projets.`),
    envelope: (envelope: string) => `L’enveloppe était de ${envelope}`,
    rest: (rest: string) => `il reste ${rest}.`,
    spent: "elle est dépensée en entier.",
    unspent: "elle reste entière.",
    empty: (ballots: number, text: string, minimum: string) =>
      ballots === 0
        ? `L’urne était vide ; il fallait au moins ${minimum} bulletins.`
        : `Il y avait ${text} bulletin${many(ballots)} dans l’urne ; il en fallait au moins ${minimum}.`,
    sealed: "Pour que personne ne puisse deviner le choix d’un voisin, rien n’a été ouvert, et rien n’est compté.",
    bar: (projects: string, cost: string, envelope: string) => `Barre de l’enveloppe : ${projects}, ${cost} sur ${envelope}.`,
  },
  projects: (count: number, text: string) => `${text} projet${many(count)}`,

  all: {
    title: "Tous les projets, dans une image",
    lead: "L’argent va de gauche à droite, un projet après l’autre. Le trait épais est l’enveloppe. Ouvrez un projet pour savoir pourquoi.",
    allCross: (count: number): string => (count < 2 ? "il aurait franchi l’enveloppe" : "chacun aurait franchi l’enveloppe"),
    page: "La page du projet",
    /** Ce que sont les points, selon le bulletin. */
    points: {
      cumulative: "Les points d’un projet sont tous ceux que les votants lui ont donnés : chacun en avait plusieurs, à répartir comme il voulait.",
      scoring: "Les points d’un projet sont les notes que les votants lui ont données, ajoutées.",
      ordinal: "Les points d’un projet viennent de ses rangs : mieux un votant l’a classé, plus il lui en donne.",
    } as Readonly<Record<string, string>>,
  },

  votes: (_count: number, text: string) => `${text} voix`,
  points: (count: number, text: string) => `${text} point${many(count)}`,
  supporters: (count: number, text: string) => `${text} soutien${many(count)}`,

  /** One line beside a funded project. */
  funded: {
    paid: (place: string) => `Financé en ${place} par ses soutiens.`,
    overspent: (place: string) => `Financé en ${place} par ses soutiens.`,
    completed: (place: string) => `Financé en ${place}, avec l’argent qui restait.`,
    ranked: (place: string) => `Financé en ${place}.`,
    spread: (place: string) => `Financé en ${place}.`,
    best: () => "Dans la meilleure liste.",
    first: (place: string) => `Financé en ${place}, par une condition du vote.`,
    told: (place: string) => `Financé en ${place}.`,
  },
  /** What opens below it. */
  whyFunded: {
    part: (part: string) => `Chaque votant dispose d’une part égale de ${part}.`,
    paidByAll: (count: number, text: string, each: string) =>
      count === 1 ? `La seule personne qui a choisi ce projet l’a payé avec sa part, ${each}.` : `Les ${text} personnes qui ont choisi ce projet l’ont payé ensemble, ${each} chacune en moyenne.`,
    paidBySome: (payers: number, text: string, supporters: string, each: string) =>
      payers === 1
        ? `Des ${supporters} personnes qui ont choisi ce projet, une seule avait encore assez : elle l’a payé, ${each}.`
        : `Des ${supporters} personnes qui ont choisi ce projet, ${text} l’ont payé ensemble, ${each} chacune en moyenne. Les autres avaient déjà dépensé leur part.`,
    free: "Il ne coûte rien à l’enveloppe.",
    overspent: "Ceux qui ont choisi ce projet l’ont payé ensemble ; là où leurs parts n’y suffisaient pas tout à fait, ils ont donné tout ce qu’ils pouvaient.",
    completed: (before: number, text: string, left: string) =>
      before === 0
        ? `Aucun groupe de soutiens ne pouvait payer son projet en entier avec ses parts. Il y avait ${left}.`
        : before === 1
          ? `Une fois le premier projet payé, il restait ${left}. Aucun groupe de soutiens ne pouvait plus payer son projet en entier.`
          : `Une fois les ${inWords(before, text)} premiers projets payés, il restait ${left}. Aucun groupe de soutiens ne pouvait plus payer son projet en entier.`,
    toMostVoted: (support: string, cost: string) => `La règle donne alors le reste au projet le plus soutenu qui tient encore : avec ${support} et ${cost}, c’est celui-ci.`,
    toBestValue: (support: string, cost: string) => `La règle donne alors le reste au projet qui a le plus de soutien pour son coût et qui tient encore : avec ${support} et ${cost}, c’est celui-ci.`,
    ranked: (rank: string, support: string, left: string, cost: string) => `Avec ${support}, il est ${rank} de la liste. Il restait ${left} quand son tour est venu, et il coûte ${cost} : il tient.`,
    rankedPerCost: (rank: string, support: string, left: string, cost: string) =>
      `Pour ce qu’il coûte, il est ${rank} de la liste, avec ${support}. Il restait ${left} quand son tour est venu, et il coûte ${cost} : il tient.`,
    spread: (supporters: number, text: string, load: string) =>
      supporters === 1 ? `La personne qui l’a choisi porte alors ${load} de ce qui est financé.` : `À son tour, c’est lui qui pesait le moins : ses ${text} soutiens portent alors au plus ${load} chacun de tout ce qui est financé.`,
    best: (support: string) => `Avec ${support}, il fait partie de la liste qui réunit le plus de soutien dans l’enveloppe.`,
  },
  /** One line beside a project that was not funded. */
  unfunded: {
    out: "Écarté par une condition du vote.",
    unsupported: "Personne ne l’a choisi.",
    tooDear: "Il coûte plus que toute l’enveloppe.",
    short: (missing: string, supporters: number) => `Il manquait ${missing} à ${supporters < 2 ? "son soutien" : "ses soutiens"}.`,
    noRoom: (left: string) => `Il ne restait que ${left}.`,
    ended: "Le compte s’est arrêté avant lui.",
    notBest: "Pas dans la meilleure liste.",
  },
  whyUnfunded: {
    short: (missing: string, count: number, text: string) => `Il manquait ${missing} à ${count < 2 ? "la personne qui l’a choisi" : `ses ${text} soutiens`}.`,
    tooDear: (cost: string, envelope: string) => `Il coûte ${cost} ; l’enveloppe était de ${envelope}.`,
    noRoom: (rank: string, left: string, cost: string) => `Son tour est venu en ${rank}. Il restait ${left}, et il coûte ${cost}.`,
    left: (left: string, cost: string) => `À la fin il restait ${left}, et il coûte ${cost}.`,
    ended: "La règle s’arrête au premier projet qui ne tient plus. Celui-ci venait après.",
    notBest: (support: string) => `Avec ${support}, il n’est pas dans la liste qui réunit le plus de soutien dans l’enveloppe.`,
    unsupported: "Un projet que personne n’a choisi n’est pas financé.",
    needed: (envelope: string) => `Avec une enveloppe de ${envelope}, le projet aurait été financé.`,
    notEven: (envelope: string) => `Même avec une enveloppe de ${envelope}, il ne l’aurait pas été.`,
    lacking: (_count: number, text: string) => `Avec ${text} voix de plus, il aurait été financé.`,
    computing: "Le calcul de ce qu’il aurait fallu est en cours.",
  },
  ifMostSupported: {
    funded: (instead: number, text: string) =>
      instead === 0
        ? "Si l’on avait simplement pris les plus votés, il aurait été financé."
        : `Si l’on avait simplement pris les plus votés, il aurait été financé ; ${inWords(instead, text)} autre${many(instead)} ne l’${instead < 2 ? "aurait" : "auraient"} pas été.`,
    lacking: (_count: number, text: string) => `Si l’on avait simplement pris les plus votés, il lui aurait manqué ${text} voix.`,
  },
  /** What a condition says of a project. */
  conditions: {
    min_votes: "Il fallait plus de voix pour être pris en compte.",
    min_votes_percent: "Il fallait les voix d’une plus grande part des votants pour être pris en compte.",
    min_points: "Il fallait plus de points pour être pris en compte.",
    min_points_percent: "Il fallait une plus grande part des points pour être pris en compte.",
    fixed: "Il était décidé avant le vote qu’il serait financé.",
    fixed_per_area: "Le projet le plus voté de chaque secteur est financé d’abord : c’est celui-ci dans le sien.",
    incompatible: "Il ne va pas avec un autre projet, qui est financé.",
    category_cap: "Son thème ne pouvait pas recevoir davantage.",
    area_cap: "Son secteur ne pouvait pas recevoir davantage.",
    category_floor: "De l’argent était gardé pour ses semblables : il est payé là-dessus.",
    area_floor: "De l’argent était gardé pour son secteur : il est payé là-dessus.",
  } as Readonly<Record<string, string>>,

  rule: {
    title: (count: number, text: string) => `La règle, en ${inWords(count, text)} phrases`,
    part: (part: string) => `À la fin, une part valait ${part}.`,
    runs: (runs: string) => `Il a fallu compter ${runs} fois.`,
    noTie: "Aucune égalité n’était à départager.",
    tie: (count: number, text: string, names: string, how: string) => `${capital(inWords(count, text))} projets à égalité (${names}) ont été départagés ${how}`,
    tieNothing: " ; cela n’a rien changé.",
    tieFirst: (name: string) => ` : ${name} est passé en premier.`,
    moreTies: (count: number, text: string) => `Et ${text} autre${many(count)} égalité${many(count)}, ${count < 2 ? "départagée" : "départagées"} de même.`,
    tieBreaks: {
      lexicographic: "par leur identifiant, comme annoncé avant le vote",
      "cost-votes": "en faveur du moins cher, puis du plus voté, comme annoncé avant le vote",
      "votes-id": "en faveur du plus voté, puis par identifiant, comme annoncé avant le vote",
      order: "par l’ordre annoncé avant le vote",
      lot: "par tirage au sort",
    } as Readonly<Record<string, string>>,
    tieBreakUnknown: "par l’ordre annoncé avant le vote",
    quote: (name: string) => `« ${name} »`,
  },

  where: {
    title: "Où va l’argent",
    map: "Chaque disque est un projet, à sa place. Sa surface dit son coût.",
    mapSentence: (count: number, text: string) => `Carte : ${text} projet${many(count)} à leur place, la surface du disque dit le coût. La liste entière est sur cette page.`,
    byTheme: "Par thème",
    byArea: "Par secteur",
    severalThemes: "Un projet qui a plusieurs thèmes compte dans chacun.",
    given: (count: number, text: string) => (count === 0 ? "Aucun projet financé." : `${text} projet${many(count)} financé${many(count)}.`),
    item: (number: string, name: string) => `${number}. ${name}`,
    separator: " ; ",
    list: "La liste, avec les numéros",
    noTheme: "Sans thème",
  },

  people: {
    title: "Qui s’y retrouve",
    lead: (with_: number, text: string, voters: string, share: string | undefined) =>
      with_ === 0
        ? "Aucun votant ne verra naître un des projets qu’il a choisis."
        : `${text} votant${many(with_)} sur ${voters}${share === undefined ? "" : `, soit ${share},`} ${with_ < 2 ? "verra" : "verront"} naître au moins un des projets ${with_ < 2 ? "qu’il a" : "qu’ils ont"} choisis.`,
    group: (count: number, text: string, projects: number, projectText: string) => `${text} personne${many(count)} : ${projects === 0 ? "aucun" : `${inWords(projects, projectText)} projet${many(projects)}`}`,
    dots: (voters: string, groups: string) => `${voters} votants : ${groups}.`,
    dotGroup: (count: string, projects: number, projectText: string) => `${count} avec ${projects === 0 ? "aucun projet financé" : `${inWords(projects, projectText)} projet${many(projects)} financé${many(projects)}`}`,
    caption: "Votants par nombre de projets financés parmi leurs choix",
    column: "Projets financés",
    voters: "Votants",
    row: (projects: number, text: string, isMore: boolean) => `${inWords(projects, text)}${isMore ? " et plus" : ""}`,
  },

  others: {
    title: "Et avec une autre règle ?",
    lead: (voters: number, text: string) => `${voters === 1 ? "Le même bulletin, compté" : `Les mêmes ${text} bulletins, comptés`} autrement. La règle était fixée avant le vote ; ceci ne change rien, cela se discute.`,
    computing: "Les autres règles sont en train d’être comptées…",
    spent: "Dépensé",
    nothing: "Votants sans aucun projet financé",
    of: (voters: string) => `sur ${voters}`,
    left: "Un groupe qui pouvait payer son projet est laissé de côté",
    yes: "oui",
    no: "non",
    funded: "Projets financés",
    perVoter: "Projets financés par votant, en moyenne",
    moneyPerVoter: "Argent pour ses projets, par votant en moyenne",
    agree: (yes: number, yesText: string, no: number, noText: string) =>
      `${yes === 0 ? "" : `${capital(inWords(yes, yesText))} projet${many(yes)} ${yes < 2 ? "est financé" : "sont financés"} par toutes ces règles. `}${no === 0 ? "" : `${capital(inWords(no, noText))} ne ${no < 2 ? "l’est" : "le sont"} par aucune. `}Voici ceux qui les séparent.`,
    same: "Toutes ces règles financent les mêmes projets.",
    rest: "Les projets sur lesquels elles sont d’accord",
    support: (cost: string, support: string) => `${cost}, ${support}`,
  },

  comparison: {
    lead: (voters: number, text: string, projects: string, envelope: string) =>
      `${voters === 1 ? "Le même bulletin" : `Les mêmes ${text} bulletins`}, les mêmes ${projects} projets, une enveloppe de ${envelope} : ce que chaque règle donne.`,
  },
};
