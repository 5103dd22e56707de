import { call } from "../../api/call.js";

/** The ways in which citizens can log in here. */
export interface Ways {
  readonly providers: readonly { readonly id: string; readonly title: string }[];
  readonly mailsLinks: boolean;
}

let offered = $state.raw<Ways>();
let asked: Promise<Ways> | undefined;

/** Asked once for all pages of a visit. */
export async function readWays(): Promise<Ways> {
  asked ??= call("People", "listProviders", {}).then(({ providers, mailsLinks }) => ({
    providers: (providers ?? []).filter(({ audience }) => audience === "LOGIN_AUDIENCE_CITIZENS").map(({ provider, title }) => ({ id: provider ?? "", title: title ?? provider ?? "" })),
    mailsLinks: mailsLinks === true,
  }));
  try {
    return (offered = await asked);
  } catch (problem) {
    asked = undefined;
    throw problem;
  }
}

/** Undefined where nobody can log in, as far as it is known; components that ask follow it. */
export function waysIn(): Ways | undefined {
  return offered !== undefined && (offered.mailsLinks || offered.providers.length > 0) ? offered : undefined;
}

/** That somebody has logged in with this browser. The session's cookie is seen by no script, and nobody is asked who they are without need. */
export const mark = "urna-logged-in";

export function isMarked(): boolean {
  try {
    return localStorage.getItem(mark) === "yes";
  } catch {
    return false;
  }
}
