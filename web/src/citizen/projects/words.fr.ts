export default {
  title: "Les projets",
};
