import type { ProposalJson } from "@urna/protocol/gen/urna/v1/proposals_service_pb";
import type { PhaseJson } from "@urna/protocol/gen/urna/v1/resources_pb";
import { idOf, readAll } from "../../api/lists.js";
import { TextSearch } from "../../api/text_search.svelte.js";
import type { Desk } from "../desk.svelte.js";
import { type Row, rowOf } from "../logic/inbox.js";

/** So many proposals a call: as many as the server gives. */
const pageSize = 1000;

/** All proposals of a process, read page by page: what has come is there to work on while the rest is on its way. */
export class Shelf {
  #proposals = $state.raw<ReadonlyMap<string, ProposalJson>>(new Map());
  #appeals = $state.raw<ReadonlySet<string>>(new Set());
  #total = $state(0);
  #isReading = $state(false);
  #problem = $state.raw<unknown>();
  /** Of what is in the texts themselves, which lists leave out. */
  readonly search = new TextSearch((text, pageToken, signal) => this.desk.call("Proposals", "listProposals", { parent: this.parent, filter: { text }, pageSize, pageToken }, { signal }));
  readonly #rows = $derived([...this.#proposals.values()].map((one) => rowOf(one, this.#appeals)));

  constructor(private readonly desk: Desk, private readonly parent: string, private readonly phase: PhaseJson | undefined) {}

  get rows(): readonly Row[] {
    return this.#rows;
  }
  /** How many there are on the server. */
  get total(): number {
    return this.#total;
  }
  get isReading(): boolean {
    return this.#isReading;
  }
  get problem(): unknown {
    return this.#problem;
  }

  /** Reads all of them anew. What was there before stays until everything has come. */
  async read(): Promise<void> {
    if (this.#isReading) return;
    this.#isReading = true;
    this.#problem = undefined;
    const isFirst = this.#proposals.size === 0;
    const found = new Map<string, ProposalJson>();
    try {
      const appeals = this.phase === "PHASE_APPEAL" ? this.#readAppeals() : Promise.resolve(new Set<string>());
      for (let pageToken = ""; ;) {
        const page = await this.desk.call("Proposals", "listProposals", { parent: this.parent, pageSize, pageToken });
        for (const one of page.proposals ?? []) found.set(one.name ?? "", one);
        this.#total = page.totalSize ?? found.size;
        if (isFirst) this.#proposals = new Map(found);
        pageToken = page.nextPageToken ?? "";
        if (pageToken === "") break;
      }
      this.#appeals = await appeals;
      this.#proposals = found;
    } catch (problem) {
      this.#problem = problem;
    } finally {
      this.#isReading = false;
    }
  }

  async #readAppeals(): Promise<ReadonlySet<string>> {
    const open = await readAll((pageToken) => this.desk.call("Proposals", "listProposals", { parent: this.parent, filter: { appeals: ["APPEAL_STATUS_FILED"] }, pageSize, pageToken }), (page) => page.proposals);
    return new Set(open.map(({ name }) => idOf(name)));
  }
}
