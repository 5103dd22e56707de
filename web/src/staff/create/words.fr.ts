export default {
  title: "Nouveau processus",
  back: "Processus",
  lead: "Un processus est une édition d’un budget participatif. Rien n’est public avant le dépôt.",
  how: "Comment commencer", blank: "À partir de rien", copy: "À partir d’une édition passée", copyHint: "Secteurs, scrutins sans projets, collèges sans listes, clés publiques, formulaire, et le mandat comme brouillon.",
  source: "Édition passée",
  languages: "Langues", languagesHint: "Chaque texte du processus sera demandé dans chacune. Elles ne changent plus.",
  name: "Titre", currency: "Monnaie", currencyHint: "Trois lettres, telles que EUR.",
  submit: "Créer le processus", notAllowed: "Seuls ceux qui administrent tout le serveur créent des processus.",
  languageNeeded: "Au moins une langue.", sourceNeeded: "Choisissez l’édition à copier.",
};
