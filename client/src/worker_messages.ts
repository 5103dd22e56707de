import type { BoothOptions, VotingBooth } from "./booth.js";
import { UrnaError, type ErrorCode, type Facts } from "./errors.js";
import type { ReceiptFile } from "./receipt_files.js";
import { ServerError } from "./server.js";

/** A Worker, what a worker calls `self`, or a MessagePort. */
export interface Port {
  postMessage(message: unknown): void;
  onmessage: ((event: MessageEvent) => void) | null;
  /** A Worker says by `error` that it could not be loaded. */
  addEventListener?(type: string, listener: (event: Event) => void): void;
  removeEventListener?(type: string, listener: (event: Event) => void): void;
}

export type BoothMethod = Exclude<keyof VotingBooth, "info">;

/** An error as it crosses: classes do not. */
export type SentError =
  | { readonly of: "urna"; readonly code: ErrorCode; readonly facts: Facts; readonly detail: string; readonly why: SentError | undefined }
  | { readonly of: "server"; readonly status: string; readonly reason: string; readonly message: string }
  | { readonly of: "other"; readonly message: string };

export type Result = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: SentError };

/** What the page says. `optionsAt` is where among the arguments of a call its options stand. */
export type ToWorker =
  | { readonly say: "open"; readonly id: number; readonly options: Pick<BoothOptions, "process" | "trust"> }
  | { readonly say: "call"; readonly id: number; readonly method: BoothMethod; readonly args: readonly unknown[]; readonly optionsAt: number | undefined }
  | { readonly say: "cancel"; readonly id: number }
  | { readonly say: "answer"; readonly id: number; readonly result: Result };

/** What the worker says. `ask` is for the page's server or storage, `abandon` ends waiting for it. */
export type ToPage =
  | { readonly say: "result"; readonly id: number; readonly result: Result }
  | { readonly say: "progress"; readonly id: number; readonly done: number }
  | { readonly say: "found"; readonly receipts: readonly ReceiptFile[] }
  | { readonly say: "ask"; readonly id: number; readonly of: "server" | "storage"; readonly method: string; readonly args: readonly unknown[] }
  | { readonly say: "abandon"; readonly id: number };

export function sendError(error: unknown): SentError {
  if (error instanceof UrnaError) {
    return { of: "urna", code: error.code, facts: error.facts, detail: error.detail, why: error.why === undefined ? undefined : sendError(error.why) };
  }
  if (error instanceof ServerError) return { of: "server", status: error.status, reason: error.reason, message: error.message };
  return { of: "other", message: error instanceof Error ? error.message : String(error) };
}

export function receiveError(error: SentError): Error {
  switch (error.of) {
    case "urna": {
      const why = error.why === undefined ? undefined : receiveError(error.why);
      return new UrnaError(error.code, error.facts, error.detail, why instanceof UrnaError ? why : undefined);
    }
    case "server": return new ServerError(error.status, error.reason, error.message);
    case "other": return new Error(error.message);
  }
}

/** A result of `settle` has errors in it, which do not cross as they are. */
export function mapErrors(value: unknown, map: (error: unknown) => unknown): unknown {
  if (!Array.isArray(value)) return value;
  return value.map((one: unknown) => {
    const outcome = (one as { readonly outcome?: { readonly kind: string; readonly error?: unknown } }).outcome;
    return outcome?.kind === "failed" ? { ...(one as object), outcome: { ...outcome, error: map(outcome.error) } } : one;
  });
}

/** Runs something, and says what came of it. */
export async function resultOf(run: () => unknown): Promise<Result> {
  try {
    return { ok: true, value: mapErrors(await run(), sendError) };
  } catch (error) {
    return { ok: false, error: sendError(error) };
  }
}

/** Calls that wait for an answer, by number. */
export class Waiting {
  readonly #calls = new Map<number, { resolve(value: unknown): void; reject(error: unknown): void }>();
  #last = 0;

  add(begin: (id: number) => void): Promise<unknown> {
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      this.#calls.set(id, { resolve, reject });
      begin(id);
    });
  }

  settle(id: number, result: Result): void {
    const call = this.#calls.get(id);
    this.#calls.delete(id);
    if (result.ok) call?.resolve(mapErrors(result.value, (error) => receiveError(error as SentError)));
    else call?.reject(receiveError(result.error));
  }

  /** Whoever waits, waits in vain. */
  giveUp(error: UrnaError): void {
    for (const call of this.#calls.values()) call.reject(error);
    this.#calls.clear();
  }
}
