import type { DocumentKindJson, JournalActJson, JournalRoleJson } from "@urna/protocol/gen/urna/v1/journal_pb";

const plural = (count: number, one: string, many: string) => `${count} ${count < 2 ? one : many}`;

/** Acts of the journal: a title, and with facts a sentence. */
export const acts: Readonly<Record<JournalActJson, string>> = {
  JOURNAL_ACT_UNSPECIFIED: "Acte inconnu", JOURNAL_ACT_CREATED: "Processus créé", JOURNAL_ACT_PHASE: "Nouvelle phase", JOURNAL_ACT_MANDATE: "Mandat publié", JOURNAL_ACT_CALENDAR: "Calendrier fixé",
  JOURNAL_ACT_FORM: "Formulaire fixé", JOURNAL_ACT_RECEIVED: "Proposition reçue", JOURNAL_ACT_SCREENED: "Relue, rendue publique", JOURNAL_ACT_REVISED: "Nouvelle version", JOURNAL_ACT_RETURNED: "Rendue à ses auteurs",
  JOURNAL_ACT_WITHDRAWN: "Retirée", JOURNAL_ACT_SUPPORTED: "Assez de soutiens", JOURNAL_ACT_VERDICT: "Avis", JOURNAL_ACT_APPEALED: "Recours déposé", JOURNAL_ACT_APPEAL_DECIDED: "Recours décidé",
  JOURNAL_ACT_MERGED: "Fusion", JOURNAL_ACT_HIDDEN: "Masquée", JOURNAL_ACT_RESTORED: "Montrée de nouveau", JOURNAL_ACT_ERASED: "Textes effacés", JOURNAL_ACT_PROJECT: "Projet sur un bulletin",
  JOURNAL_ACT_PROJECT_REMOVED: "Projet ôté du bulletin", JOURNAL_ACT_INCOMPATIBLE: "Projets incompatibles",
};

export const roles: Readonly<Record<JournalRoleJson, string>> = {
  JOURNAL_ROLE_UNSPECIFIED: "Le serveur, à l’heure dite", JOURNAL_ROLE_ADMINISTRATOR: "Administration", JOURNAL_ROLE_AGENT: "Agent", JOURNAL_ROLE_MODERATOR: "Modération", JOURNAL_ROLE_CITIZEN: "Auteur",
};

export const documents: Readonly<Record<DocumentKindJson, string>> = {
  DOCUMENT_KIND_UNSPECIFIED: "Document", DOCUMENT_KIND_MANDATE: "Mandat", DOCUMENT_KIND_FORM: "Formulaire", DOCUMENT_KIND_PROPOSAL: "Texte", DOCUMENT_KIND_AUTHORS: "Auteurs", DOCUMENT_KIND_REASON: "Motif",
};

export const said = {
  phase: (phase: string) => `Le processus passe à la phase : ${phase}.`,
  version: (version: number, channel: string) => `Version ${version}, ${channel}.`,
  channels: { CHANNEL_UNSPECIFIED: "voie inconnue", CHANNEL_ONLINE: "en ligne", CHANNEL_PAPER: "sur papier", CHANNEL_STAFF: "saisie par la ville" },
  returned: (day: string) => `Réponse attendue avant le ${day}.`,
  supported: (persons: number) => `${plural(persons, "personne", "personnes")}.`,
  steps: { REVIEW_STEP_UNSPECIFIED: "Étude", REVIEW_STEP_FORMAL: "Recevabilité", REVIEW_STEP_SUBSTANTIVE: "Faisabilité" },
  verdict: (step: string, isAccepted: boolean) => `${step} : avis ${isAccepted ? "favorable" : "défavorable"}.`,
  cost: (amount: string) => `Coût : ${amount}.`,
  yearly: (amount: string) => `Par an ensuite : ${amount}.`,
  months: (months: number) => `Durée : ${months} mois.`,
  coFunding: (amount: string) => `Payé par d’autres : ${amount}.`,
  appeal: (isUpheld: boolean): string => (isUpheld ? "Recours accueilli : l’étape est rouverte." : "Recours rejeté : le refus tient."),
  merged: (numbers: readonly number[]) => `Prend en elle : n° ${numbers.join(", n° ")}.`,
  erased: (count: number) => `${plural(count, "document", "documents")}.`,
  project: (amount: string, proposal: number) => `${proposal > 0 ? `De la proposition n° ${proposal}. ` : ""}Coût : ${amount}.`,
  incompatible: (numbers: readonly number[]) => (numbers.length === 0 ? "Le groupe est ôté." : `Au plus une de : n° ${numbers.join(", n° ")}.`),
  form: (needed: number) => (needed === 0 ? "Sans soutiens." : `${plural(needed, "soutien", "soutiens")} avant l’étude par les services.`),
  open: (title: string) => `Lire : ${title}`,
  withheld: "Texte retenu",
  gone: "Texte effacé",
  proposal: (number: string) => `Proposition n° ${number}`,
  projectOf: (id: string, contest: string) => `Projet « ${id} » du scrutin « ${contest} »`,
  raw: "Octets exacts",
};
