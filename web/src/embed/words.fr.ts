export default {
  title: "Projets",
};
