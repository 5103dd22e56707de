import type { Order } from "../catalogue/filter.js";
import plain from "../plain/words.en.js";
import places from "./map/words.en.js";
import type fr from "./words.fr.js";

const many = (count: number, text: string) => `${text} ${count === 1 ? "project" : "projects"}`;

export default {
  plain,
  title: "Projects",
  heading: (count: number | undefined, text: string, isOver: boolean) => {
    const voted = isOver ? "" : " to vote on";
    if (count === undefined) return `The projects${voted}`;
    return count === 1 ? `The project${voted}` : `The ${text} projects${voted}`;
  },
  toShare: (amount: string) => `${amount} to share out.`,
  vote: "Vote now",
  booklet: "The booklet to print",
  results: "See the results",
  filters: "Search and order",
  theme: "Filter by theme",
  allThemes: "All themes",
  all: "All",
  unit: (count: number): string => (count === 1 ? "project" : "projects"),
  contest: "Filter by ballot",
  allContests: "All ballots",
  cost: "Filter by cost",
  allCosts: "All costs",
  below: (amount: string) => `Below ${amount}`,
  between: (from: string, to: string) => `${from} to ${to}`,
  above: (amount: string) => `${amount} and more`,
  find: "Search for a project",
  findShort: "Search",
  order: "Order",
  orders: { drawn: "Order drawn by lot", cheap: "Cheapest first", dear: "Dearest first" },
  view: "View",
  list: "List",
  map: "Map",
  listTitle: "List of projects",
  count: (count: number, text: string, order: Order) => (count === 0 ? "No project." : order === "drawn" && count > 1 ? `${many(count, text)}, in an order drawn by lot for you.` : `${many(count, text)}.`),
  coming: (text: string) => `${text} projects are here, the others are on their way…`,
  failed: "A part of the list did not arrive.",
  nothing: "No project matches your search",
  nothingFor: (text: string) => `No project matches “${text}”`,
  another: "Try another word, or",
  clear: "clear the filters",
  none: "No project is on the ballot yet",
  noneProposing: "Proposals come in at present. What the departments admit will be here before the vote.",
  noneStudying: "The departments study the proposals. What they admit will be here before the vote.",
  seeProposals: "Read the proposals",
  number: (id: string) => `No. ${id}`,
  keep: "Keep",
  keepThis: (title: string) => `Keep ${title}`,
  funded: "Funded",
  notFunded: "Not funded",
  kept: {
    title: "My shortlist",
    text: "It stays on this device. You will find it again when you vote.",
    textOver: "It stays on this device.",
    empty: "Nothing so far. Keep the projects that you like.",
    all: "See my shortlist",
    more: (count: number, text: string) => `and ${text} ${count === 1 ? "other" : "others"}`,
  },
  places,
} satisfies typeof fr;
