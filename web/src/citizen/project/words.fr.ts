export default {
  title: "Projet",
};
