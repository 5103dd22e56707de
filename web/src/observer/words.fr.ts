export default {
  verify: "Vérifier un dépouillement",
  follow: "Suivre un registre",
  check: "Retrouver un bulletin",
  door: "Porte des observateurs",
  noAccount: "Sans compte",
  foot: {
    verify: "Ce que vous pouvez vérifier",
    whole: "Tous les dépouillements",
    receipt: "Retrouver un bulletin",
  },
};
