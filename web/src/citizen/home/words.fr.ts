export default {
  title: "Budgets participatifs",
};
