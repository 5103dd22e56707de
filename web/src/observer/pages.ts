import { page, type PageLoader } from "../frame/pages.js";
import { WordSource } from "../words/words.svelte.js";

/** The observers' pages: any vote that somebody has as a folder, a vote of this server, its log and its journal as they grow, its files. */
export const patterns = [
  { name: "home", pattern: "/observe" },
  { name: "audit", pattern: "/observe/:process" },
  { name: "log", pattern: "/observe/:process/log" },
  { name: "journal", pattern: "/observe/:process/journal" },
  { name: "files", pattern: "/observe/:process/files" },
] as const satisfies readonly { readonly name: string; readonly pattern: string }[];

export type PageName = (typeof patterns)[number]["name"];

const auditWords = () => WordSource.load({ fr: () => import("./audit/words.fr.js"), en: () => import("./audit/words.en.js") });

export const loaders: Readonly<Record<PageName, PageLoader>> = {
  home: () => page(import("./home/Home.svelte"), WordSource.load({ fr: () => import("./home/words.fr.js"), en: () => import("./home/words.en.js") })),
  audit: () => page(import("./audit/ServedAudit.svelte"), auditWords()),
  files: () => page(import("./files/FilesPage.svelte"), WordSource.load({ fr: () => import("./files/words.fr.js"), en: () => import("./files/words.en.js") })),
  log: () => page(import("./log/LogPage.svelte"), WordSource.load({ fr: () => import("./log/words.fr.js"), en: () => import("./log/words.en.js") })),
  journal: () => page(import("./log/JournalPage.svelte"), WordSource.load({ fr: () => import("./log/words.fr.js"), en: () => import("./log/words.en.js") })),
};
