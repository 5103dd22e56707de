import type { FieldType } from "../logic/form_form.js";

export default {
  title: "Formulaire",
  lead: "Ce qu’une proposition doit dire, en plus de son titre, de son résumé et de sa description. Il est fixé dès que le dépôt ouvre.",
  back: "Étapes",
  closed: "Le processus est public : le formulaire ne change plus.",
  none: "Il n’y a pas de formulaire.",
  submit: "Fixer le formulaire", saved: "Le formulaire est fixé, et au journal.",
  who: "Qui peut déposer", openSubmission: "Toute personne, sans compte", openHint: "Sinon, seuls les agents saisissent des propositions.",
  most: "Propositions par auteur, au plus", mostHint: "Vide : autant que le serveur en accepte. Sans compte, l’adresse réseau tient lieu d’auteur.",
  support: "Soutiens nécessaires avant l’étude par les services", supportHint: "Vide : aucun. Les agents les comptent sur des listes signées.",
  asks: "Ce qui est demandé", place: "Un lieu", cost: "Une estimation du coût",
  categories: "Thèmes", categoriesHint: "Chaque proposition en choisit un. Aucun thème : on n’en demande pas.", category: (n: number) => `Thème ${n}`, addCategory: "Ajouter un thème", categoryTitle: "Nom",
  fields: "Questions de plus", fieldsHint: "Dans cet ordre.", field: (n: number) => `Question ${n}`, addField: "Ajouter une question", label: "Question", type: "Réponse", required: "Réponse obligatoire", internal: "Interne : seuls les agents la lisent", choices: "Réponses possibles", choicesHint: "Une par ligne, de 2 à 100.",
  types: {
    FIELD_TYPE_LINE: "Une ligne", FIELD_TYPE_TEXT: "Un texte", FIELD_TYPE_NUMBER: "Un nombre entier", FIELD_TYPE_BOOL: "Oui ou non", FIELD_TYPE_CHOICE: "Un choix", FIELD_TYPE_DATE: "Une date", FIELD_TYPE_LINK: "Un lien", FIELD_TYPE_MAIL: "Une adresse de courriel",
  } satisfies Record<FieldType, string> as Readonly<Record<FieldType, string>>,
  preview: "Aperçu", previewText: "Comme les habitants le verront.",
  basics: { title: "Titre", summary: "En une phrase", description: "Description", area: "Secteur", category: "Thème", place: "Lieu", cost: "Coût estimé", author: "Comment signer", contact: "Comment vous joindre" }, yes: "Oui", staffOnly: "pour la mairie seulement", choose: "Choisir",
};
