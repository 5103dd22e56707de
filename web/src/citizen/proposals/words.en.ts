import type fr from "./words.fr.js";

export default {
  title: "Proposals",
  proposal: "Proposal",
  propose: "Propose",
} satisfies typeof fr;
