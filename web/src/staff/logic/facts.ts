import type { LocalizedTextJson } from "@urna/protocol/gen/urna/v1/config_pb";
import type { CalendarJson, SubmissionFormJson } from "@urna/protocol/gen/urna/v1/mandate_pb";
import type { ManifestJson, ScheduleJson } from "@urna/protocol/gen/urna/v1/processes_service_pb";
import type { AreaJson, AuthorityJson, ContestJson, ElectorateJson, PhaseJson, ProcessJson, RegistrarJson, TrusteeJson } from "@urna/protocol/gen/urna/v1/resources_pb";
import type { CeremonyJson, CountJson } from "@urna/protocol/gen/urna/v1/trustees_service_pb";

/** How many proposals stand where. */
export interface ProposalCounts {
  readonly total: number;
  /** Whose newest version the staff has not seen; undefined for whom the server does not tell. */
  readonly toScreen: number | undefined;
  /** Submitted, returned or under review. */
  readonly open: number;
  /** Of these, those that wait for their authors. */
  readonly returned: number;
  /** Admitted, and on no contest's list yet. */
  readonly unlisted: number;
}

/** Who is named in what is sealed. */
export interface Parties {
  readonly registrars: readonly RegistrarJson[];
  readonly authorities: readonly AuthorityJson[];
  readonly trustees: readonly TrusteeJson[];
}

/** All of a process that tells where it stands. What its phase cannot have is left out. */
export interface Facts extends Parties {
  readonly process: ProcessJson;
  readonly mandates: number;
  readonly hasMandateDraft: boolean;
  readonly calendar: CalendarJson | undefined;
  readonly form: SubmissionFormJson | undefined;
  readonly areas: readonly AreaJson[];
  readonly contests: readonly ContestJson[];
  readonly electorates: readonly ElectorateJson[];
  /** How many projects each contest has, by its resource name. */
  readonly projects: ReadonlyMap<string, number>;
  readonly proposals: ProposalCounts | undefined;
  readonly manifest: ManifestJson | undefined;
  readonly ceremony: CeremonyJson | undefined;
  /** Which openings and closings authorities have signed. */
  readonly schedule: ScheduleJson | undefined;
  readonly count: CountJson | undefined;
}

const order: readonly PhaseJson[] = [
  "PHASE_DRAFT", "PHASE_SUBMISSION", "PHASE_REVIEW", "PHASE_APPEAL", "PHASE_SEALING", "PHASE_SEALED",
  "PHASE_VOTING", "PHASE_CLOSED", "PHASE_MIXED", "PHASE_DECRYPTED", "PHASE_TALLIED",
];

/** Whether a process in `phase` is in `wanted` or beyond it. */
export function isFrom(phase: PhaseJson | undefined, wanted: PhaseJson): boolean {
  return order.indexOf(phase ?? "PHASE_DRAFT") >= order.indexOf(wanted);
}

/** Whether what is in the process may still be changed. */
export function isUnfrozen(phase: PhaseJson | undefined): boolean {
  return !isFrom(phase, "PHASE_SEALING");
}

/** Authorities that must sign an opening, a closing or a revocation. */
export function authoritiesNeeded(process: ProcessJson, authorities: number): number {
  return (process.authorityThreshold ?? 0) > 0 ? (process.authorityThreshold as number) : Math.floor(authorities / 2) + 1;
}

/** Trustees that must sign the closing: so many that two quorums share as many as decrypt. */
export function closingQuorum(process: ProcessJson, trustees: number): number {
  return (process.closingQuorum ?? 0) > 0 ? (process.closingQuorum as number) : Math.ceil((trustees + (process.trusteeThreshold ?? 0)) / 2);
}

/** Registrars that must be there: as many as make codes for one person. */
export function registrarsNeeded(process: ProcessJson, electorates: readonly ElectorateJson[]): number {
  return (process.registrarThreshold ?? 0) > 0 ? (process.registrarThreshold as number) : Math.max(1, ...electorates.map((one) => one.codeRegistrars ?? 1));
}

/** A text of the process for within a sentence. */
export type Read = (texts: readonly LocalizedTextJson[] | undefined) => string;
