import type { BallotKind, Limit } from "../logic/ballot_form.js";

type TieBreak = "TIE_BREAK_LOT" | "TIE_BREAK_ORDER" | "TIE_BREAK_COST_VOTES" | "TIE_BREAK_VOTES_ID" | "TIE_BREAK_LEXICOGRAPHIC";

export default {
  title: "Scrutins", back: "Étapes", settings: "Réglages du scrutin", backToList: "Scrutins",
  lead: "Un scrutin, c’est un secteur, une enveloppe, des projets, une façon de voter et une règle.",
  frozen: "Le processus est figé : les scrutins ne changent plus.", noAreas: "Ajoutez d’abord un secteur.", toAreas: "Ouvrir les secteurs",
  none: "Aucun scrutin", add: "Nouveau scrutin", addTitle: "Nouveau scrutin", create: "Créer le scrutin", save: "Enregistrer le scrutin", saved: "Le scrutin est enregistré.",
  projects: (count: string, n: number) => (n < 2 ? `${count} projet` : `${count} projets`), envelope: (amount: string) => `enveloppe ${amount}`, asked: (amount: string) => `${amount} demandés en tout`,
  name: "Titre", area: "Secteur", budget: "Enveloppe",
  ballot: "Comment on vote",
  kinds: {
    approval: ["Choisir des projets", "On coche ceux que l’on veut. Avec un montant, c’est un sac : le total ne dépasse pas la somme fixée."],
    cumulative: ["Répartir des points", "Un nombre de points à distribuer comme on veut."],
    scoring: ["Noter les projets", "Chaque projet reçoit une note, sans total."],
    ordinal: ["Classer des projets", "Du premier au dernier choix."],
    chooseOne: ["Choisir un projet", "Un seul, ou aucun."],
  } satisfies Record<BallotKind, readonly [string, string]> as Readonly<Record<BallotKind, readonly [string, string]>>,
  small: "Les bulletins entiers sont publiés. Qui classe ou note beaucoup de projets peut s’y reconnaître : gardez-les courts.",
  limits: { maxLength: "Au plus, projets", minLength: "Au moins, projets", maxSumCost: "Montant total, au plus", minSumCost: "Montant total, au moins", maxSumPoints: "Points en tout, au plus", minSumPoints: "Points en tout, au moins", maxPoints: "Points pour un projet, au plus" } satisfies Record<Limit, string> as Readonly<Record<Limit, string>>,
  noLimit: "Vide : sans limite.", pointsHint: "De 1 à 255.",
  rule: "Comment l’argent est attribué", ruleHint: "Fixé avant le vote, avec tous ses paramètres.",
  parameters: {
    on_unaffordable: ["Un projet qui ne tient plus dans le reste", { skip: "On passe au suivant", stop: "On s’arrête là" }],
    score: ["Ce qui compte", { auto: "Les points s’il y en a, sinon les voix", votes: "Les voix", points: "Les points" }],
    unsupported: ["Un projet que personne n’a choisi", { skip: "N’est jamais financé", fund: "Vient en dernier, s’il reste de l’argent" }],
    borda: ["Points d’un classement", { "len-1": "Le dernier classé a 0", len: "Le dernier classé a 1" }],
    utility: ["Ce que vaut un projet financé, pour qui l’a choisi", { auto: "Selon le bulletin", cost: "Son coût", cardinality: "Un, quel que soit son coût", points: "Les points donnés" }],
    completion: ["L’argent qui reste", { none: "Reste dans l’enveloppe", add1: "Les parts augmentent pas à pas (add1)", "add1-tool": "De même, comme l’outil equalshares.net", "add1-wieliczka": "De même, comme Wieliczka", "add1-whole": "De même, en unités entières", "add1-swiecie": "De même, comme Świecie" }],
    increment: ["Pas d’augmentation des parts", {}],
    then: ["Puis", { none: "Rien de plus", greedy: "Les plus soutenus, tant que l’argent suffit" }],
    comparison: ["Garde-fou", { none: "Aucun", approval: "Si plus de gens y gagnent, les plus votés l’emportent" }],
  } as Readonly<Record<string, readonly [string, Readonly<Record<string, string>>]>>,
  conditions: "Conditions de plus",
  conditionTexts: {
    min_votes: ["Voix nécessaires, au moins", ""], min_votes_percent: ["Voix nécessaires, en % des votants", ""], min_points: ["Points nécessaires, au moins", ""], min_points_percent: ["Points nécessaires, en % de tous les points", ""],
    fixed: ["Projets financés d’abord", "Leurs identifiants, séparés par des virgules."], fixed_per_area: ["Premier de chaque secteur", ""],
    category_cap: ["Au plus, par thème", "THÈME=MONTANT;THÈME=MONTANT, tel que vert=20000;rue=10000."], category_floor: ["Gardé, par thème", "De la même façon."],
    area_cap: ["Au plus, par secteur", "De la même façon."], area_floor: ["Gardé, par secteur", "De la même façon."],
  } as Readonly<Record<string, readonly [string, string]>>,
  fixedPerArea: { none: "Non", first: "Financé d’abord" } as Readonly<Record<string, string>>,
  incompatible: "Les propositions déclarées incompatibles sont ajoutées au gel.",
  tieBreak: "À égalité", tieBreaks: {
    TIE_BREAK_LOT: ["Le sort", "Tiré d’un hasard que les gardiens font après la clôture : personne ne peut le choisir."], TIE_BREAK_ORDER: ["L’ordre de la liste", "Celui des projets sur le bulletin."],
    TIE_BREAK_COST_VOTES: ["Le moins cher", "Puis le plus de voix."], TIE_BREAK_VOTES_ID: ["Le plus de voix", "Puis l’identifiant."], TIE_BREAK_LEXICOGRAPHIC: ["L’identifiant", "Dans l’ordre alphabétique."],
  } satisfies Record<TieBreak, readonly [string, string]> as Readonly<Record<TieBreak, readonly [string, string]>>,
  minimum: "Bulletins nécessaires pour dépouiller", minimumHint: "En dessous, rien n’est lu : trop peu de bulletins diraient qui a voté quoi. Vide : 5.", countAnyway: "Dépouiller même en dessous",
  remove: "Supprimer ce scrutin", removeText: "Possible tant qu’il n’a ni projet ni collège.",
  list: {
    title: "Projets", none: "Aucun projet sur ce bulletin", fromProposal: (n: number) => `Proposition n° ${n}`, own: "De la ville", add: "Ajouter un projet de la ville", submit: "Ajouter le projet", name: "Titre", cost: "Coût", summary: "En une phrase", categories: "Thèmes", categoriesHint: "Séparés par des virgules ; au plus 16.",
    share: (percent: string) => `${percent} de l’enveloppe`, order: "Dans l’ordre du bulletin.",
  },
  simulate: {
    title: "Essayer des règles", text: "Des votants inventés, sur les projets tels qu’ils sont. Cela ne dit rien de ce que les gens voteront ; cela montre ce que les règles ont de différent.",
    rules: "Règles à comparer", mine: "Celle de ce scrutin", voters: "Votants inventés", seed: "Graine", seedHint: "La même graine redonne les mêmes votants. Essayez-en plusieurs.", chance: "Part de hasard, en %", budget: "Autre enveloppe", submit: "Comparer",
    caption: "Largeur du carré : ce que coûte le projet. Trait : pas financé.", spent: "Dépensé", nothing: "Votants sans aucun projet", average: "Projets choisis et financés, en moyenne", count: "Projets financés", of: (all: string) => `sur ${all}`,
    noProjects: "Il faut au moins un projet.", votersNeeded: "De 1 à 100 000 votants.", ruleNeeded: "Au moins une règle.", done: (voters: string) => `${voters} bulletins inventés, comptés.`,
  },
};
