import type fr from "./words.fr.js";

export default {
  title: "My shortlist",
} satisfies typeof fr;
