import { addresses } from "./addresses.js";
import type { Process } from "./model.js";
import type { PageName } from "./pages.js";
import { nowSeconds, stageOf } from "./plain/stage.js";

export interface Link {
  readonly href: string;
  readonly text: string;
  readonly isHere: boolean;
}

/** What a page counts as in the links above it. */
const below: Readonly<Record<PageName, keyof Names | undefined>> = {
  home: undefined, landing: "budget", mandate: "budget", poster: "budget", projects: "projects", project: "projects", shortlist: "projects", booklet: "projects",
  results: "results", result: "results", proposals: "proposals", proposal: "proposals", propose: "proposals",
  login: undefined, mine: undefined, account: undefined,
};

interface Names {
  readonly budget: string;
  readonly proposals: string;
  readonly projects: string;
  readonly vote: string;
  readonly results: string;
  readonly verify: string;
}

/** The links above the pages of a process: those that lead somewhere now. */
export function linksOf(process: Process, isProposedTo: boolean, page: PageName, names: Names): readonly Link[] {
  const { id } = process;
  const stage = stageOf(process, nowSeconds());
  const isSealed = ["soon", "voting", "counting", "results"].includes(stage);
  const all: readonly (readonly [keyof Names, boolean, string])[] = [
    ["budget", true, addresses.landing(id)],
    ["proposals", isProposedTo || stage === "proposing", addresses.proposals(id)],
    ["projects", stage !== "proposing", addresses.projects(id)],
    ["vote", stage === "soon" || stage === "voting", addresses.vote(id)],
    ["results", stage === "results", addresses.results(id)],
    ["verify", isSealed, addresses.observe(id)],
  ];
  return all.filter(([, isThere]) => isThere).map(([name, , href]) => ({ href, text: names[name], isHere: below[page] === name }));
}
