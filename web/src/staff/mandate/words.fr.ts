import type { MandateText } from "../logic/mandate_form.js";

export default {
  title: "Mandat",
  lead: "Ce qui est décidé, par qui, pour qui, avec quel argent, jusqu’où. Chaque version publiée reste, et tout le monde lit ce qui a changé.",
  back: "Étapes",
  standing: (version: number, day: string) => `Version ${version}, publiée le ${day}.`,
  never: "Aucune version n’est encore publiée.",
  hasDraft: "Un brouillon est enregistré sur le serveur.",
  frozen: "Le processus est figé : le mandat ne change plus.",
  save: "Enregistrer le brouillon", saved: "Brouillon enregistré. Rien n’est public.",
  toPublish: (version: number) => `Publier la version ${version}…`,
  texts: {
    title: ["Titre", "Comment s’appelle ce budget participatif."], purpose: ["Objet", "À quoi il sert, ce que les habitants décident."], promoter: ["Qui demande", "La collectivité, son service."],
    territory: ["Territoire", "Où s’appliquent les projets."], financing: ["D’où vient l’argent", "La ligne du budget, l’année."], whoMaySubmit: ["Qui peut proposer", ""], whoMayVote: ["Qui peut voter", ""],
    calendar: ["Calendrier, en mots", "Les dates exactes sont dans le calendrier."], commitment: ["Engagement", "Ce que la collectivité fera du résultat, et quand."], limits: ["Limites", "Ce qui ne se décide pas ici."],
  } satisfies Record<MandateText, readonly [string, string]> as Readonly<Record<MandateText, readonly [string, string]>>,
  envelope: "Enveloppe totale",
  criteria: "Critères de recevabilité", criteriaHint: "Ce qu’une proposition doit remplir. L’avis de recevabilité s’y rapporte.", criterion: (n: number) => `Critère ${n}`, addCriterion: "Ajouter un critère", criterionText: "Ce qu’il demande",
  compare: "Ce qui change depuis la version publiée", noChange: "Rien n’a changé depuis la version publiée.", compareSaved: "Comparé à ce qui est saisi ici.",
  versions: "Versions publiées", version: (n: number, day: string) => `Version ${n}, ${day}`, from: "De", to: "À", noVersionChange: "Rien n’a changé entre ces versions.",
  publish: {
    title: (version: number) => `Publier la version ${version} du mandat`, lead: "C’est pour toujours, et public. Une version suivante pourra s’y ajouter ; celle-ci restera, et le journal dira quand et par qui.",
    nothing: "Il n’y a pas de brouillon à publier.", unsaved: "Ce qui est saisi dans l’autre page et pas enregistré n’en fait pas partie.", understood: "J’ai relu chaque langue. Je comprends que c’est public et pour toujours.", submit: (version: number) => `Publier la version ${version}`, tick: "Cochez d’abord la case ci-dessus.", back: "Revenir au brouillon", missing: "Il manque encore", text: "Ce qui sera publié", changes: "Ce qui change",
  },
  empty: "—",
};
