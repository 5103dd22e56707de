export default {
  title: "Réglages du processus", back: "Étapes",
  frozen: "Le processus est figé : plus rien n’y change.",
  name: "Titre",
  currency: "Monnaie", currencyFixed: "La monnaie ne change plus dès que le processus est public.",
  revote: "Quel bulletin d’une personne compte", last: "Le dernier", lastHint: "On peut voter à nouveau : recommandé.", first: "Le premier", firstHint: "Un second est refusé.",
  perKey: "Bulletins par code et par scrutin, au plus", perKeyHint: "De 1 à 1 000.",
  complaint: "Délai de réclamation après la signature de la clôture, en secondes", complaintHint: "Pendant ce temps un gardien ne mélange rien. 3 600 : une heure.",
  opening: "Ouverture du vote", closing: "Clôture du vote", timesHint: (zone: string) => `Heure de ${zone}. Le calendrier, s’il prévoit le vote, doit dire la même chose.`,
  submit: "Enregistrer les réglages", saved: "Les réglages sont enregistrés.",
  facts: { id: "Identifiant", election: "Identifiant de l’élection", log: "Origine du registre", created: "Créé", config: "Empreinte de la configuration", manifest: "Empreinte du manifeste", vkey: "Clé du registre" }, factsTitle: "Ce qui ne change pas",
  remove: "Supprimer le processus", removeText: "Tout ce qui est dedans disparaît. Possible seulement en préparation, avant toute proposition.", removeConfirm: (id: string) => `Pour confirmer, écrivez : ${id}`, removeSubmit: "Supprimer le processus", removeWrong: "Ce n’est pas cet identifiant.",
};
