import type fr from "./words.fr.js";

export default {
  title: "Citizen budgets",
} satisfies typeof fr;
