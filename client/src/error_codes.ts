// Apart from the errors themselves: only a page that explains them needs the list.
/**
 * What can go wrong, by whose turn it is: `input`, the voter corrects something; `final`, the log proves that it is so; `later`, nothing
 * is lost, it is tried again; `misconduct`, somebody lies and the voter should report it; `device`, this browser or its storage.
 */
const codes = {
  input: [
    "CODE_CHARACTER", "CODE_LENGTH", "CODE_TYPING_ERROR", "CODE_OF_ANOTHER_FIELD", "CODE_UNKNOWN", "CODE_MISSING",
    "TOO_MANY_CODES", "CODES_OF_TWO_PEOPLE", "NOT_IDENTIFIED", "NO_SUCH_CONTEST", "NOT_ENTITLED", "NO_SUCH_PROJECT",
    "PROJECT_TWICE", "POINTS_NOT_ALLOWED", "POINTS_OUT_OF_RANGE", "TOO_FEW_PROJECTS", "TOO_MANY_PROJECTS", "COST_TOO_LOW",
    "COST_TOO_HIGH", "TOO_FEW_POINTS", "TOO_MANY_POINTS", "NO_SUCH_DRAFT", "MALFORMED_TRUST", "MALFORMED_TRACKER",
    "MALFORMED_RECEIPT_FILE", "MALFORMED_OPENING", "NO_SUCH_PROCESS",
  ],
  final: [
    "ALREADY_VOTED", "CHOICE_GROUP_FULL", "KEY_REVOKED", "VOTING_CLOSED", "TOO_MANY_BALLOTS",
  ],
  later: [
    "VOTING_NOT_OPEN", "UNANSWERED", "SERVER_UNREACHABLE", "SERVER_REFUSED", "CANCELLED", "NUMBER_TAKEN",
  ],
  misconduct: [
    "MANIFEST_MALFORMED", "MANIFEST_OF_ANOTHER_PROCESS", "MANIFEST_UNSIGNED", "MANIFEST_NOT_EXPECTED", "MANIFEST_CHANGED",
    "LOG_NOT_EXPECTED", "SLOT_NOT_PROVEN", "ROLL_NOT_AS_SEALED", "RECEIPT_MALFORMED", "RECEIPT_OF_ANOTHER_LOG",
    "RECEIPT_NOT_SIGNED", "RECEIPT_OF_ANOTHER_RECORD", "RECEIPTS_CONTRADICT", "CHECKPOINT_MALFORMED", "LOG_FORKED", "LOG_STALE",
    "REFUSAL_NOT_PROVEN", "HONEST_BALLOT_REFUSED", "LOG_NOT_AS_SIGNED", "BALLOT_NOT_FOUND", "OPENING_WRONG",
    "OPENING_OF_ANOTHER_TRACKER",
  ],
  device: [
    "DEVICE_UNFIT", "NO_RANDOMNESS", "STORAGE_FAILED", "STORAGE_DAMAGED", "DEVICE_BUSY",
  ],
} as const;

export type ErrorKind = keyof typeof codes;
export type ErrorCode = (typeof codes)[ErrorKind][number];

export const errorCodes: readonly ErrorCode[] = Object.values(codes).flat();

/** Whose turn it is after this error. */
export function kindOf(code: ErrorCode): ErrorKind {
  return (Object.keys(codes) as ErrorKind[]).find((kind) => (codes[kind] as readonly ErrorCode[]).includes(code)) as ErrorKind;
}
