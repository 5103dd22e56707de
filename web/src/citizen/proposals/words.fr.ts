export default {
  title: "Les propositions",
  proposal: "Proposition",
  propose: "Proposer",
};
