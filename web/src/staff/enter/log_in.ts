import { ApiError } from "../../api/error.js";

const named = "log-in-problem";

/** Why a log-in came to nothing, as the server says it in the address that it leads back to; it is taken away from there. Empty where none did. */
export function takeLogInProblem(): string {
  const url = new URL(location.href);
  const problem = url.searchParams.get(named) ?? "";
  if (problem === "") return "";
  url.searchParams.delete(named);
  history.replaceState(history.state, "", url);
  return problem;
}

/** Where a log-in begins; it comes back to the page at `path`. */
export function logInAddress(provider: string, path: string): string {
  return `/auth/login?${new URLSearchParams({ provider, return: path })}`;
}

/** Ends the session of whoever is logged in. Gives where the browser goes then, so that the provider ends its own. Throws an ApiError. */
export async function logOut(): Promise<string> {
  let answer: Response;
  let text: string;
  try {
    answer = await fetch("/auth/logout", {
      method: "POST", headers: { "content-type": "application/json" }, body: "{}", credentials: "same-origin", redirect: "error", cache: "no-store", signal: AbortSignal.timeout(30_000),
    });
    text = await answer.text();
  } catch (problem) {
    throw new ApiError("unavailable", "", problem instanceof Error ? problem.message : "");
  }
  if (!answer.ok) throw ApiError.read(answer.status, text);
  return (JSON.parse(text) as { readonly location?: string }).location ?? "/";
}
