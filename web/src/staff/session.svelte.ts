const kept = "urna-staff-token";

/**
 * The token of whoever works here. It is kept in this tab alone, and gone with it: a token opens everything that its owner may do, so it never
 * stands in an address, nor where another page or a later person at this device would find it.
 */
export class Session {
  #token = $state.raw<string | undefined>(restored());
  #endedBy = $state.raw("");

  get token(): string | undefined {
    return this.#token;
  }

  /** The reason for which the server ended it, such as TOKEN_EXPIRED; empty where nothing was ended. */
  get endedBy(): string {
    return this.#endedBy;
  }

  enter(token: string): void {
    this.#token = token;
    this.#endedBy = "";
    try {
      sessionStorage.setItem(kept, token);
    } catch {
      // A browser that keeps nothing asks again after each loading.
    }
  }

  /** `reason` where the server opens nothing for it any more. What was typed stays kept, for when they come back. */
  leave(reason = ""): void {
    this.#token = undefined;
    this.#endedBy = reason;
    try {
      sessionStorage.removeItem(kept);
    } catch {
      // As above.
    }
  }
}

function restored(): string | undefined {
  try {
    return sessionStorage.getItem(kept) ?? undefined;
  } catch {
    return undefined;
  }
}
