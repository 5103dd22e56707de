import { ApiError } from "./error.ts";

/** A file that a server publishes, as text. Throws an ApiError, as a call does. */
export async function fileText(path: string): Promise<string> {
  let answer: Response;
  try {
    answer = await fetch(path, { credentials: "omit", redirect: "error", signal: AbortSignal.timeout(30_000) });
    if (answer.ok) return await answer.text();
  } catch (problem) {
    throw new ApiError("unavailable", "", problem instanceof Error ? problem.message : "");
  }
  throw ApiError.read(answer.status, await answer.text());
}
