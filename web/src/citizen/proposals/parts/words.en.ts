import type fr from "./words.fr.ts";

export default {
  states: { received: "Handed in", returned: "To be completed", studied: "Under review", kept: "Kept", refused: "Refused", merged: "Merged", withdrawn: "Withdrawn", hidden: "Hidden" },
  draft: "Draft",
  onBallot: "On the ballot",
  number: (number: number) => `no. ${number}`,
  proposalNumber: (number: number) => `Proposal no. ${number}`,
  support: (count: number, needed: number, text: string, neededText: string) => `${text} ${count === 1 ? "supporter" : "supporters"}${needed > 0 ? ` of ${neededText} needed` : ""}`,
} satisfies typeof fr;
