import type fr from "./words.fr.js";

export default {
  title: "The budget",
} satisfies typeof fr;
