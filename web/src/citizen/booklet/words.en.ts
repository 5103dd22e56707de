import plain from "../plain/words.en.js";
import site from "../printed/words.en.js";
import type fr from "./words.fr.js";

export default {
  plain,
  site,
  title: "The booklet of projects",
  back: "Projects",
  print: "Print the booklet",
  paper: "Paper size",
  sizes: { a4: "A4", a5: "A5" },
  contest: "Ballot",
  allContests: "All ballots",
  cover: (count: string, isOne: boolean) => (isOne ? "The project to vote on" : `The ${count} projects to vote on`),
  envelope: (amount: string) => `${amount} to share out`,
  how: "How to vote",
  steps: (codes: string) => [
    `Take the letter that you received: it has ${codes}.`,
    "Open the address below, or aim at the square with your phone.",
    "Choose, read it again, cast your ballot, keep the receipt.",
  ],
  codes: (count: string, isOne: boolean) => (isOne ? "one code" : `${count} codes`),
  codesVary: "your codes",
  ballot: (words: string) => `On the ballot: ${words}.`,
  again: "You can vote again until the end: only your last ballot counts.",
  once: "The first ballot is final: read it again before you cast it.",
  qr: (address: string) => `Square to aim at: ${address}`,
  contents: "Contents",
  order: "The projects are in the order of the ballot. Their place says nothing of them.",
  number: (id: string) => `No. ${id}`,
  seeOnline: (address: string) => `The list as it is now, the map and the proposals: ${address}`,
  printed: (day: string) => `Printed on ${day}.`,
  none: "No project is on the ballot yet",
} satisfies typeof fr;
