import type { AccessTokenJson } from "@urna/protocol/gen/urna/v1/administration_service_pb";
import { createContext } from "svelte";
import { call, type CallOptions, type MethodName, type Request, type Response, type ServiceName } from "../api/call.js";
import { ApiError } from "../api/error.js";
import { readAll } from "../api/lists.js";
import { mayCall, messageOfText } from "../api/may_call.js";
import type { WordSource } from "../words/words.svelte.js";
import { nameOfToken } from "./logic/tokens.js";
import { Session } from "./session.svelte.js";
import type fr from "./words.fr.js";

/** Reasons after which the token opens nothing any more. */
const endings: readonly string[] = ["TOKEN_MALFORMED", "TOKEN_UNKNOWN", "TOKEN_EXPIRED", "TOKEN_REVOKED", "TOKEN_MISSING"];

/** What every page of the staff works with: who works here, calls in their name, what others are called, the words that all pages share. */
export class Desk {
  readonly session = new Session();
  /** The proposals that somebody is going through, in their order, so that one leads to the next. */
  queue: { readonly process: string; readonly ids: readonly string[] } = { process: "", ids: [] };
  #self = $state.raw("");
  #tokens = $state.raw<readonly AccessTokenJson[]>();
  #told = $state("");
  #met: Promise<void> = Promise.resolve();
  readonly #mayEdit = new Map<string, Promise<boolean>>();

  constructor(readonly words: WordSource<typeof fr>) {}

  /** The resource name of the own token; empty until it is known. */
  get self(): string {
    return this.#self;
  }

  /** All tokens of the server, which only those who administer it may list; undefined for everybody else. */
  get tokens(): readonly AccessTokenJson[] | undefined {
    return this.#tokens;
  }

  /** Whether this token administers the whole server. */
  get administersServer(): boolean {
    return this.#tokens !== undefined;
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
    if (document.activeElement === null || document.activeElement === document.body) document.querySelector<HTMLElement>("main h1[tabindex]")?.focus();
  }

  /** Calls in the name of whoever works here. When the token opens nothing any more, the desk asks for another. */
  async call<S extends ServiceName, M extends MethodName<S>>(
    service: S, method: M, request: Request<S, M>, options: CallOptions = {},
  ): Promise<Response<S, M>> {
    const token = this.session.token;
    try {
      return await call(service, method, request, { ...options, token });
    } catch (problem) {
      if (problem instanceof ApiError && endings.includes(problem.reason) && this.session.token === token) this.session.leave(problem.reason);
      throw problem;
    }
  }

  /** Tries a token: throws the server's ApiError where it opens nothing. */
  async enter(token: string): Promise<void> {
    await call("Processes", "listProcesses", { pageSize: 1 }, { token });
    this.session.enter(token);
    await this.meet();
  }

  /** Finds out who works here, and who else there is where the server tells. */
  meet(): Promise<void> {
    this.#met = this.#meet();
    return this.#met;
  }

  /** Whether this token administers the whole server, once that is found out. */
  async isAdministrator(): Promise<boolean> {
    await this.#met;
    return this.administersServer;
  }

  /** Whether this token may prepare a process, as agents and administrators may. */
  mayEdit(process: string): Promise<boolean> {
    const token = this.session.token ?? "";
    const key = `${token} ${process}`;
    const known = this.#mayEdit.get(key);
    if (known !== undefined) return known;
    const asked = mayCall("Planning", "getMandateDraft", messageOfText(process), token).then((may) => {
      // What was refused may be allowed later, and so may what nobody answered.
      if (!may) this.#mayEdit.delete(key);
      return may;
    });
    this.#mayEdit.set(key, asked);
    return asked;
  }

  async #meet(): Promise<void> {
    const token = this.session.token;
    if (token === undefined) return;
    this.#self = await nameOfToken(token);
    // Most tokens may not: then colleagues have no names here.
    if (!await mayCall("Administration", "listAccessTokens", new Uint8Array(), token)) return;
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
    this.#self = "";
    this.#tokens = undefined;
    this.#mayEdit.clear();
    this.session.leave();
  }

  /** What a colleague is called: "you", their name where this token may know it, else the end of their token's name. */
  nameOf(accessToken: string): string {
    const t = this.words.t;
    if (accessToken === this.#self) return t.you;
    const known = this.#tokens?.find((one) => one.name === accessToken)?.displayName;
    return known ?? t.colleague(accessToken.slice(accessToken.lastIndexOf("/") + 1).slice(0, 6));
  }
}

/** The desk that the door made, for all that is on it. */
export const [useDesk, setDesk] = createContext<Desk>();
