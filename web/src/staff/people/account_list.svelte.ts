import type { AccountJson, LoginAudienceJson } from "@urna/protocol/gen/urna/v1/people_service_pb";
import type { Desk } from "../desk.svelte.js";

/** Which accounts somebody wants to see. */
export interface AccountFilter {
  readonly text: string;
  readonly audience: "" | "staff" | "citizens";
  readonly withRole: boolean;
}

const audiences: Readonly<Record<AccountFilter["audience"], LoginAudienceJson>> = { "": "LOGIN_AUDIENCE_UNSPECIFIED", staff: "LOGIN_AUDIENCE_STAFF", citizens: "LOGIN_AUDIENCE_CITIZENS" };

export function readFilter(query: URLSearchParams): AccountFilter {
  const who = query.get("who");
  return { text: query.get("q") ?? "", audience: who === "staff" || who === "citizens" ? who : "", withRole: query.has("role") };
}

export function writeFilter({ text, audience, withRole }: AccountFilter): URLSearchParams {
  return new URLSearchParams([["q", text], ["who", audience], ["role", withRole ? "1" : ""]].filter(([, value]) => value !== ""));
}

/** So long nobody types before the server is asked. */
const pause = 250;
/** Lines that are shown at first, and with each press. */
export const slice = 50;

/** Accounts as the server finds them, page by page. Who asks for others no longer waits for those that were asked for before. */
export class AccountList {
  #accounts = $state.raw<readonly AccountJson[]>([]);
  #next = $state.raw<string | undefined>();
  #isReading = $state(true);
  #problem = $state.raw<unknown>();
  #filter: AccountFilter | undefined;
  #asked = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly desk: Desk) {}

  get accounts(): readonly AccountJson[] {
    return this.#accounts;
  }
  get hasMore(): boolean {
    return this.#next !== undefined;
  }
  get isReading(): boolean {
    return this.#isReading;
  }
  get problem(): unknown {
    return this.#problem;
  }

  /** Shows those that a filter lets through; at once the first time, then when nobody types any more. */
  show(filter: AccountFilter): void {
    const isFirst = this.#filter === undefined;
    this.#filter = filter;
    this.#asked.abort();
    clearTimeout(this.#timer);
    this.#isReading = true;
    if (isFirst) void this.#read("");
    else this.#timer = setTimeout(() => void this.#read(""), pause);
  }

  async more(): Promise<void> {
    if (!this.#isReading && this.#next !== undefined) await this.#read(this.#next);
  }

  async again(): Promise<void> {
    await this.#read("");
  }

  async #read(pageToken: string): Promise<void> {
    if (this.#filter === undefined) return;
    const { text, audience, withRole } = this.#filter;
    const asked = new AbortController();
    this.#asked = asked;
    this.#isReading = true;
    this.#problem = undefined;
    try {
      const page = await this.desk.call("People", "listAccounts", { text: text.trim(), audience: audiences[audience], withRole, pageSize: slice, pageToken }, { signal: asked.signal });
      if (asked.signal.aborted) return;
      this.#accounts = [...(pageToken === "" ? [] : this.#accounts), ...(page.accounts ?? [])];
      this.#next = (page.nextPageToken ?? "") === "" ? undefined : page.nextPageToken;
    } catch (problem) {
      if (!asked.signal.aborted) this.#problem = problem;
    } finally {
      if (!asked.signal.aborted) this.#isReading = false;
    }
  }
}
