import type fr from "./words.fr.js";

export default {
  title: "Staff",
} satisfies typeof fr;
