export default {
  title: "Voter",
};
