import { page, type PageLoader } from "../frame/pages.js";
import { WordSource } from "../words/words.svelte.js";

/** The entries of the header. */
export type Section = "processes" | "people" | "steps" | "proposals" | "rolls" | "count" | "journal";

interface Pattern {
  readonly name: string;
  readonly pattern: string;
  /** Where it stands in the header. */
  readonly section: Section;
}

/** The pages of the staff. */
export const patterns = [
  { name: "processes", pattern: "/staff", section: "processes" },
  { name: "steps", pattern: "/staff/:process", section: "steps" },
  { name: "inbox", pattern: "/staff/:process/proposals", section: "proposals" },
  { name: "proposal", pattern: "/staff/:process/proposals/:proposal", section: "proposals" },
] as const satisfies readonly Pattern[];

export type PageName = (typeof patterns)[number]["name"];

export function sectionOf(name: PageName | undefined): Section | undefined {
  return patterns.find((one) => one.name === name)?.section;
}

export const loaders: Readonly<Record<PageName, PageLoader>> = {
  processes: () => page(import("./processes/Processes.svelte"), WordSource.load({ fr: () => import("./processes/words.fr.js"), en: () => import("./processes/words.en.js") })),
  steps: () => page(import("./steps/StepsPage.svelte"), WordSource.load({ fr: () => import("./steps/words.fr.js"), en: () => import("./steps/words.en.js") })),
  inbox: () => page(import("./inbox/Inbox.svelte"), WordSource.load({ fr: () => import("./inbox/words.fr.js"), en: () => import("./inbox/words.en.js") })),
  proposal: () => page(import("./proposal/ProposalPage.svelte"), WordSource.load({ fr: () => import("./proposal/words.fr.js"), en: () => import("./proposal/words.en.js") })),
};
