export default {
  title: "Vérifier",
};
