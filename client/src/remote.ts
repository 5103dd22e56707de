export { RemoteBooth } from "./remote_booth.js";
export type { Port } from "./worker_messages.js";
export type {
  BoothOptions, CallOptions, CastOutcome, CastReceipt, IdentifiedVoter, PreparedBallot, SettledBallot, VotingBooth,
} from "./booth.js";
export type { Choice } from "./choices.js";
export { UrnaError } from "./errors.js";
export type { ErrorCode, ErrorKind, Facts } from "./errors.js";
export type { ContestInfo, ElectionInfo, ElectorateInfo, FormatInfo, ProjectInfo, Texts } from "./info.js";
export type { OpeningFile, ReceiptFile } from "./receipt_files.js";
export { memoryStorage, webStorage } from "./storage.js";
export type { VoterStorage, WebStorage } from "./storage.js";
