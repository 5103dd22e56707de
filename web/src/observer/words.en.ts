import type fr from "./words.fr.js";

export default {
  verify: "Verify a count",
  follow: "Follow a register",
  check: "Check a receipt",
  door: "The observers’ door",
  noAccount: "No account needed",
  foot: {
    verify: "What you can verify",
    whole: "The whole count",
    receipt: "Your receipt",
  },
} satisfies typeof fr;
