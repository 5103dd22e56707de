import { page, type PageLoader } from "../frame/pages.js";
import { WordSource } from "../words/words.svelte.js";

/** The citizens' pages: addresses are for ever, they stand in letters and on posters. */
export const patterns = [
  { name: "home", pattern: "" },
  { name: "landing", pattern: "/p/:process" },
  { name: "mandate", pattern: "/p/:process/mandate" },
  { name: "projects", pattern: "/p/:process/projects" },
  { name: "project", pattern: "/p/:process/projects/:contest/:project" },
  { name: "shortlist", pattern: "/p/:process/shortlist" },
  { name: "booklet", pattern: "/p/:process/booklet" },
  { name: "poster", pattern: "/p/:process/poster" },
  { name: "results", pattern: "/p/:process/results" },
  { name: "result", pattern: "/p/:process/results/:contest" },
  { name: "proposals", pattern: "/p/:process/proposals" },
  { name: "proposal", pattern: "/p/:process/proposals/:proposal" },
  { name: "propose", pattern: "/p/:process/propose" },
  { name: "login", pattern: "/login" },
  { name: "mine", pattern: "/mine" },
  { name: "account", pattern: "/account" },
] as const satisfies readonly { readonly name: string; readonly pattern: string }[];

export type PageName = (typeof patterns)[number]["name"];

const resultWords = () => WordSource.load({ fr: () => import("./results/words.fr.js"), en: () => import("./results/words.en.js") });
const mandateWords = () => WordSource.load({ fr: () => import("./mandate/words.fr.js"), en: () => import("./mandate/words.en.js") });
const projectWords = () => WordSource.load({ fr: () => import("./projects/words.fr.js"), en: () => import("./projects/words.en.js") });

export const loaders: Readonly<Record<PageName, PageLoader>> = {
  home: () => page(import("./home/Home.svelte"), WordSource.load({ fr: () => import("./home/words.fr.js"), en: () => import("./home/words.en.js") })),
  landing: () => page(import("./landing/Landing.svelte"), WordSource.load({ fr: () => import("./landing/words.fr.js"), en: () => import("./landing/words.en.js") })),
  mandate: () => page(import("./mandate/MandatePage.svelte"), mandateWords()),
  projects: () => page(import("./projects/Projects.svelte"), projectWords()),
  project: () => page(import("./project/ProjectPage.svelte"), WordSource.load({ fr: () => import("./project/words.fr.js"), en: () => import("./project/words.en.js") })),
  shortlist: () => page(import("./shortlist/Shortlist.svelte"), WordSource.load({ fr: () => import("./shortlist/words.fr.js"), en: () => import("./shortlist/words.en.js") })),
  booklet: () => page(import("./booklet/Booklet.svelte"), WordSource.load({ fr: () => import("./booklet/words.fr.js"), en: () => import("./booklet/words.en.js") })),
  poster: () => page(import("./poster/Poster.svelte"), WordSource.load({ fr: () => import("./poster/words.fr.js"), en: () => import("./poster/words.en.js") })),
  results: () => page(import("./results/Results.svelte"), resultWords()),
  result: () => page(import("./results/Result.svelte"), resultWords()),
  proposals: () => page(import("./proposals/list/ProposalsPage.svelte"), WordSource.load({ fr: () => import("./proposals/list/words.fr.js"), en: () => import("./proposals/list/words.en.js") })),
  proposal: () => page(import("./proposals/one/ProposalPage.svelte"), WordSource.load({ fr: () => import("./proposals/one/words.fr.js"), en: () => import("./proposals/one/words.en.js") })),
  propose: () => page(import("./proposals/write/ProposePage.svelte"), WordSource.load({ fr: () => import("./proposals/write/words.fr.js"), en: () => import("./proposals/write/words.en.js") })),
  login: () => page(import("./login/LoginPage.svelte"), WordSource.load({ fr: () => import("./login/words.fr.js"), en: () => import("./login/words.en.js") })),
  mine: () => page(import("./mine/MinePage.svelte"), WordSource.load({ fr: () => import("./mine/words.fr.js"), en: () => import("./mine/words.en.js") })),
  account: () => page(import("./account/AccountPage.svelte"), WordSource.load({ fr: () => import("./account/words.fr.js"), en: () => import("./account/words.en.js") })),
};
