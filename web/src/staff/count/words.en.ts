import type fr from "./words.fr.js";

export default {
  title: "Count",
  notYet: "The count begins with the closing",
  notYetText: (closing: string) => `The vote is open until ${closing}. Nobody reads a ballot before.`,
  notYetPlain: "The vote is not closed yet. Nobody reads a ballot before.",
  toSteps: "See the steps",
  done: "All outcomes are in the register.",
  next: (title: string) => `Now: ${title}`,
  waits: (who: string) => `Waiting for ${who}.`,
  command: "Each on their own machine, with their key:",
  compare: "First all compare aloud the twelve groups that this command shows:",
  closing: "Closed log",
  closingText: (record: string) => `The closing is line ${record} of the public register.`,
  columns: { who: "Who", role: "Role", signed: "Has signed", mixes: "Mixes from" },
  notSigned: "Not yet",
  contests: "Contests",
  ballots: (count: string, n: number) => (n === 0 ? "No ballots in the mix." : n === 1 ? "1 ballot in the mix." : `${count} ballots in the mix.`),
  links: {
    mix: (i: number) => `Mix ${i}`, decryption: (i: number) => `Decryption ${i}`, lot: (i: number) => `Share of the lot ${i}`, outcome: () => "Outcome",
  },
  by: (who: string) => `By ${who}`, record: (record: string) => `line ${record}`,
  signedBy: (who: string) => `Signed by ${who}`,
  candidates: (who: string) => `Waiting for: ${who}`,
  states: { COUNT_STATE_UNSPECIFIED: "Unknown", COUNT_STATE_MIXING: "To mix", COUNT_STATE_DECRYPTING: "To decrypt", COUNT_STATE_TALLYING: "To sign", COUNT_STATE_DONE: "Done" },
  results: "See the outcome",
  updated: "This page reads itself anew.",
} satisfies typeof fr;
