import { ProtocolError } from "@urna/protocol/bytes";

/**
 * What can go wrong, and whose turn it is: `input`, the voter corrects something; `final`, the log proves that it is so; `later`, nothing
 * is lost, it is tried again; `misconduct`, somebody lies and the voter should report it; `device`, this browser or its storage.
 */
export type ErrorKind = "input" | "final" | "later" | "misconduct" | "device";

const kinds = {
  CODE_CHARACTER: "input",
  CODE_LENGTH: "input",
  CODE_TYPING_ERROR: "input",
  CODE_OF_ANOTHER_FIELD: "input",
  CODE_UNKNOWN: "input",
  CODE_MISSING: "input",
  TOO_MANY_CODES: "input",
  CODES_OF_TWO_PEOPLE: "input",
  NOT_IDENTIFIED: "input",
  NO_SUCH_CONTEST: "input",
  NOT_ENTITLED: "input",
  NO_SUCH_PROJECT: "input",
  PROJECT_TWICE: "input",
  POINTS_NOT_ALLOWED: "input",
  POINTS_OUT_OF_RANGE: "input",
  TOO_FEW_PROJECTS: "input",
  TOO_MANY_PROJECTS: "input",
  COST_TOO_LOW: "input",
  COST_TOO_HIGH: "input",
  TOO_FEW_POINTS: "input",
  TOO_MANY_POINTS: "input",
  NO_SUCH_DRAFT: "input",
  MALFORMED_TRUST: "input",
  MALFORMED_TRACKER: "input",
  MALFORMED_RECEIPT_FILE: "input",
  MALFORMED_OPENING: "input",
  NO_SUCH_PROCESS: "input",

  ALREADY_VOTED: "final",
  CHOICE_GROUP_FULL: "final",
  KEY_REVOKED: "final",
  VOTING_CLOSED: "final",
  TOO_MANY_BALLOTS: "final",

  VOTING_NOT_OPEN: "later",
  UNANSWERED: "later",
  SERVER_UNREACHABLE: "later",
  SERVER_REFUSED: "later",
  CANCELLED: "later",
  NUMBER_TAKEN: "later",

  MANIFEST_MALFORMED: "misconduct",
  MANIFEST_OF_ANOTHER_PROCESS: "misconduct",
  MANIFEST_UNSIGNED: "misconduct",
  MANIFEST_NOT_EXPECTED: "misconduct",
  MANIFEST_CHANGED: "misconduct",
  LOG_NOT_EXPECTED: "misconduct",
  SLOT_NOT_PROVEN: "misconduct",
  ROLL_NOT_AS_SEALED: "misconduct",
  RECEIPT_MALFORMED: "misconduct",
  RECEIPT_OF_ANOTHER_LOG: "misconduct",
  RECEIPT_NOT_SIGNED: "misconduct",
  RECEIPT_OF_ANOTHER_RECORD: "misconduct",
  RECEIPTS_CONTRADICT: "misconduct",
  CHECKPOINT_MALFORMED: "misconduct",
  LOG_FORKED: "misconduct",
  LOG_STALE: "misconduct",
  REFUSAL_NOT_PROVEN: "misconduct",
  HONEST_BALLOT_REFUSED: "misconduct",
  LOG_NOT_AS_SIGNED: "misconduct",
  BALLOT_NOT_FOUND: "misconduct",
  OPENING_WRONG: "misconduct",
  OPENING_OF_ANOTHER_TRACKER: "misconduct",

  DEVICE_UNFIT: "device",
  NO_RANDOMNESS: "device",
  STORAGE_FAILED: "device",
  STORAGE_DAMAGED: "device",
  DEVICE_BUSY: "device",
} as const satisfies Readonly<Record<string, ErrorKind>>;

export type ErrorCode = keyof typeof kinds;

/** Public numbers and names that the words for a voter are filled in with; never a code, a key or a choice. */
export type Facts = Readonly<Record<string, string | number | bigint>>;

/**
 * The one error that this library throws on purpose. `code` is for programs, `explain` of `words` makes words for a voter of it,
 * `detail` is for whoever looks into it. Of UNANSWERED `why` says what was wrong with the answer.
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

  get kind(): ErrorKind {
    return kinds[this.code];
  }
}

export const errorCodes = Object.keys(kinds) as readonly ErrorCode[];

/** Throws an UrnaError unless `condition` holds. */
export function insist(condition: boolean, code: ErrorCode, facts: Facts = {}, detail = ""): asserts condition {
  if (!condition) throw new UrnaError(code, facts, detail);
}

/** What `read` gives; where it meets bytes that are not what the protocol says, an UrnaError with this code. */
export function reading<T>(code: ErrorCode, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof ProtocolError) throw new UrnaError(code, {}, error.message);
    throw error;
  }
}

/** Throws CANCELLED where the caller has given up. */
export function goOn(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new UrnaError("CANCELLED");
}
