import type { AccessTokenJson } from "@urna/protocol/gen/urna/v1/administration_service_pb";
import { createContext } from "svelte";
import { SvelteMap } from "svelte/reactivity";
import { call, type CallOptions, type MethodName, type Request, type Response, type ServiceName } from "../api/call.js";
import { ApiError } from "../api/error.js";
import { idOf, readAll } from "../api/lists.js";
import { HeadingFocus } from "../frame/heading.js";
import type { LocalizedTexts } from "../words/texts.js";
import type { WordSource } from "../words/words.svelte.js";
import { hasRight, isServerAdministrator, type Right } from "./logic/rights.js";
import { Session } from "./session.svelte.js";
import type fr from "./words.fr.js";

/** Reasons after which the token opens nothing any more. */
const endings: readonly string[] = ["TOKEN_MALFORMED", "TOKEN_UNKNOWN", "TOKEN_EXPIRED", "TOKEN_REVOKED", "TOKEN_MISSING"];

/** What every page of the staff works with: who works here, calls in their name, what others are called, the words that all pages share. */
export class Desk {
  readonly session = new Session();
  /** The proposals that somebody is going through, in their order, so that one leads to the next. */
  queue: { readonly process: string; readonly ids: readonly string[] } = { process: "", ids: [] };
  #own = $state.raw<AccessTokenJson>();
  #tokens = $state.raw<readonly AccessTokenJson[]>();
  #told = $state("");
  readonly #titles = new SvelteMap<string, LocalizedTexts>();
  readonly #heading = new HeadingFocus();
  #met: Promise<void> = Promise.resolve();

  constructor(readonly words: WordSource<typeof fr>) {}

  /** The resource name of the own token; empty until it is known. */
  get self(): string {
    return this.#own?.name ?? "";
  }

  /** Kept when the server has said what the own token opens, or could not be asked. */
  get met(): Promise<void> {
    return this.#met;
  }

  /** All tokens of the server, which only those who administer it may list; undefined for everybody else. */
  get tokens(): readonly AccessTokenJson[] | undefined {
    return this.#tokens;
  }

  /** Whether this token administers the whole server. */
  get administersServer(): boolean {
    return isServerAdministrator(this.#own?.grants ?? []);
  }

  /** Whether the own token has a right in a process. Where the server could not be asked, its answers to what is done will tell. */
  may(right: Right, process: string): boolean {
    return this.#own === undefined || hasRight(this.#own.grants ?? [], right, process);
  }

  /** What a process is called, by its id; undefined until somebody has read it. */
  titleOf(process: string): LocalizedTexts {
    return this.#titles.get(process);
  }

  /** What is said of an act whose place is gone with it. */
  get told(): string {
    return this.#told;
  }

  /** Says that something was done where nothing is left to say it, and gives the focus, where it went too, to the page's heading. */
  tell(text: string): void {
    // The same said twice is two texts to whoever listens.
    this.#told = "";
    setTimeout(() => (this.#told = text));
    this.#heading.soonIfLost();
  }

  /** Calls in the name of whoever works here. When the token opens nothing any more, the desk asks for another. */
  async call<S extends ServiceName, M extends MethodName<S>>(
    service: S, method: M, request: Request<S, M>, options: CallOptions = {},
  ): Promise<Response<S, M>> {
    const token = this.session.token;
    try {
      const answer = await call(service, method, request, { ...options, token });
      if (service === "Processes" && method === "getProcess") this.#hear(answer as Response<"Processes", "getProcess">);
      return answer;
    } catch (problem) {
      if (problem instanceof ApiError && endings.includes(problem.reason) && this.session.token === token) this.session.leave(problem.reason);
      throw problem;
    }
  }

  #hear({ name, title }: Response<"Processes", "getProcess">): void {
    this.#titles.set(idOf(name), title);
  }

  /** Tries a token: throws the server's ApiError where it opens nothing. */
  async enter(token: string): Promise<void> {
    const own = await call("Administration", "getOwnAccessToken", {}, { token });
    this.session.enter(token);
    this.#met = this.#greet(own);
    await this.#met;
  }

  /** Finds out who works here, and who else there is where the server tells. */
  meet(): void {
    if (this.session.token !== undefined) this.#met = this.#meet();
  }

  async #meet(): Promise<void> {
    try {
      await this.#greet(await this.call("Administration", "getOwnAccessToken", {}));
    } catch (problem) {
      // Whoever calls next says what is wrong.
      if (!(problem instanceof ApiError)) throw problem;
    }
  }

  async #greet(own: AccessTokenJson): Promise<void> {
    this.#own = own;
    // To most others colleagues have no names here.
    if (!this.administersServer) return;
    try {
      await this.listTokens();
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
    }
  }

  async listTokens(): Promise<readonly AccessTokenJson[]> {
    this.#tokens = await readAll((pageToken) => this.call("Administration", "listAccessTokens", { pageSize: 1000, pageToken }), (page) => page.accessTokens);
    return this.#tokens;
  }

  leave(): void {
    this.#own = undefined;
    this.#tokens = undefined;
    this.session.leave();
  }

  /** What a colleague is called: "you", their name where this token may know it, else the end of their token's name. */
  nameOf(accessToken: string): string {
    const t = this.words.t;
    if (accessToken === this.self) return t.you;
    const known = this.#tokens?.find((one) => one.name === accessToken)?.displayName;
    return known ?? t.colleague(accessToken.slice(accessToken.lastIndexOf("/") + 1).slice(0, 6));
  }
}

/** The desk that the door made, for all that is on it. */
export const [useDesk, setDesk] = createContext<Desk>();
