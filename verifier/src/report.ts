/** A numbered step of section 14. */
export interface Step {
  readonly number: number;
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** A record that should not have been admitted. */
export interface Fault {
  readonly leaf_index: number;
  readonly reason: string;
}

/** A revocation that came after a vote, or before one. */
export interface Revocation {
  readonly leaf_index: number;
  readonly slot: string;
  readonly authorities: readonly number[];
  readonly after_vote: boolean;
}

export type Fate = "counted" | "replaced" | "cancelled" | "not_admitted" | "not-counted";

/** What became of the ballot of a receipt. */
export interface ReceiptFate {
  readonly leaf_index: number;
  readonly fate: Fate;
  readonly text: string;
}

export interface ContestReport {
  readonly contest: number;
  readonly id: string;
  readonly entitled: number;
  readonly ballots: number;
  valid: number;
  invalid: number;
  too_few_ballots: boolean;
  selected: readonly string[];
  /** In minor units. */
  cost: number;
  budget: number;
}

/** What `urna verify --json` prints, member by member. */
export interface Report {
  ok: boolean;
  process: string;
  log_vkey: string;
  log_size: number;
  manifest_hash: string;
  /** Of the pages that the server gave when the manifest was frozen, as the manifest states it; empty where it states none. */
  pages_sha256: string;
  root: string;
  closing_hash: string;
  result_hash: string;
  steps: Step[];
  faults: Fault[];
  revocations: Revocation[];
  revoked_after_vote: number;
  receipts_ok: boolean;
  receipts: ReceiptFate[];
  ignored_files: readonly string[];
  stated_limits: string[];
  contests: ContestReport[];
}

export function emptyReport(): Report {
  return {
    ok: false, process: "", log_vkey: "", log_size: 0, manifest_hash: "", pages_sha256: "", root: "", closing_hash: "", result_hash: "",
    steps: [], faults: [], revocations: [], revoked_after_vote: 0, receipts_ok: true, receipts: [], ignored_files: [],
    stated_limits: [], contests: [],
  };
}

export const stepNames: readonly string[] = [
  "the folder", "self-test of the cryptographic library", "configuration, manifest and its signatures", "key ceremony",
  "checkpoint and log", "opening, closing and the signatures under it", "roll files and their parts",
  "every ballot's proof, selection", "mixes", "partial decryptions and lots", "decrypted ballots", "outcomes", "Pabulib files",
  "journal",
];
