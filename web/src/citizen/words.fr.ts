export default {
  title: "Budget participatif",
};
