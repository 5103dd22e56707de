import type { AccountJson } from "@urna/protocol/gen/urna/v1/people_service_pb";
import { call, type CallOptions } from "../../api/call.js";
import { ApiError } from "../../api/error.js";
import { isMarked, mark, readWays, type Ways, waysIn } from "./ways.svelte.js";

export type { Ways };

/** Whoever is logged in, as their own pages show them. */
export interface Account {
  /** The resource name. */
  readonly name: string;
  /** Empty where nothing of it is kept. */
  readonly displayName: string;
  readonly mail: string;
  /** Of a provider of the server, or `mail`. */
  readonly provider: string;
  readonly isStaff: boolean;
}

const nobody: ReadonlySet<string> = new Set(["TOKEN_MISSING", "SESSION_OVER", "NO_ACCOUNT"]);

export function accountOf(json: AccountJson): Account {
  return {
    name: json.name ?? "", displayName: json.displayName ?? "", mail: json.mail ?? "", provider: json.provider ?? "", isStaff: json.audience === "LOGIN_AUDIENCE_STAFF",
  };
}

/** Who is logged in with this browser, and how one can be: the same for all pages of a visit. */
export class Session {
  #account = $state.raw<Account>();
  #isLost = $state(false);
  #asked: Promise<Account | undefined> | undefined;

  /** Undefined where nobody is, as far as it is known; components that read it follow it. */
  get account(): Account | undefined {
    return this.#account;
  }
  /** Undefined where nobody can log in, as far as it is known. */
  get ways(): Ways | undefined {
    return waysIn();
  }
  /** Whether somebody was logged in during this visit, and is no more. */
  get isLost(): boolean {
    return this.#isLost;
  }

  /** Who is logged in, asked once; nobody where this browser was never told so, or the server does not answer. */
  known(): Promise<Account | undefined> {
    if (!isMarked()) return Promise.resolve(this.#account);
    this.#asked ??= this.look().catch(() => {
      this.#asked = undefined;
      return undefined;
    });
    return this.#asked;
  }

  /** Asks the server who is logged in. Throws where it does not answer. */
  async look(): Promise<Account | undefined> {
    try {
      this.#account = accountOf(await call("People", "getOwnAccount", {}, { isLoggedIn: true }));
      this.#isLost = false;
      this.#keep(true);
    } catch (problem) {
      if (!(problem instanceof ApiError) || !nobody.has(problem.reason)) throw problem;
      this.forget();
    }
    return this.#account;
  }

  readWays(): Promise<Ways> {
    return readWays();
  }

  /** The session has ended, by whomever. */
  forget(): void {
    this.#isLost = this.#isLost || this.#account !== undefined;
    this.#account = undefined;
    this.#asked = undefined;
    this.#keep(false);
  }

  /** Forgets whoever is logged in where that is what was wrong; whether it was. */
  hears(problem: unknown): boolean {
    const isOver = problem instanceof ApiError && (nobody.has(problem.reason) || problem.reason === "EDIT_KEY_MISSING");
    if (isOver) this.forget();
    return isOver;
  }

  /** Gives where to go, so that the provider ends its own session too. */
  async logOut(): Promise<string> {
    const answer = await fetch("/auth/logout", {
      method: "POST", headers: { "content-type": "application/json" }, body: "{}", credentials: "same-origin", redirect: "error", signal: AbortSignal.timeout(30_000),
    });
    const text = await answer.text();
    if (!answer.ok) throw ApiError.read(answer.status, text);
    this.forget();
    this.#isLost = false;
    const { location } = JSON.parse(text) as { readonly location?: string };
    return location ?? "/";
  }

  #keep(isIn: boolean): void {
    try {
      if (isIn) localStorage.setItem(mark, "yes");
      else localStorage.removeItem(mark);
    } catch {
      // Then this visit alone knows.
    }
  }
}

export const session = new Session();

/**
 * How an author is known: by the edit key of the proposal, or, where that is empty, by the account of whoever is logged in. A key is sent without
 * the session, which has no part in it.
 */
export function byAuthor(key: string): CallOptions {
  return { isLoggedIn: key === "" };
}
