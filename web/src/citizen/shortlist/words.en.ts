import projects from "../projects/words.en.js";
import type fr from "./words.fr.js";

export default {
  ...projects,
  title: "My shortlist",
  lead: (count: number, text: string) => (count === 1 ? "One project that you keep in mind." : `${text} projects that you keep in mind.`),
  only: "It is on this device alone, in this browser. Nobody else sees it, and it does not count as a vote.",
  together: (cost: string, envelope: string) => `Together they cost ${cost}, of an envelope of ${envelope}.`,
  ballot: (words: string) => `On the ballot: ${words}.`,
  print: "Print",
  clear: "Clear the shortlist",
  back: "See all projects",
  emptyTitle: "Nothing is kept on this device",
  emptyText: "In the list of projects, the button “Keep” puts aside those that you like.",
  cleared: "The shortlist is empty.",
  undo: "Undo",
} satisfies typeof fr;
