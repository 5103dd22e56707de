import { call } from "../../../api/call.js";
import { TextSearch } from "../../../api/text_search.svelte.js";
import { type Proposal, proposalOf } from "../parts/model.js";

/** How many come at once: enough for a screen, few enough for a slow line. */
const first = 100;
const next = 500;

/** The proposals of a process that everybody may see, in the order of their numbers, as they come in. */
export class ProposalList {
  #items = $state.raw<readonly Proposal[]>([]);
  #isWhole = $state.raw(false);
  #hasFailed = $state.raw(false);
  /** Of what is in the texts themselves, which lists leave out. */
  readonly search = new TextSearch((text, pageToken, signal) => call("Proposals", "listProposals", { parent: this.parent, filter: { text }, pageSize: next, pageToken }, { signal }));

  /** `parent` is `processes/{process}`. */
  constructor(private readonly parent: string) {
    void this.#read();
  }

  /** Those that are there; components that read it follow it. */
  get items(): readonly Proposal[] {
    return this.#items;
  }

  get isWhole(): boolean {
    return this.#isWhole;
  }

  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /** From the beginning, after a failure. */
  again(): void {
    this.#hasFailed = false;
    void this.#read();
  }

  async #read(): Promise<void> {
    let items: readonly Proposal[] = [];
    try {
      for (let pageToken = ""; ;) {
        const page = await call("Proposals", "listProposals", { parent: this.parent, pageSize: pageToken === "" ? first : next, pageToken });
        items = [...items, ...(page.proposals ?? []).map(proposalOf)];
        if (items.length > this.#items.length) this.#items = items;
        pageToken = page.nextPageToken ?? "";
        if (pageToken === "") break;
      }
      this.#items = items;
      this.#isWhole = true;
    } catch {
      this.#hasFailed = true;
    }
  }
}
