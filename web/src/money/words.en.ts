import type fr from "./words.fr.js";

export default {
  funded: "Funded",
  unfunded: "Not funded",
  projects: (count: number, text: string) => `${text} ${count === 1 ? "project" : "projects"}`,
  withNote: (text: string, note: string) => `${text}; ${note}`,
  envelope: (amount: string) => `envelope: ${amount}`,
  rest: "Left over, not spent",
  notSpent: "Not spent",
  why: "Why?",
  gathered: "Its supporters could gather",
  cost: "Cost",
  matrix: {
    caption: "Width of the square: what the project costs. Dash: not funded.",
    project: "Project",
    funded: "funded",
    unfunded: "not funded",
    thisVote: "the rule of this vote",
    scroll: "Slide the table to see all rules",
  },
  tiles: (value: string, count: string | undefined) =>
    count === undefined ? `Each small square is worth ${value}.` : `Each small square is worth ${value}. There are ${count} of them, as in the envelope.`,
  dots: (count: string) => `1 dot: ${count} people`,
  map: {
    funded: "funded",
    unfunded: "not funded",
    grid: (side: string) => `a square of the ground: ${side} a side`,
    elsewhere: (count: number, text: string) => (count === 1 ? `${text} project has no place of its own: it is in the list` : `${text} projects have no place of their own: they are in the list`),
  },
} satisfies typeof fr;
