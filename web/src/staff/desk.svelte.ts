import type { AccessTokenJson, GrantJson } from "@urna/protocol/gen/urna/v1/administration_service_pb";
import type { AccountJson, ProviderJson } from "@urna/protocol/gen/urna/v1/people_service_pb";
import type { ReviewerJson } from "@urna/protocol/gen/urna/v1/proposals_service_pb";
import { createContext } from "svelte";
import { SvelteMap } from "svelte/reactivity";
import { call, type CallOptions, type MethodName, type Request, type Response, type ServiceName } from "../api/call.js";
import { ApiError } from "../api/error.js";
import { idOf, readAll } from "../api/lists.js";
import { HeadingFocus } from "../frame/heading.js";
import type { LocalizedTexts } from "../words/texts.js";
import type { WordSource } from "../words/words.svelte.js";
import { logOut } from "./enter/log_in.js";
import { grantsOf, hasRight, isServerAdministrator, type Right } from "./logic/rights.js";
import { Session } from "./session.svelte.js";
import type fr from "./words.fr.js";

/** Reasons after which a token opens nothing any more, nor does a log-in. */
const tokenEndings: readonly string[] = ["TOKEN_MALFORMED", "TOKEN_UNKNOWN", "TOKEN_EXPIRED", "TOKEN_REVOKED", "TOKEN_MISSING"];
const logInEndings: readonly string[] = ["SESSION_OVER", "TOKEN_MISSING"];

/** What every page of the staff works with: who works here, calls in their name, what others are called, the words that all pages share. */
export class Desk {
  readonly session = new Session();
  /** The proposals that somebody is going through, in their order, so that one leads to the next. */
  queue: { readonly process: string; readonly ids: readonly string[] } = { process: "", ids: [] };
  #own = $state.raw<AccessTokenJson>();
  #tokens = $state.raw<readonly AccessTokenJson[]>();
  #accounts = $state.raw<readonly AccountJson[]>([]);
  #providers = $state.raw<readonly ProviderJson[]>([]);
  #told = $state("");
  readonly #reviewers = new SvelteMap<string, readonly ReviewerJson[]>();
  readonly #titles = new SvelteMap<string, LocalizedTexts>();
  readonly #heading = new HeadingFocus();
  #met: Promise<void> = Promise.resolve();
  #asking: Promise<void> | undefined;

  constructor(readonly words: WordSource<typeof fr>) {}

  /** The resource name of the own token, or of the own account; empty until it is known. */
  get self(): string {
    return this.account?.name ?? this.#own?.name ?? "";
  }

  /** What the own token is called; empty until it is known, and for an account. */
  get ownName(): string {
    return this.#own?.displayName ?? "";
  }

  /** Of whoever is logged in; undefined for a token. */
  get account(): AccountJson | undefined {
    const worker = this.session.worker;
    return worker.by === "account" ? worker.account : undefined;
  }

