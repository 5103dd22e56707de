import type { RuleChoices } from "./rules.js";

/** Les règles de docs/rules.md, en phrases. Chacune reçoit ce qui a été choisi avec elle. */
export default {
  sentences: {
    approval: ({ isByPoints, stops, unsupportedToo }: RuleChoices) => [
      isByPoints ? "Les projets sont rangés par nombre de points, du plus au moins." : "Les projets sont rangés par nombre de voix, du plus voté au moins voté.",
      "On descend la liste, et chaque projet qui tient dans ce qui reste de l’enveloppe est financé.",
      stops ? "Au premier projet qui ne tient plus, on s’arrête." : "Un projet trop cher pour ce reste est passé, et l’on continue.",
      unsupportedToo ? "Ceux que personne n’a choisis viennent en dernier." : "Un projet que personne n’a choisi n’est pas financé.",
    ],
    greedy: ({ isByPoints, stops, unsupportedToo }: RuleChoices) => [
      `Les projets sont rangés par nombre de ${isByPoints ? "points" : "voix"} rapporté à leur coût : un petit projet bien soutenu passe devant un grand.`,
      "On descend la liste, et chaque projet qui tient dans ce qui reste de l’enveloppe est financé.",
      stops ? "Au premier projet qui ne tient plus, on s’arrête." : "Un projet trop cher pour ce reste est passé, et l’on continue.",
      unsupportedToo ? "Ceux que personne n’a choisis viennent en dernier." : "Un projet que personne n’a choisi n’est pas financé.",
    ],
    "equal-shares": ({ utility, isRaised, fillsUp, isCompared, isReplaced }: RuleChoices) => [
      "L’enveloppe est d’abord partagée en parts égales entre les votants.",
      "Un projet est financé quand ceux qui l’ont choisi peuvent le payer ensemble, avec leurs parts.",
      utility === "points"
        ? "On commence par celui qui coûte le moins à ses soutiens pour chaque point qu’ils lui ont donné."
        : utility === "cardinality"
          ? "On commence par celui qui coûte le moins à chacun de ses soutiens."
          : "On commence par celui qui coûte le moins à chacun de ses soutiens pour ce qu’il vaut.",
      fillsUp && isRaised
        ? `Les parts sont augmentées pas à pas jusqu’à employer l’enveloppe ; ce qui reste va ${utility === "cost" ? "aux plus soutenus" : "à ceux qui ont le plus de soutien pour leur coût"}, tant qu’ils tiennent.`
        : fillsUp
          ? `Ce qui reste va ${utility === "cost" ? "aux plus soutenus" : "à ceux qui ont le plus de soutien pour leur coût"}, tant qu’ils tiennent.`
          : isRaised
            ? "Les parts sont augmentées pas à pas jusqu’à employer l’enveloppe ; ce qui ne suffit plus à aucun projet reste."
            : "Ce que les groupes ne peuvent pas dépenser reste dans l’enveloppe.",
      ...(isCompared ? [`Si plus de votants y gagnent, c’est la liste des plus soutenus qui vaut${isReplaced ? " : c’est ce qui s’est produit ici." : " ; ce n’est pas le cas ici."}`] : []),
    ],
    "bounded-overspending": () => [
      "L’enveloppe est d’abord partagée en parts égales entre les votants.",
      "Ceux qui ont choisi un projet le paient ensemble, avec leurs parts.",
      "Si elles n’y suffisent pas tout à fait, le projet peut passer quand même : chacun donne alors tout ce qu’il peut.",
      "On prend d’abord les projets qui coûtent le moins à chacun et dépassent le moins, jusqu’à employer l’enveloppe.",
    ],
    phragmen: ({ stops }: RuleChoices) => [
      "Le coût d’un projet financé est réparti entre ceux qui l’ont choisi : c’est leur charge.",
      "À chaque tour, on prend le projet dont les soutiens porteront ensemble la charge la plus légère.",
      "Qui a déjà beaucoup obtenu attend donc un peu.",
      stops ? "On s’arrête dès que le projet suivant ne tient plus dans l’enveloppe." : "Un projet qui ne tient plus dans l’enveloppe est passé, et l’on continue.",
    ],
    "maximin-support": () => [
      "Le coût des projets financés est réparti entre leurs soutiens, aussi également que possible : c’est leur charge.",
      "À chaque tour, on refait cette répartition pour chaque projet qui pourrait suivre.",
      "On prend celui qui alourdit le moins ceux qui portent le plus.",
      "On continue tant qu’un projet tient dans l’enveloppe.",
    ],
    "max-welfare": ({ utility }: RuleChoices) => [
      "Parmi toutes les listes de projets qui tiennent dans l’enveloppe, on cherche celle qui réunit le plus de soutien.",
      utility === "points"
        ? "Le soutien d’une liste est la somme des points que les votants ont donnés à ses projets."
        : utility === "cardinality"
          ? "Le soutien d’une liste est le nombre de voix qu’ont ses projets."
          : "Le soutien d’une liste est le nombre de voix de chaque projet multiplié par son coût.",
      "Le calcul est exact : aucune autre liste n’en réunit davantage.",
      "C’est la meilleure pour le votant moyen ; elle ne promet rien aux minorités.",
    ],
  } as Readonly<Record<string, (choices: RuleChoices) => readonly string[]>>,
  unknown: (rule: string) => [`La règle s’appelle « ${rule} ».`],
  conditions: {
    min_votes: (value: string) => `Un projet devait réunir au moins ${value} voix.`,
    min_votes_percent: (value: string) => `Un projet devait réunir les voix d’au moins ${value} % des votants.`,
    min_points: (value: string) => `Un projet devait réunir au moins ${value} points.`,
    min_points_percent: (value: string) => `Un projet devait réunir au moins ${value} % de tous les points.`,
    fixed: (value: string) => `Ces projets étaient financés d’avance : ${value}.`,
    fixed_per_area: () => "Le projet le plus voté de chaque secteur est financé d’abord.",
    incompatible: (value: string) => `De chacun de ces groupes, un projet au plus est financé : ${value}.`,
    category_cap: (value: string) => `Un thème ne pouvait pas recevoir plus que : ${value}.`,
    area_cap: (value: string) => `Un secteur ne pouvait pas recevoir plus que : ${value}.`,
    category_floor: (value: string) => `De l’argent était gardé par thème : ${value}.`,
    area_floor: (value: string) => `De l’argent était gardé par secteur : ${value}.`,
  } as Readonly<Record<string, (value: string) => string>>,
  /** En tête d’une colonne : un nom, et ce qui le précise. */
  names: {
    approval: ["Les plus votés", "tant que l’argent suffit"],
    greedy: ["Le plus de voix pour le coût", "tant que l’argent suffit"],
    "equal-shares": ["Parts égales", ""],
    "bounded-overspending": ["Parts un peu dépassées", "parts égales"],
    phragmen: ["Charge partagée", "Phragmén"],
    "maximin-support": ["Charge refaite à chaque tour", "charge partagée"],
    "max-welfare": ["Le plus de soutien en tout", ""],
  } as Readonly<Record<string, readonly [string, string]>>,
  keepsRest: "sans donner le reste",
  givesRest: "en donnant le reste",
  choices: {
    "completion=none": "parts non augmentées",
    "completion=add1": "parts augmentées",
    "completion=add1-tool": "parts augmentées, en unités entières",
    "completion=add1-wieliczka": "parts augmentées, comme à Wieliczka",
    "completion=add1-whole": "parts augmentées, en unités entières",
    "completion=add1-swiecie": "parts augmentées, comme à Świecie",
    "then=greedy": "le reste aux plus soutenus",
    "then=none": "le reste gardé",
    "comparison=approval": "sauf si les plus votés servent plus de votants",
    "utility=cost": "selon l’argent",
    "utility=cardinality": "selon le nombre de projets",
    "utility=points": "selon les points",
    "on_unaffordable=stop": "jusqu’au premier trop cher",
    "on_unaffordable=skip": "en passant les trop chers",
    "score=points": "selon les points",
    "score=votes": "selon les voix",
    "unsupported=fund": "ceux sans voix à la fin",
    "borda=len": "le dernier d’un classement compte",
    "borda=ballot": "avec les points des bulletins",
    "fixed_per_area=first": "le premier de chaque secteur d’abord",
  } as Readonly<Record<string, string>>,
  values: {
    increment: (value: string) => `par pas de ${value}`,
    min_votes: (value: string) => `au moins ${value} voix`,
    min_votes_percent: (value: string) => `au moins ${value} % des votants`,
    min_points: (value: string) => `au moins ${value} points`,
    min_points_percent: (value: string) => `au moins ${value} % des points`,
    fixed: (value: string) => `d’avance : ${value}`,
    incompatible: (value: string) => `un au plus de : ${value}`,
    category_cap: (value: string) => `au plus, par thème : ${value}`,
    area_cap: (value: string) => `au plus, par secteur : ${value}`,
    category_floor: (value: string) => `gardé, par thème : ${value}`,
    area_floor: (value: string) => `gardé, par secteur : ${value}`,
  } as Readonly<Record<string, (value: string) => string>>,
};
