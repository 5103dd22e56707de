import type fr from "./words.fr.js";

export default {
  title: "Verify",
} satisfies typeof fr;
