import type { Component } from "svelte";
import type { WordSource } from "../words/words.svelte.js";
import type { Place, Router } from "./router.svelte.js";
import type fr from "./words.fr.js";

/** What a page of a door with several pages is given. */
export interface PageProps<Words, Name extends string = string> {
  readonly words: WordSource<Words>;
  readonly frame: WordSource<typeof fr>;
  readonly place: Place<Name>;
  readonly router: Router<Name>;
}

/** A page with its words, ready to be shown. The type of its words is its own affair. */
export interface LoadedPage {
  readonly component: Component<PageProps<never>>;
  readonly words: WordSource<unknown>;
}

/** A page's code and words are loaded when somebody goes there. */
export type PageLoader = () => Promise<LoadedPage>;

/** Puts a page together: `page(import("./Catalogue.svelte"), WordSource.load(…))`. */
export async function page<Words>(code: Promise<{ default: Component<PageProps<Words>> }>, loading: Promise<WordSource<Words>>): Promise<LoadedPage> {
  const [{ default: component }, words] = await Promise.all([code, loading]);
  return { component: component as unknown as Component<PageProps<never>>, words };
}
