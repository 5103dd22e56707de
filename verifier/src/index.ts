export { verify, NoBundle, type Progress } from "./verify.js";
export type { Report, Step, Fault, Revocation, ReceiptFate, Fate, ContestReport } from "./report.js";
export type { Known, KeptCheckpoint, KeptReceipt } from "./options.js";
export { MemorySource, TooLarge, type BundleSource, type Entry } from "./source.js";
export { InlinePool, WorkerPool, type Pool, type Port } from "./pool.js";
export { FileListSource } from "./browser/file_list_source.js";
export { browserPool } from "./browser/browser_pool.js";
export { FetchSource } from "./browser/fetch_source.js";
