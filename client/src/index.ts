export { Booth } from "./booth.js";
export type {
  BoothOptions, CallOptions, CastOutcome, CastReceipt, IdentifiedVoter, PreparedBallot, SettledBallot, VotingBooth,
} from "./booth.js";
export type { Choice } from "./choices.js";
export type { Trust } from "./election.js";
export { UrnaError } from "./errors.js";
export type { ErrorCode, ErrorKind, Facts } from "./errors.js";
export type { ContestInfo, ElectionInfo, ElectorateInfo, FormatInfo, ProjectInfo, Texts } from "./info.js";
export { checkPlatform } from "./platform.js";
export type { OpeningFile, ReceiptFile } from "./receipt_files.js";
export { RefusalReason, ServerError } from "./server.js";
export type {
  BallotAnswer, CastAnswer, EntriesAnswer, ManifestSignature, ProvenRecord, RefusalAnswer, SealedBytes, SlotAnswer, VotingServer,
} from "./server.js";
export { memoryStorage, webStorage } from "./storage.js";
export type { VoterStorage, WebStorage } from "./storage.js";
export type { LookUp } from "./voter.js";
export { checkTypedCode } from "./voter.js";
