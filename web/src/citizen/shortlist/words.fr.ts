export default {
  title: "Ma sélection",
};
