export default {
  title: "Le budget",
};
