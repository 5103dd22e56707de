import plain from "../plain/words.en.js";
import type fr from "./words.fr.js";

export default {
  plain,
  title: "Citizen budgets",
  heading: "You decide the budget",
  lead: "Residents propose, the departments study, residents vote. Anyone can do the count again.",
  running: "Now",
  finished: "Already decided",
  toShare: "to share out",
  act: {
    vote: "Vote",
    propose: "Propose an idea",
    results: "See the results",
    look: "Have a look",
  },
  of: (act: string, title: string) => `${act}: ${title}`,
  closedOn: (day: string) => `Voting ended on ${day}`,
  empty: "No budget is open here",
  emptyText: "When a citizen budget begins, it will be on this page.",
} satisfies typeof fr;
