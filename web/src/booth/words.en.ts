import type fr from "./words.fr.js";

export default {
  title: "Vote",
} satisfies typeof fr;
