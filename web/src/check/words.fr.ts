export default {
  title: "Mon bulletin",
};
