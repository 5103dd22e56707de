import type fr from "./words.fr.js";

export default {
  title: "Results",
} satisfies typeof fr;
