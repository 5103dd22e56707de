import type fr from "./words.fr.js";

export default {
  optional: "optional",
  faults: (count: number) => (count === 1 ? "One thing needs another look" : `${count} things need another look`),
  choose: "Choose",
  chosen: "Chosen",
  close: "Close",
  more: (count: string) => `Show ${count} more`,
  shown: (shown: string, all: string) => `${shown} of ${all}`,
  seal: "Seal drawn from the tracker",
  gone: "Removed: ",
  added: "Added: ",
  allLoading: "The rest is coming…",
} satisfies typeof fr;
