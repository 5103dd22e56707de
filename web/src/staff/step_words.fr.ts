import type { LineName, StepId, StepState } from "./logic/steps.js";

const plural = (count: string, one: string, many: string) => `${count} ${Number(count) < 2 ? one : many}`;

const counted: Readonly<Record<string, readonly [string, string]>> = {
  calendar: ["période", "périodes"], form: ["question de plus", "questions de plus"], areas: ["secteur", "secteurs"], contests: ["scrutin", "scrutins"],
  electorates: ["collège", "collèges"], parties: ["partie prenante", "parties prenantes"], projects: ["projet", "projets"],
};

/** The steps of a year, and how each stands. Times are put in by whoever shows them. */
export const steps: Readonly<Record<StepId, { readonly title: string; readonly text: string }>> = {
  mandate: { title: "Mandat", text: "Ce qui est décidé, par qui, pour qui, avec quel argent. Public, et pour toujours." },
  calendar: { title: "Calendrier", text: "Quand on dépose, étudie, conteste, vote." },
  form: { title: "Formulaire", text: "Ce qu’une proposition doit dire." },
  areas: { title: "Secteurs", text: "Les parties du territoire." },
  contests: { title: "Scrutins", text: "Chaque enveloppe, sa façon de voter, sa règle." },
  electorates: { title: "Collèges électoraux", text: "Qui vote à quels scrutins." },
  parties: { title: "Greffiers, autorités, gardiens", text: "Qui signe, et avec quelles clés publiques." },
  proposals: { title: "Propositions", text: "Relues, étudiées, admises, contestées." },
  projects: { title: "Projets", text: "Ce qui figurera sur chaque bulletin." },
  rolls: { title: "Listes électorales", text: "Les parties que les greffiers déposent." },
  freeze: { title: "Gel", text: "Tout est fixé : secteurs, projets, coûts, règles, listes." },
  keys: { title: "Clés", text: "Les gardiens font les clés ensemble, en trois tours." },
  signatures: { title: "Signatures du manifeste", text: "Chacun lit ce qui est fixé, puis signe." },
  seal: { title: "Scellé", text: "Le manifeste devient la première ligne du registre public." },
  opening: { title: "Ouverture", text: "Les autorités signent l’heure d’ouverture." },
  vote: { title: "Vote", text: "L’urne est ouverte." },
  closing: { title: "Clôture", text: "Les autorités signent la fermeture." },
  closingSigned: { title: "Registre clos signé", text: "Gardiens et autorités comparent le registre à haute voix, puis signent." },
  mixes: { title: "Mélanges", text: "Les bulletins perdent leur ordre, un gardien après l’autre." },
  decryptions: { title: "Déchiffrements", text: "Chaque gardien ouvre sa part." },
  tally: { title: "Résultat", text: "Calculé, comparé, signé." },
};

export const stepStates: Readonly<Record<StepState, string>> = { done: "Fait", now: "À faire", waiting: "En attente", missing: "Il manque", later: "Plus tard", left: "Sans objet" };

/** Of the vote, which nobody does but voters. */
export const voteIsOpen: string = "En cours";

export const lines: Readonly<Record<LineName, (...values: string[]) => string>> = {
  mandateVersions: (count = "") => plural(count, "version publiée", "versions publiées"),
  mandateDraft: () => "Un brouillon attend d’être publié.",
  noMandate: () => "Aucune version n’est publiée.",
  noCalendar: () => "Il n’y a pas de calendrier.",
  noVotingTimes: () => "Les heures du vote ne sont pas fixées.",
  noForm: () => "Il n’y a pas de formulaire.",
  count: (count = "", of = "") => plural(count, ...(counted[of] ?? ["", ""])),
  none: () => "Il n’y en a pas.",
  noEnvelope: (contest = "") => `« ${contest} » n’a pas d’enveloppe.`,
  nobodyVotes: (contest = "") => `Personne ne vote à « ${contest} ».`,
  registrarsShort: (need = "", have = "") => `Il faut ${plural(need, "greffier", "greffiers")}, il y en a ${have}.`,
  authoritiesShort: (need = "", have = "") => `Il faut ${plural(need, "autorité", "autorités")}, il y en a ${have}.`,
  trusteesShort: (need = "", have = "") => `Il faut ${plural(need, "gardien", "gardiens")}, il y en a ${have}.`,
  noThreshold: () => "Combien de gardiens déchiffrent ensemble n’est pas fixé.",
  toScreen: (count = "") => plural(count, "à relire", "à relire"),
  open: (count = "") => plural(count, "à étudier", "à étudier"),
  returned: (count = "") => plural(count, "attend ses auteurs", "attendent leurs auteurs"),
  unlisted: (count = "") => plural(count, "admise, pas encore sur un bulletin", "admises, pas encore sur un bulletin"),
  total: (count = "") => plural(count, "proposition", "propositions"),
  noProposals: () => "Aucune proposition.",
  noProjects: (contest = "") => `« ${contest} » n’a pas de projet.`,
  noRoll: (electorate = "", have = "", need = "") => `« ${electorate} » : ${have} partie sur ${need}.`,
  slots: (count = "") => plural(count, "personne inscrite", "personnes inscrites"),
  round: (round = "") => `Tour ${round} sur 3.`,
  complaint: (who = "", whom = "") => `${who} se plaint de ${whom} : la cérémonie est à refaire.`,
  signaturesMissing: (count = "") => `Il manque ${plural(count, "signature", "signatures")}.`,
  opensAt: (time = "") => `Prévue le ${time}.`,
  closesAt: (time = "") => `Jusqu’au ${time}.`,
  overdue: () => "L’heure est passée : aucun bulletin n’est plus accepté.",
  signedFor: (time = "", ...names: readonly string[]) => `Signée pour le ${time} par ${new Intl.ListFormat("fr").format(names)}.`,
  timesDiffer: () => "Ces heures diffèrent : seules les signatures d’une même heure comptent ensemble.",
  agreed: (time = "") => `Assez d’autorités ont signé pour le ${time} : rien d’autre n’est à faire.`,
  trusteesStill: (count = "") => `Encore ${plural(count, "gardien", "gardiens")}.`,
  authoritiesStill: (count = "") => `Encore ${plural(count, "autorité", "autorités")}.`,
  mixesStill: (count = "") => `${plural(count, "scrutin", "scrutins")} à mélanger.`,
  decryptionsStill: (count = "") => `${plural(count, "scrutin", "scrutins")} à déchiffrer.`,
  tallyStill: (count = "") => `${plural(count, "résultat", "résultats")} à signer.`,
};

const roles = { registrar: ["greffier", "greffiers"], trustee: ["gardien", "gardiens"], authority: ["autorité", "autorités"] } as const;

/** Who is waited for: all of the names, or as many of them as are enough. */
export const waitsFor = (role: keyof typeof roles, names: readonly string[], enough: number | undefined): string => {
  const [one, many] = roles[role];
  if (enough !== undefined && enough < names.length) return `${enough} ${enough < 2 ? one : many} parmi : ${new Intl.ListFormat("fr", { type: "disjunction" }).format(names)}`;
  return `${new Intl.ListFormat("fr", { type: "conjunction" }).format(names)} (${names.length < 2 ? one : many})`;
};
