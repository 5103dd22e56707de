export default {
  title: "Le livret des projets",
};
