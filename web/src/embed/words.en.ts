import type { Stage } from "../citizen/plain/stage.js";
import type fr from "./words.fr.js";

export default {
  title: "Card. Urna",
  newTab: "(new tab)",
  by: "Urna (new tab)",
  process: {
    over: "Citizen budget",
    contests: (count: number, text: string): string => (count === 1 ? "to be shared out" : `to be shared out, in ${text} envelopes`),
    until: (day: string) => `Until ${day}.`,
    vote: "Vote",
    results: "See the results",
    see: "See the budget",
    stages: {
      proposing: "Projects can be proposed.",
      studying: "The proposals are being reviewed.",
      objecting: "Proposals that were refused can be appealed.",
      printing: "The vote is being prepared.",
      soon: "The vote opens soon.",
      voting: "The vote is open.",
      counting: "The vote is closed, and is being counted.",
      results: "The vote is counted.",
    } as Readonly<Record<Stage, string>>,
  },
  project: { see: "See the project", funded: "Funded", unfunded: "Not funded" },
  result: {
    why: "See why",
    notYet: "The result will be here.",
    budget: "See the budget",
    more: (_count: number, text: string) => `And ${text} more.`,
  },
} satisfies typeof fr;
