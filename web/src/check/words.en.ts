import type fr from "./words.fr.js";

export default {
  title: "My ballot",
} satisfies typeof fr;
