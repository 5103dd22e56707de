import type { MessageStateJson, OccasionJson, OutboxMessageJson } from "@urna/protocol/gen/urna/v1/messages_service_pb";
import type { Desk } from "../desk.svelte.js";
import { type MessageFilter, statesOf } from "./message_filter.js";

/** So many are read at first, and then again whenever somebody wants more. */
const pageSize = 1000;

const isNewer = (a: OutboxMessageJson, b: OutboxMessageJson) => (b.createTime ?? "").localeCompare(a.createTime ?? "");

/** Messages of a scope, read page by page; the newest of those that were read come first. */
export class Outbox {
  #messages = $state.raw<readonly OutboxMessageJson[]>([]);
  #next = $state.raw("");
  #isReading = $state(true);
  #problem = $state.raw<unknown>();
  #asked = new AbortController();
  readonly #sorted = $derived(this.#messages.toSorted(isNewer));

  constructor(private readonly desk: Desk, private readonly parent: string) {}

  get messages(): readonly OutboxMessageJson[] {
    return this.#sorted;
  }
  get hasMore(): boolean {
    return this.#next !== "";
  }
  get isReading(): boolean {
    return this.#isReading;
  }
  get problem(): unknown {
    return this.#problem;
  }

  /** Reads anew; what was there stays until the answer has come. */
  read(filter: MessageFilter): Promise<void> {
    return this.#read(filter, "");
  }

  more(filter: MessageFilter): Promise<void> {
    return this.#isReading || this.#next === "" ? Promise.resolve() : this.#read(filter, this.#next);
  }

  async #read(filter: MessageFilter, from: string): Promise<void> {
    this.#asked.abort();
    const asked = new AbortController();
    this.#asked = asked;
    this.#isReading = true;
    this.#problem = undefined;
    const found: OutboxMessageJson[] = from === "" ? [] : [...this.#messages];
    const enough = found.length + pageSize;
    const states: MessageStateJson[] = [...statesOf(filter.state)];
    const occasions: OccasionJson[] = filter.occasion === "" ? [] : [filter.occasion];
    try {
      let pageToken = from;
      // A page may be empty and not the last.
      do {
        const page = await this.desk.call("Messages", "listMessages", { parent: this.parent, states, occasions, address: filter.address, pageSize, pageToken }, { signal: asked.signal });
        found.push(...(page.messages ?? []));
        pageToken = page.nextPageToken ?? "";
      } while (pageToken !== "" && found.length < enough);
      if (asked.signal.aborted) return;
      this.#messages = found;
      this.#next = pageToken;
    } catch (problem) {
      if (!asked.signal.aborted) this.#problem = problem;
    } finally {
      if (!asked.signal.aborted) this.#isReading = false;
    }
  }
}
