import type { Language } from "../words/languages.ts";

const fr = {
  title: "Intégrer cette carte",
  lead: "Une carte pour un autre site. Elle ne dépose rien chez ses lecteurs : ni cookie, ni mesure, ni rien d’autre.",
  label: "À copier dans la page",
  copy: "Copier",
  copied: "Copié.",
  selected: "Le texte est choisi : copiez-le.",
  look: "Voir la carte (nouvel onglet)",
};

const en: typeof fr = {
  title: "Embed this card",
  lead: "A card for another site. It leaves nothing with its readers: no cookie, no measurement, nothing else.",
  label: "To be copied into the page",
  copy: "Copy",
  copied: "Copied.",
  selected: "The text is selected: copy it.",
  look: "See the card (new tab)",
};

/** Both at once: the fold stands in pages whose words are their own, and has few. */
export const foldWords: Readonly<Record<Language, typeof fr>> = { fr, en };
