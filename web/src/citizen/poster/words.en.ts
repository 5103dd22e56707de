import plain from "../plain/words.en.js";
import site from "../printed/words.en.js";
import type fr from "./words.fr.js";

export default {
  plain,
  site,
  title: "The poster",
  back: "The budget",
  lead: "To print in A4 or A3. The square leads to the page of the budget.",
  paper: "Paper size",
  sizes: { a4: "A4", a3: "A3" },
  print: "Print the poster",
  verb: {
    proposing: "Propose",
    studying: "Your ideas are studied",
    objecting: "Your ideas are studied",
    printing: "Soon you vote",
    soon: "Soon you vote",
    voting: "Vote",
    counting: "Voting is over",
    results: "The result is here",
  },
  span: (from: string, to: string) => `from ${from} to ${to}`,
  toDecide: (amount: string) => `${amount}: you decide.`,
  decided: (amount: string) => `${amount}: you have decided.`,
  letter: (codes: string) => `With ${codes} of the letter that you received.`,
  codes: (count: string, isOne: boolean) => (isOne ? "the code" : `the ${count} codes`),
  codesVary: "the codes",
  scan: "Aim at this square with your phone, or type:",
  station: (from: string, to: string) => `You can also vote at a station, from ${from} to ${to}.`,
  check: "Anyone can do the count again.",
  qr: (address: string) => `Square that leads to ${address}`,
} satisfies typeof fr;
