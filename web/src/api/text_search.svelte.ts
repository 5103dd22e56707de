import type { FoundPartJson, FindingJson } from "@urna/protocol/gen/urna/v1/search_pb";
import { idOf } from "./lists.js";

/** A page of what the server has found. */
interface FoundPage {
  readonly proposals?: readonly { readonly name?: string }[];
  readonly findings?: readonly FindingJson[];
  readonly nextPageToken?: string;
}
type Ask = (text: string, pageToken: string, signal: AbortSignal) => Promise<FoundPage>;

/** Does something after so many milliseconds, unless the function that it returns is called before. */
type After = (ms: number, act: () => void) => () => void;

interface Found {
  readonly ids: ReadonlySet<string>;
  readonly excerpts: ReadonlyMap<string, FoundPartJson>;
}
const nothing: Found = { ids: new Set(), excerpts: new Map() };

/** So long nobody types before the server is asked. */
const pause = 250;

const timer: After = (ms, act) => {
  const id = setTimeout(act, ms);
  return () => clearTimeout(id);
};

/** What the server finds in whole texts as somebody types: the last search counts, and what came before it is given up. */
export class TextSearch {
  #found = $state.raw(nothing);
  #isAsking = $state.raw(false);
  #hasFailed = $state.raw(false);
  #text = "";
  #forget = () => {};
  #asked = new AbortController();

  constructor(private readonly ask: Ask, private readonly after: After = timer) {}

  /** The last parts of the names of what was found. */
  get ids(): ReadonlySet<string> {
    return this.#found.ids;
  }
  /** Whether an answer is on its way. */
  get isAsking(): boolean {
    return this.#isAsking;
  }
  /** Whether the server could not search: its index is being made, or it cannot be reached. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /** Where the words stand in what was found, but for its title; undefined where that is not known. */
  excerptOf(id: string): FoundPartJson | undefined {
    return this.#found.excerpts.get(id);
  }

  /** Of blanks nothing is found. */
  search(text: string): void {
    if (text === this.#text) return;
    this.#text = text;
    this.#forget();
    this.#asked.abort();
    this.#hasFailed = false;
    this.#isAsking = text.trim() !== "";
    if (this.#isAsking) this.#forget = this.after(pause, () => void this.#read(text));
    else this.#found = nothing;
  }

  async #read(text: string): Promise<void> {
    const asked = new AbortController();
    this.#asked = asked;
    const ids = new Set<string>();
    const excerpts = new Map<string, FoundPartJson>();
    try {
      for (let pageToken = ""; ;) {
        const page = await this.ask(text, pageToken, asked.signal);
        for (const { name } of page.proposals ?? []) ids.add(idOf(name));
        for (const { name, parts } of page.findings ?? []) {
          const excerpt = parts?.find(({ part }) => part !== "TEXT_PART_TITLE");
          if (excerpt !== undefined) excerpts.set(idOf(name), excerpt);
        }
        pageToken = page.nextPageToken ?? "";
        if (pageToken === "") break;
      }
      if (!asked.signal.aborted) this.#found = { ids, excerpts };
    } catch {
      if (!asked.signal.aborted) {
        this.#found = nothing;
        this.#hasFailed = true;
      }
    } finally {
      if (!asked.signal.aborted) this.#isAsking = false;
    }
  }
}
