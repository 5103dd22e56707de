import projects from "../projects/words.fr.js";

export default {
  ...projects,
  title: "Ma sélection",
  lead: (count: number, text: string) => (count < 2 ? "Un projet que vous gardez en tête." : `${text} projets que vous gardez en tête.`),
  only: "Elle n’est que sur cet appareil, dans ce navigateur. Personne d’autre ne la voit, et elle ne compte pas comme un vote.",
  together: (cost: string, envelope: string) => `Ensemble, ils coûtent ${cost}, sur une enveloppe de ${envelope}.`,
  ballot: (words: string) => `Sur le bulletin : ${words}.`,
  print: "Imprimer",
  clear: "Vider la sélection",
  back: "Voir tous les projets",
  emptyTitle: "Rien n’est gardé sur cet appareil",
  emptyText: "Dans la liste des projets, le bouton « Garder » met de côté ceux qui vous plaisent.",
  cleared: "La sélection est vide.",
  undo: "Annuler",
};
