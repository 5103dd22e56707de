export default {
  title: "Journal",
  lead: "Tout ce que l’administration fait, dans l’ordre. Public, signé, pour toujours ; les textes d’une personne peuvent être effacés, pas le fait qu’il y en avait.",
  count: (count: string, n: number) => (n < 2 ? `${count} acte` : `${count} actes`),
  filter: "Montrer", all: "Tous les actes",
  groups: { process: "Le processus", proposals: "Les propositions", projects: "Les projets" },
  columns: { index: "N°", what: "Acte", about: "À propos de", who: "Par", when: "Quand" },
  aboutProcess: "Le processus",
  newest: "Le plus récent d’abord",
  none: "Aucun acte",
  files: "Les fichiers du journal", checkpoint: "Dernier point signé",
  sealed: "Le journal est scellé avec le manifeste.",
  actor: (id: string) => `compte ${id}`,
};
