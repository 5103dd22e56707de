import type fr from "./words.fr.js";

export default {
  title: "The booklet of projects",
} satisfies typeof fr;
