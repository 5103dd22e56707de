import type { Component } from "svelte";
import { page, type PageLoader, type PageProps } from "../frame/pages.js";
import { WordSource } from "../words/words.svelte.js";
import type messagesFr from "./messages/words.fr.js";
import type peopleFr from "./people/words.fr.js";

/** The entries of the header. */
export type Section = "processes" | "people" | "messages" | "steps" | "proposals" | "rolls" | "count" | "journal";

interface Pattern {
  readonly name: string;
  readonly pattern: string;
  /** Where it stands in the header; nowhere without. */
  readonly section?: Section;
}

/** The pages of the staff. */
export const patterns = [
  { name: "processes", pattern: "/staff", section: "processes" },
  { name: "me", pattern: "/staff/me" },
  { name: "accounts", pattern: "/staff/people", section: "people" },
  { name: "account", pattern: "/staff/people/accounts/:account", section: "people" },
  { name: "tokens", pattern: "/staff/people/tokens", section: "people" },
  { name: "messages", pattern: "/staff/messages", section: "messages" },
  { name: "texts", pattern: "/staff/messages/texts", section: "messages" },
  { name: "text", pattern: "/staff/messages/texts/:occasion/:language", section: "messages" },
  { name: "blocked", pattern: "/staff/messages/blocked", section: "messages" },
  { name: "create", pattern: "/staff/new", section: "processes" },
  { name: "steps", pattern: "/staff/:process", section: "steps" },
  { name: "inbox", pattern: "/staff/:process/proposals", section: "proposals" },
  { name: "proposal", pattern: "/staff/:process/proposals/:proposal", section: "proposals" },
  { name: "paper", pattern: "/staff/:process/paper", section: "proposals" },
  { name: "count", pattern: "/staff/:process/count", section: "count" },
  { name: "rolls", pattern: "/staff/:process/rolls", section: "rolls" },
  { name: "journal", pattern: "/staff/:process/journal", section: "journal" },
  { name: "mandate", pattern: "/staff/:process/mandate", section: "steps" },
  { name: "publish", pattern: "/staff/:process/mandate/publish", section: "steps" },
  { name: "calendar", pattern: "/staff/:process/calendar", section: "steps" },
  { name: "form", pattern: "/staff/:process/form", section: "steps" },
  { name: "settings", pattern: "/staff/:process/settings", section: "steps" },
  { name: "processMessages", pattern: "/staff/:process/messages", section: "steps" },
  { name: "processTexts", pattern: "/staff/:process/messages/texts", section: "steps" },
  { name: "processText", pattern: "/staff/:process/messages/texts/:occasion/:language", section: "steps" },
  { name: "areas", pattern: "/staff/:process/areas", section: "steps" },
  { name: "electorates", pattern: "/staff/:process/electorates", section: "steps" },
  { name: "parties", pattern: "/staff/:process/parties", section: "steps" },
  { name: "contests", pattern: "/staff/:process/contests", section: "steps" },
  { name: "newContest", pattern: "/staff/:process/new-contest", section: "steps" },
  { name: "contest", pattern: "/staff/:process/contests/:contest", section: "steps" },
] as const satisfies readonly Pattern[];

export type PageName = (typeof patterns)[number]["name"];

export function sectionOf(name: PageName | undefined): Section | undefined {
  const found: Pattern | undefined = patterns.find((one) => one.name === name);
  return found?.section;
}

// Once for pages that share them: each import brings a list of what it needs into the door itself.
const peopleWords = () => WordSource.load({ fr: () => import("./people/words.fr.js"), en: () => import("./people/words.en.js") });
const messageWords = () => WordSource.load({ fr: () => import("./messages/words.fr.js"), en: () => import("./messages/words.en.js") });
const contestWords = () => WordSource.load({ fr: () => import("./contests/words.fr.js"), en: () => import("./contests/words.en.js") });
const mandateWords = () => WordSource.load({ fr: () => import("./mandate/words.fr.js"), en: () => import("./mandate/words.en.js") });
type Page<Words> = Component<PageProps<Words>>;
const people = (pick: (all: typeof import("./people/pages.js")) => Page<typeof peopleFr>): PageLoader => () => page<typeof peopleFr>(import("./people/pages.js").then((all) => ({ default: pick(all) })), peopleWords());
const mail = (pick: (all: typeof import("./messages/pages.js")) => Page<typeof messagesFr>): PageLoader => () => page<typeof messagesFr>(import("./messages/pages.js").then((all) => ({ default: pick(all) })), messageWords());

