import type fr from "./words.fr.js";

export default {
  title: "The poster",
} satisfies typeof fr;
