import type fr from "./words.fr.js";

export default {
  title: "Citizen budget",
} satisfies typeof fr;
