export { audit, verify, NoBundle, type Audit, type Progress } from "./verify.js";
export type { BallotFindings, Findings, JournalFindings } from "./findings.js";
export type { BallotFate } from "./steps/fates.js";
export type { Report, Step, Fault, Revocation, ReceiptFate, Fate, ContestReport } from "./report.js";
export type { Known, KeptCheckpoint, KeptReceipt } from "./options.js";
export { MemorySource, TooLarge, type BundleSource, type Entry } from "./source.js";
export { InlinePool, WorkerPool, type Pool, type Port } from "./pool.js";
export { FileListSource } from "./browser/file_list_source.js";
export { browserPool } from "./browser/browser_pool.js";
export { FetchSource } from "./browser/fetch_source.js";
// For whoever follows a log whose manifest was verified.
export { Folder } from "./folder.js";
export { readManifest, type Manifest } from "./steps/manifest.js";
export { parseAct, type Act } from "./journal/act.js";
