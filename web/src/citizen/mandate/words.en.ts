import type fr from "./words.fr.js";

export default {
  title: "The mandate",
} satisfies typeof fr;
