import type { Findings } from "@urna/verifier";
import type { Election } from "./election.js";
import type { Size, Told, Verified } from "./messages.js";

/** The numbers of section 14. */
export const stepNumbers = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13] as const;
export type StepNumber = (typeof stepNumbers)[number];

export interface StepView {
  readonly number: StepNumber;
  readonly state: "wait" | "now" | "ok" | "bad";
  /** How long it took. */
  readonly seconds: number | undefined;
}

/** A verification as the page shows it. */
export interface AuditView {
  readonly state: "looking" | "asking" | "running" | "over" | "nothing" | "cancelled";
  readonly size: Size | undefined;
  readonly steps: readonly StepView[];
  /** Of the step that runs, of 1. */
  readonly share: number;
  readonly findings: Findings;
  readonly election: Election | undefined;
  readonly verified: Verified | undefined;
  readonly problem: Extract<Told, { kind: "nothing" }> | undefined;
}

export const freshView: AuditView = {
  state: "looking", size: undefined, steps: stepNumbers.map((number) => ({ number, state: "wait", seconds: undefined })), share: 0, findings: {},
  election: undefined, verified: undefined, problem: undefined,
};

/** What the page shows after the worker has told something. */
export function afterTold(view: AuditView, told: Told): AuditView {
  switch (told.kind) {
    case "size":
      return { ...view, size: told.size, state: isLong(told.size) ? "asking" : "running" };
    case "step": {
      const state = told.ok === undefined ? "now" : told.ok ? "ok" : "bad";
      const seconds = told.ok === undefined ? undefined : told.seconds;
      // A file that no bundle has shows late: then another step was running, and was not verified.
      const steps = view.steps.map((step): StepView => {
        if (step.number === told.step) return { ...step, state, seconds };
        return step.state === "now" ? { ...step, state: "wait" } : step;
      });
      return { ...view, state: "running", steps, findings: told.findings, share: 0 };
    }
    case "share":
      return { ...view, share: told.share };
    case "election":
      return { ...view, election: told.election };
    case "verified":
      return { ...view, state: "over", verified: told };
    case "found":
      return view;
    case "nothing":
      return { ...view, state: "nothing", problem: told };
  }
}

export function afterCancel(view: AuditView): AuditView {
  return { ...view, state: "cancelled", steps: view.steps.map((step) => step.state === "now" ? { ...step, state: "wait" } : step) };
}

/** More records than this are for the program that is not JavaScript; the page asks before it begins. */
export const comfortableRecords = 20_000;
const comfortableBytes = 50_000_000;

function isLong({ records, bytes }: Size): boolean {
  return (records ?? 0) > comfortableRecords || bytes > comfortableBytes;
}

/** About how many minutes a log of so many records takes on two cores, by the measurements of the verifier's README. */
export function minutesFor(records: number): number {
  return Math.max(1, Math.round((records * 0.0017) / 60));
}

/** How many hold, whether one does not, and how far it is of 14. */
export function progressOf({ steps, share }: AuditView): { readonly holding: number; readonly failing: StepNumber | undefined; readonly now: StepNumber | undefined; readonly value: number } {
  const holding = steps.filter(({ state }) => state === "ok").length;
  const failing = steps.find(({ state }) => state === "bad")?.number;
  const now = steps.find(({ state }) => state === "now")?.number;
  return { holding, failing, now, value: now === undefined ? holding : holding + Math.min(share, 0.95) };
}
