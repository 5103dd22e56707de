export default {
  title: "Espace des agents",
};
