import type { MessageJsonType } from "@bufbuild/protobuf";
import type { Administration } from "@urna/protocol/gen/urna/v1/administration_service_pb";
import type { Attachments } from "@urna/protocol/gen/urna/v1/attachments_service_pb";
import type { Ballots } from "@urna/protocol/gen/urna/v1/ballots_service_pb";
import type { Eligibility } from "@urna/protocol/gen/urna/v1/eligibility_service_pb";
import type { Journal } from "@urna/protocol/gen/urna/v1/journal_service_pb";
import type { Ledger } from "@urna/protocol/gen/urna/v1/ledger_service_pb";
import type { Messages } from "@urna/protocol/gen/urna/v1/messages_service_pb";
import type { People } from "@urna/protocol/gen/urna/v1/people_service_pb";
import type { Planning } from "@urna/protocol/gen/urna/v1/planning_service_pb";
import type { Processes } from "@urna/protocol/gen/urna/v1/processes_service_pb";
import type { Projects } from "@urna/protocol/gen/urna/v1/projects_service_pb";
import type { Proposals } from "@urna/protocol/gen/urna/v1/proposals_service_pb";
import type { Tallies } from "@urna/protocol/gen/urna/v1/tallies_service_pb";
import type { Trustees } from "@urna/protocol/gen/urna/v1/trustees_service_pb";
import { hearTime } from "./clock.js";
import { ApiError } from "./error.js";

// Types alone: nothing of the generated code comes into the page. Calls are Connect's JSON, which fetch speaks by itself (docs/api.md).
interface Services {
  Administration: typeof Administration;
  Attachments: typeof Attachments;
  Ballots: typeof Ballots;
  Eligibility: typeof Eligibility;
  Journal: typeof Journal;
  Ledger: typeof Ledger;
  Messages: typeof Messages;
  People: typeof People;
  Planning: typeof Planning;
  Processes: typeof Processes;
  Projects: typeof Projects;
  Proposals: typeof Proposals;
  Tallies: typeof Tallies;
  Trustees: typeof Trustees;
}

export type ServiceName = keyof Services;
type Methods<S extends ServiceName> = Services[S]["method"];
/** Methods that take one message and give one, by their names in small camel case: `getProcess`. */
export type MethodName<S extends ServiceName> = {
  [M in keyof Methods<S>]: Methods<S>[M] extends { methodKind: "unary" } ? M & string : never;
}[keyof Methods<S>];
export type Request<S extends ServiceName, M extends MethodName<S>> = Methods<S>[M] extends { input: infer I extends import("@bufbuild/protobuf").DescMessage } ? MessageJsonType<I> : never;
export type Response<S extends ServiceName, M extends MethodName<S>> = Methods<S>[M] extends { output: infer O extends import("@bufbuild/protobuf").DescMessage } ? MessageJsonType<O> : never;

export interface CallOptions {
  /** Gives up. */
  readonly signal?: AbortSignal;
  /** Of the staff. */
  readonly token?: string | undefined;
  /**
   * As whoever is logged in here: the cookie of the session goes along, and the answer may set or end it. Without it nothing tells the server
   * who reads; calls that carry a ballot or a receipt never have it.
   */
  readonly isLoggedIn?: boolean;
  /** How long an answer is waited for; 30 s. */
  readonly timeoutMs?: number;
}

/**
 * Calls a method of the server that the page comes from. Throws an ApiError, whatever went wrong: the server's own, or `unavailable` where
 * there was no answer. It does not try again: whoever calls knows whether that is wise (docs/api.md, "Calling again").
 */
export async function call<S extends ServiceName, M extends MethodName<S>>(
  service: S, method: M, request: Request<S, M>, options: CallOptions = {},
): Promise<Response<S, M>> {
  // By hand: AbortSignal.any is not in the browsers of phones that are a few years old.
  const end = new AbortController();
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    end.abort();
  }, options.timeoutMs ?? 30_000);
  const leave = () => end.abort();
  options.signal?.addEventListener("abort", leave, { once: true });
  if (options.signal?.aborted === true) leave();
  let answer: globalThis.Response;
  let text: string;
  try {
    answer = await fetch(`/urna.v1.${service}/${method.charAt(0).toUpperCase()}${method.slice(1)}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }) },
      body: JSON.stringify(request),
      credentials: options.isLoggedIn === true ? "same-origin" : "omit", redirect: "error", cache: "no-store", signal: end.signal,
    });
    hearTime(answer.headers.get("date"));
    text = await answer.text();
  } catch (problem) {
    if (options.signal?.aborted === true) throw new ApiError("canceled", "CALLER_LEFT", "");
    throw new ApiError(isLate ? "deadline_exceeded" : "unavailable", "", problem instanceof Error ? problem.message : "");
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener("abort", leave);
  }
  if (!answer.ok) throw ApiError.read(answer.status, text);
  try {
    return JSON.parse(text) as Response<S, M>;
  } catch {
    throw new ApiError("internal", "", "the answer is no JSON");
  }
}

/** A UUID for `requestId`: drawn once for what somebody wants done, and sent again with it. */
export function newRequestId(): string {
  return crypto.randomUUID();
}
