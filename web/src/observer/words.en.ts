import type fr from "./words.fr.js";

export default {
  verify: "Verify a count",
  follow: "Follow a register",
  check: "Find a ballot",
  door: "The observers’ door",
  noAccount: "No account needed",
  foot: {
    verify: "What you can verify",
    whole: "All counts",
    receipt: "Find a ballot",
  },
} satisfies typeof fr;
