export default {
  title: "Secteurs", lead: "Les parties du territoire : quartiers, cantons, ou tout entier. Un secteur ne se renomme pas : on l’ôte et on le refait tant que rien ne s’en sert.", back: "Étapes",
  none: "Aucun secteur", add: "Ajouter un secteur", name: "Nom", submit: "Ajouter le secteur", frozen: "Le processus est figé : les secteurs ne changent plus.",
};
