import type fr from "./words.fr.js";

export default {
  title: "Citizen budget",
  nav: {
    budget: "The budget",
    proposals: "Proposals",
    projects: "Projects",
    vote: "Vote",
    results: "Results",
    verify: "The count",
  },
  mine: "My proposals",
  login: "Log in",
  foot: {
    verify: "What you can verify",
    whole: "Verify the count",
    ballot: "Find my ballot",
    read: "To read and print",
    mandate: "The mandate",
    booklet: "The booklet of projects",
    poster: "The poster",
    site: "This site",
    all: "All budgets",
    noTracker: "No tracker, no cookie, nothing from elsewhere.",
    oneCookie: "No tracker, nothing from elsewhere. One cookie, as long as you are logged in.",
    staff: "For the staff",
  },
} satisfies typeof fr;
