import type fr from "./words.fr.js";

export default {
  title: "Style guide",
  lights: { light: "light", dark: "dark" },
} satisfies typeof fr;
