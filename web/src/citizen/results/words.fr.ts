export default {
  title: "Résultats",
};
