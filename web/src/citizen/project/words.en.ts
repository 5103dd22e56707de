import type fr from "./words.fr.js";

export default {
  title: "Project",
} satisfies typeof fr;
