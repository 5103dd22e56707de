import type { AccountJson } from "@urna/protocol/gen/urna/v1/people_service_pb";

const kept = "urna-staff-token";

/** Who works here. Whoever has a token is known by it; whoever is logged in by a cookie that no script sees, so that only the server can say who that is. */
export type Worker =
  | { readonly by: "unasked" }
  /** `endedBy` is the reason for which the server ended what there was, such as TOKEN_EXPIRED; empty where nothing was ended. */
  | { readonly by: "nobody"; readonly endedBy: string }
  /** Somebody is logged in who works nowhere: accounts of citizens have no roles. */
  | { readonly by: "citizen" }
  | { readonly by: "token"; readonly token: string }
  | { readonly by: "account"; readonly account: AccountJson };

/**
 * How whoever works here is known to the server. A token is kept in this tab alone, and gone with it: it opens everything that its owner may do, so it
 * never stands in an address, nor where another page or a later person at this device would find it. Of a log-in nothing is kept here.
 */
export class Session {
  #worker = $state.raw<Worker>(restored());

  get worker(): Worker {
    return this.#worker;
  }

  /** Tells one worker apart from the next; empty where nobody works here. */
  get key(): string {
    const worker = this.#worker;
    return worker.by === "token" ? worker.token : worker.by === "account" ? (worker.account.name ?? "") : "";
  }

  enter(token: string): void {
    this.#worker = { by: "token", token };
    keep(token);
  }

  /** The server says who is logged in. */
  recognise(account: AccountJson): void {
    this.#worker = account.audience === "LOGIN_AUDIENCE_STAFF" ? { by: "account", account } : { by: "citizen" };
  }

  /** `reason` where the server opens nothing any more. What was typed stays kept, for when they come back. */
  leave(reason = ""): void {
    this.#worker = { by: "nobody", endedBy: reason };
    keep(undefined);
  }
}

function restored(): Worker {
  try {
    const token = sessionStorage.getItem(kept);
    return token === null ? { by: "unasked" } : { by: "token", token };
  } catch {
    return { by: "unasked" };
  }
}

function keep(token: string | undefined): void {
  try {
    if (token === undefined) sessionStorage.removeItem(kept);
    else sessionStorage.setItem(kept, token);
  } catch {
    // A browser that keeps nothing asks again after each loading.
  }
}
