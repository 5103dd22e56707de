export default {
  title: "L’affiche",
};
