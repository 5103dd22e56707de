import { ProtocolError } from "@urna/protocol/bytes";
import type { ErrorCode } from "./error_codes.js";

export type { ErrorCode, ErrorKind } from "./error_codes.js";

/** Public numbers and names that the words for a voter are filled in with; never a code, a key or a choice. */
export type Facts = Readonly<Record<string, string | number | bigint>>;

/**
 * The one error that this library throws on purpose. `code` is for programs, `explain` and `kindOf` of `words` say to a voter what it
 * means, `detail` is for whoever looks into it. Of UNANSWERED `why` says what was wrong with the answer.
 */
export class UrnaError extends Error {
  override readonly name = "UrnaError";
  readonly code: ErrorCode;
  readonly facts: Facts;
  readonly detail: string;
  readonly why: UrnaError | undefined;

  constructor(code: ErrorCode, facts: Facts = {}, detail = "", why?: UrnaError) {
    super(detail === "" ? code : `${code}: ${detail}`);
    this.code = code;
    this.facts = facts;
    this.detail = detail;
    this.why = why;
  }
}

/** Throws an UrnaError unless `condition` holds. */
export function insist(condition: boolean, code: ErrorCode, facts: Facts = {}, detail = ""): asserts condition {
  if (!condition) throw new UrnaError(code, facts, detail);
}

/** What `read` gives; where it meets bytes that are not what the protocol says, an UrnaError with this code and these facts. */
export function reading<T>(code: ErrorCode, read: () => T, facts: Facts = {}): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof ProtocolError) throw new UrnaError(code, facts, error.message);
    throw error;
  }
}

/** Throws CANCELLED where the caller has given up. */
export function goOn(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new UrnaError("CANCELLED");
}
