import type fr from "./words.fr.js";

export default {
  title: "Style guide",
} satisfies typeof fr;
