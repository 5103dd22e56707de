import plain from "../plain/words.fr.js";
import site from "../printed/words.fr.js";

export default {
  plain,
  site,
  title: "L’affiche",
  back: "Le budget",
  lead: "À imprimer en A4 ou en A3. Le carré mène à la page du budget.",
  paper: "Format du papier",
  sizes: { a4: "A4", a3: "A3" },
  print: "Imprimer l’affiche",
  verb: {
    proposing: "Proposez",
    studying: "On étudie vos idées",
    objecting: "On étudie vos idées",
    printing: "Bientôt, votez",
    soon: "Bientôt, votez",
    voting: "Votez",
    counting: "Le vote est clos",
    results: "Le résultat est là",
  },
  span: (from: string, to: string) => `du ${from} au ${to}`,
  toDecide: (amount: string) => `${amount}, c’est vous qui décidez.`,
  decided: (amount: string) => `${amount}, vous avez décidé.`,
  letter: (codes: string) => `Avec ${codes} de la lettre que vous avez reçue.`,
  codes: (count: string, isOne: boolean) => (isOne ? "le code" : `les ${count} codes`),
  codesVary: "les codes",
  scan: "Visez ce carré avec votre téléphone, ou tapez :",
  station: (from: string, to: string) => `On peut aussi voter en bureau, du ${from} au ${to}.`,
  check: "Chacun peut refaire le compte.",
  qr: (address: string) => `Carré qui mène à ${address}`,
};
