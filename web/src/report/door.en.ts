import type fr from "./door.fr.js";

export default {
  file: {
    title: "The data of this page",
    lead: "This page is a single file. It calls nobody, keeps nothing, and can be kept as it is.",
    save: "The data (JSON)",
    name: "results.json",
  },
} satisfies typeof fr;
