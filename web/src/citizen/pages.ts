import { page, type PageLoader } from "../frame/pages.js";
import { WordSource } from "../words/words.svelte.js";

/** The citizens' pages: addresses are for ever, they stand in letters and on posters. */
export const patterns = [
  { name: "home", pattern: "" },
] as const satisfies readonly { readonly name: string; readonly pattern: string }[];

export type PageName = (typeof patterns)[number]["name"];

export const loaders: Readonly<Record<PageName, PageLoader>> = {
  home: () => page(import("./home/Home.svelte"), WordSource.load({ fr: () => import("./home/words.fr.js"), en: () => import("./home/words.en.js") })),
};
