import type fr from "./words.fr.js";

export default {
  title: "Projects",
} satisfies typeof fr;
