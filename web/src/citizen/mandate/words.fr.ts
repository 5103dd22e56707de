export default {
  title: "Le mandat",
};