export const loaders: Readonly<Record<PageName, PageLoader>> = {
  processes: () => page(import("./processes/Processes.svelte"), WordSource.load({ fr: () => import("./processes/words.fr.js"), en: () => import("./processes/words.en.js") })),
  steps: () => page(import("./steps/StepsPage.svelte"), WordSource.load({ fr: () => import("./steps/words.fr.js"), en: () => import("./steps/words.en.js") })),
  inbox: () => page(import("./inbox/Inbox.svelte"), WordSource.load({ fr: () => import("./inbox/words.fr.js"), en: () => import("./inbox/words.en.js") })),
  proposal: () => page(import("./proposal/ProposalPage.svelte"), WordSource.load({ fr: () => import("./proposal/words.fr.js"), en: () => import("./proposal/words.en.js") })),
  paper: () => page(import("./paper/PaperPage.svelte"), WordSource.load({ fr: () => import("./paper/words.fr.js"), en: () => import("./paper/words.en.js") })),
  count: () => page(import("./count/CountPage.svelte"), WordSource.load({ fr: () => import("./count/words.fr.js"), en: () => import("./count/words.en.js") })),
  rolls: () => page(import("./rolls/RollsPage.svelte"), WordSource.load({ fr: () => import("./rolls/words.fr.js"), en: () => import("./rolls/words.en.js") })),
  journal: () => page(import("./journal/JournalPage.svelte"), WordSource.load({ fr: () => import("./journal/words.fr.js"), en: () => import("./journal/words.en.js") })),
  me: people((all) => all.Me),
  accounts: people((all) => all.Accounts),
  account: people((all) => all.Account),
  tokens: people((all) => all.Tokens),
  messages: mail((all) => all.Messages),
  texts: mail((all) => all.Texts),
  text: mail((all) => all.Text),
  blocked: mail((all) => all.Blocked),
  processMessages: mail((all) => all.Messages),
  processTexts: mail((all) => all.Texts),
  processText: mail((all) => all.Text),
  mandate: () => page(import("./mandate/MandatePage.svelte"), mandateWords()),
  publish: () => page(import("./mandate/PublishPage.svelte"), mandateWords()),
  calendar: () => page(import("./calendar/CalendarPage.svelte"), WordSource.load({ fr: () => import("./calendar/words.fr.js"), en: () => import("./calendar/words.en.js") })),
  form: () => page(import("./form/FormPage.svelte"), WordSource.load({ fr: () => import("./form/words.fr.js"), en: () => import("./form/words.en.js") })),
  create: () => page(import("./create/CreatePage.svelte"), WordSource.load({ fr: () => import("./create/words.fr.js"), en: () => import("./create/words.en.js") })),
  settings: () => page(import("./settings/SettingsPage.svelte"), WordSource.load({ fr: () => import("./settings/words.fr.js"), en: () => import("./settings/words.en.js") })),
  areas: () => page(import("./areas/AreasPage.svelte"), WordSource.load({ fr: () => import("./areas/words.fr.js"), en: () => import("./areas/words.en.js") })),
  electorates: () => page(import("./electorates/ElectoratesPage.svelte"), WordSource.load({ fr: () => import("./electorates/words.fr.js"), en: () => import("./electorates/words.en.js") })),
  parties: () => page(import("./parties/PartiesPage.svelte"), WordSource.load({ fr: () => import("./parties/words.fr.js"), en: () => import("./parties/words.en.js") })),
  contests: () => page(import("./contests/ContestsPage.svelte"), contestWords()),
  newContest: () => page(import("./contests/NewContestPage.svelte"), contestWords()),
  contest: () => page(import("./contests/ContestPage.svelte"), contestWords()),
};
