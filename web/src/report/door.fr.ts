export default {
  file: {
    title: "Les données de cette page",
    lead: "Cette page tient dans un seul fichier. Elle n’appelle personne, ne retient rien, et se garde telle quelle.",
    save: "Les données (JSON)",
    name: "resultats.json",
  },
};
