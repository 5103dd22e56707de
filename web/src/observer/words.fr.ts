export default {
  verify: "Vérifier un dépouillement",
  follow: "Suivre un registre",
  check: "Vérifier un reçu",
  door: "Porte des observateurs",
  noAccount: "Sans compte",
  foot: {
    verify: "Ce que vous pouvez vérifier",
    whole: "Le dépouillement entier",
    receipt: "Votre reçu",
  },
};
