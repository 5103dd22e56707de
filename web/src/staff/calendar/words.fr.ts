import type { Length, WindowKind } from "../logic/calendar_form.js";

export default {
  title: "Calendrier",
  lead: "Chaque phase s’ouvre et se ferme à l’heure dite, d’elle-même. Chaque changement est au journal.",
  back: "Étapes",
  zone: "Fuseau horaire", zoneHint: "Celui dans lequel tout le monde lit ces heures, tel que Europe/Paris.",
  windows: {
    WINDOW_KIND_SUBMISSION: ["Dépôt en ligne", "Les habitants déposent leurs propositions."], WINDOW_KIND_PAPER_SUBMISSION: ["Saisie des propositions papier", "Par les agents. Peut finir plus tard que le dépôt."],
    WINDOW_KIND_REVIEW: ["Étude par les services", "Recevabilité, puis faisabilité."], WINDOW_KIND_APPEAL: ["Recours", "Qui fut refusé peut objecter, une fois."], WINDOW_KIND_VOTING: ["Vote en ligne", "L’urne est ouverte."],
    WINDOW_KIND_STATION_VOTING: ["Vote en bureau", "Sur place."], WINDOW_KIND_PAPER_ENTRY: ["Saisie des bulletins papier", "Par les bureaux. Peut finir plus tard que le vote."],
  } satisfies Record<WindowKind, readonly [string, string]> as Readonly<Record<WindowKind, readonly [string, string]>>,
  on: "Prévoir cette période",
  start: "Début", end: "Fin",
  length: ({ days, hours, minutes }: Length) =>
    [days === 0 ? "" : `${days}\u00a0${days < 2 ? "jour" : "jours"}`, hours === 0 ? "" : `${hours}\u00a0h`, minutes === 0 ? "" : `${minutes}\u00a0min`].filter((part) => part !== "").join(" "),
  gap: (after: string, before: string, from: string, to: string) => `Entre «\u202f${after}\u202f» et «\u202f${before}\u202f», rien n’est ouvert\u00a0: du ${from} au ${to}.`,
  begun: "C’est commencé : le début ne change plus.", over: "C’est fini.",
  needed: "Une date et une heure.",
  submit: "Fixer le calendrier", saved: "Le calendrier est fixé, et au journal.",
  voting: "Le vote ouvre et ferme à ces heures : elles deviennent aussi celles du processus.",
  notice: "Ces heures sont publiques dès que le processus l’est.",
  frozen: "Le processus est figé : le calendrier ne change plus.",
  none: "Il n’y a pas de calendrier.",
  span: (from: string, to: string) => `Du ${from} au ${to}`,
};
