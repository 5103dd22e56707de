export default {
  title: "Guide de style",
};