  /** What whoever works here may do; undefined until the server has said so. */
  get grants(): readonly GrantJson[] | undefined {
    const account = this.account;
    return account === undefined ? (this.#own === undefined ? undefined : (this.#own.grants ?? [])) : grantsOf(account);
  }

  /** By whom the staff log in here; none where they have tokens alone. */
  get providers(): readonly ProviderJson[] {
    return this.#providers.filter(({ audience }) => audience === "LOGIN_AUDIENCE_STAFF");
  }

  /** What somebody calls themselves by whom people log in, as an account names them. */
  providerTitle(provider: string): string {
    return this.#providers.find((one) => one.provider === provider)?.title ?? provider;
  }

  /** Kept when the server has said what is open to whoever works here, or could not be asked. */
  get met(): Promise<void> {
    return this.#met;
  }

  /** All tokens of the server, which only those who administer it may list; undefined for everybody else. */
  get tokens(): readonly AccessTokenJson[] | undefined {
    return this.#tokens;
  }

  /** To whom proposals of a process can be given; undefined until `askReviewers` has an answer. */
  reviewersIn(process: string): readonly ReviewerJson[] | undefined {
    return this.#reviewers.get(process);
  }

  /** Asks anew who reviews in a process, which those who screen may know. Where that fails, colleagues have no names, and work goes on. */
  async askReviewers(process: string): Promise<void> {
    if (!this.may("screen", process)) return;
    try {
      this.#reviewers.set(process, await readAll((pageToken) => this.call("Proposals", "listReviewers", { parent: process, pageSize: 1000, pageToken }), (page) => page.reviewers));
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
    }
  }

  /** Whether whoever works here administers the whole server. */
  get administersServer(): boolean {
    return isServerAdministrator(this.grants ?? []);
  }

  /** Whether whoever works here has a right in a process. Where the server could not be asked, its answers to what is done will tell. */
  may(right: Right, process: string): boolean {
    return this.grants === undefined || hasRight(this.grants, right, process);
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

  /** Calls in the name of whoever works here. When that opens nothing any more, the desk asks who it is. */
  async call<S extends ServiceName, M extends MethodName<S>>(
    service: S, method: M, request: Request<S, M>, options: CallOptions = {},
  ): Promise<Response<S, M>> {
    const key = this.session.key;
    try {
      const answer = await call(service, method, request, { ...options, ...this.access });
      if (service === "Processes" && method === "getProcess") this.#hear(answer as Response<"Processes", "getProcess">);
      return answer;
    } catch (problem) {
      if (problem instanceof ApiError && this.session.key === key) this.heedEnding(problem.reason);
      throw problem;
    }
  }

  /** By what the server knows who calls. */
  get access(): Pick<CallOptions, "token" | "isLoggedIn"> {
    const worker = this.session.worker;
    return worker.by === "token" ? { token: worker.token } : { isLoggedIn: worker.by === "account" };
  }

  /** Asks who it is where a reason says that what there was opens nothing any more. */
  heedEnding(reason: string): void {
    const { by } = this.session.worker;
    if (by === "token" && tokenEndings.includes(reason)) this.session.leave(reason);
    else if (by === "account" && logInEndings.includes(reason)) this.session.leave("SESSION_OVER");
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
    this.#met = this.session.worker.by === "token" ? this.#meetToken() : this.#meetAccount();
  }

  async #meetToken(): Promise<void> {
    try {
      await this.#greet(await this.call("Administration", "getOwnAccessToken", {}));
    } catch (problem) {
      // Whoever calls next says what is wrong.
      if (!(problem instanceof ApiError)) throw problem;
    }
  }

  async #meetAccount(): Promise<void> {
    await this.askProviders();
    try {
      // Where the staff cannot log in there is nobody to ask for.
      if (this.providers.length === 0) this.session.leave();
      else this.session.recognise(await call("People", "getOwnAccount", {}, { isLoggedIn: true }));
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
      this.session.leave();
    }
    if (this.administersServer) await this.#tryTokens();
  }

  /** Finds out, once, by whom people log in here. */
  askProviders(): Promise<void> {
    return (this.#asking ??= this.#readProviders());
  }

  async #readProviders(): Promise<void> {
    try {
      const { providers } = await call("People", "listProviders", {});
      this.#providers = providers ?? [];
    } catch (problem) {
      // There are still tokens.
      if (!(problem instanceof ApiError)) throw problem;
      this.#asking = undefined;
    }
  }

  /**
   * Asks anew what is open to whoever is logged in: a call whose session is over reads what everybody may, and looks as if little were there; and roles
   * are given and taken while somebody works.
   */
  async confirm(): Promise<void> {
    const known = this.account;
    if (known === undefined) return;
    try {
      const account = await this.call("People", "getOwnAccount", {});
      if (this.account === known && JSON.stringify(account) !== JSON.stringify(known)) this.session.recognise(account);
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
    }
  }

  async #greet(own: AccessTokenJson): Promise<void> {
    this.#own = own;
    if (this.administersServer) await this.#tryTokens();
  }

  async #tryTokens(): Promise<void> {
    try {
      const accounts = readAll((pageToken) => this.call("People", "listAccounts", { withRole: true, pageSize: 1000, pageToken }), (page) => page.accounts);
      [this.#accounts] = await Promise.all([accounts, this.listTokens()]);
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
    }
  }

  async listTokens(): Promise<readonly AccessTokenJson[]> {
    this.#tokens = await readAll((pageToken) => this.call("Administration", "listAccessTokens", { pageSize: 1000, pageToken }), (page) => page.accessTokens);
    return this.#tokens;
  }

  /** Ends what there was, here and where whoever is logged in came from; gives where the browser is to go, if anywhere. */
  async leave(): Promise<string | undefined> {
    const address = this.account === undefined ? undefined : await logOut();
    this.#own = undefined;
    this.#tokens = undefined;
    this.#accounts = [];
    this.#reviewers.clear();
    this.session.leave();
    return address;
  }

  /** What a colleague is called: "you", their name where whoever works here may know it, else the beginning of the id of their token or account. */
  nameOf(colleague: string): string {
    const t = this.words.t;
    if (colleague === this.self) return t.you;
    const all = [...(this.#tokens ?? []), ...this.#accounts, ...[...this.#reviewers.values()].flat()];
    const known = all.find((one) => one.name === colleague)?.displayName ?? "";
    return known || t.colleague(idOf(colleague).slice(0, 6));
  }
}

/** The desk that the door made, for all that is on it. */
export const [useDesk, setDesk] = createContext<Desk>();
