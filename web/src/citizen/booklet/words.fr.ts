import plain from "../plain/words.fr.js";
import site from "../printed/words.fr.js";

export default {
  plain,
  site,
  title: "Le livret des projets",
  back: "Les projets",
  print: "Imprimer le livret",
  paper: "Format du papier",
  sizes: { a4: "A4", a5: "A5" },
  contest: "Bulletin",
  allContests: "Tous les bulletins",
  cover: (count: string, isOne: boolean) => (isOne ? "Le projet soumis au vote" : `Les ${count} projets soumis au vote`),
  envelope: (amount: string) => `${amount} à répartir`,
  how: "Comment voter",
  steps: (codes: string) => [
    `Prenez la lettre que vous avez reçue : elle contient ${codes}.`,
    "Ouvrez l’adresse ci-dessous, ou visez le carré avec votre téléphone.",
    "Choisissez, relisez, déposez votre bulletin, gardez le reçu.",
  ],
  codes: (count: string, isOne: boolean) => (isOne ? "un code" : `${count} codes`),
  codesVary: "vos codes",
  ballot: (words: string) => `Sur le bulletin : ${words}.`,
  again: "Vous pouvez voter à nouveau jusqu’à la fin : seul le dernier bulletin compte.",
  once: "Le premier bulletin est définitif : relisez bien avant de déposer.",
  qr: (address: string) => `Carré à viser : ${address}`,
  contents: "Sommaire",
  order: "Les projets sont dans l’ordre du bulletin. Leur place ne dit rien d’eux.",
  number: (id: string) => `N° ${id}`,
  seeOnline: (address: string) => `La liste à jour, la carte et les propositions : ${address}`,
  printed: (day: string) => `Imprimé le ${day}.`,
  none: "Aucun projet n’est encore sur le bulletin",
};
