import { ScrollMemory } from "./scroll.js";

/** What an address shows: the name of the page and what its pattern has caught. */
export interface Place<Name extends string> {
  readonly name: Name;
  readonly parts: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
}

type Patterns<Name extends string> = readonly { readonly name: Name; readonly pattern: string }[];

/** What of the pages the address is; undefined where it is of none. */
export function placeOf<Name extends string>(patterns: Patterns<Name>, url: URL): Place<Name> | undefined {
  const path = url.pathname.replace(/\/$/, "").split("/");
  for (const { name, pattern } of patterns) {
    const wanted = pattern.split("/");
    if (wanted.length !== path.length) continue;
    const parts: Record<string, string> = {};
    const matches = wanted.every((part, i) => {
      const given = path[i] as string;
      if (!part.startsWith(":")) return part === given;
      try {
        parts[part.slice(1)] = decodeURIComponent(given);
      } catch {
        return false;
      }
      return given !== "";
    });
    if (matches) return { name, parts, query: url.searchParams };
  }
  return undefined;
}

/**
 * The pages of a door, told by the path: patterns such as `/p/:process/projects`. Links are plain `<a href>`: those that lead to a page of this
 * door are followed without loading anew, and the focus goes to the new page's heading, so that whoever does not see hears where they are.
 */
export class Router<Name extends string> {
  #place = $state.raw() as Place<Name> | undefined;
  readonly #scroll: ScrollMemory;
  readonly #onMove: () => void;

  constructor(private readonly patterns: Patterns<Name>) {
    const scroll = new ScrollMemory();
    let shown = location.pathname + location.search;
    this.#place = this.#find(new URL(location.href));
    addEventListener("popstate", () => {
      const isPart = shown === location.pathname + location.search;
      shown = location.pathname + location.search;
      // A place within the page is the browser's to find.
      if (isPart && location.hash !== "") return;
      this.#place = this.#find(new URL(location.href));
      scroll.restore();
    });
    this.#onMove = () => {
      shown = location.pathname + location.search;
    };
    document.addEventListener("click", (event) => this.#onClick(event));
    this.#scroll = scroll;
  }

  /** Undefined where no page is there. */
  get place(): Place<Name> | undefined {
    return this.#place;
  }

  go(href: string): void {
    const url = new URL(href, location.href);
    this.#scroll.keep();
    history.pushState(null, "", url);
    this.#onMove();
    this.#place = this.#find(url);
    scrollTo(0, 0);
  }

  /** As go, in place of the page that is left: nobody comes back to it. */
  replace(href: string): void {
    const url = new URL(href, location.href);
    history.replaceState(null, "", url);
    this.#onMove();
    this.#place = this.#find(url);
    scrollTo(0, 0);
  }

  /** Another query of the same page, such as a filter: no step in the history, and the focus stays. */
  ask(query: URLSearchParams): void {
    const text = query.toString();
    const url = new URL(`${location.pathname}${text === "" ? "" : `?${text}`}`, location.href);
    history.replaceState(history.state, "", url);
    this.#onMove();
    this.#place = this.#find(url);
  }

  #find(url: URL): Place<Name> | undefined {
    return placeOf(this.patterns, url);
  }

  #onClick(event: MouseEvent): void {
    if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (link === null || link.target !== "" || link.hasAttribute("download") || link.origin !== location.origin) return;
    const url = new URL(link.href);
    if (url.hash !== "" && url.pathname === location.pathname && url.search === location.search) return;
    if (this.#find(url) === undefined) return;
    event.preventDefault();
    this.go(link.href);
  }
}
