import type { Calendar, CalendarWindow, Process } from "../model.ts";
import { type Stage, stageOf } from "./stage.ts";

export type StepKind = "SUBMISSION" | "PAPER_SUBMISSION" | "REVIEW" | "APPEAL" | "VOTING" | "STATION_VOTING" | "PAPER_ENTRY" | "COUNT";

/** A line of the calendar as people follow it. */
export interface Step {
  readonly kind: StepKind;
  readonly start: number;
  /** The count ends when it is done. */
  readonly end: number | undefined;
  readonly state: "done" | "now" | "wait";
  /** Whether paper is taken during the same days. */
  readonly isWithPaper: boolean;
}

/** When people vote online: by the calendar, else by the process. */
export function votingOf(process: Process, calendar: Calendar | undefined): { readonly start: number; readonly end: number } | undefined {
  const window = windowOf(calendar, "VOTING");
  if (window !== undefined) return window;
  return process.openingTime === undefined || process.closingTime === undefined ? undefined : { start: process.openingTime, end: process.closingTime };
}

export function windowOf(calendar: Calendar | undefined, kind: Exclude<StepKind, "COUNT">): CalendarWindow | undefined {
  return calendar?.windows.find((window) => window.kind === `WINDOW_KIND_${kind}`);
}

/** All steps in the order in which they begin. The phase says more than the clock where somebody began one by hand. */
export function stepsOf(process: Process, calendar: Calendar | undefined, now: number): readonly Step[] {
  const stage = stageOf(process, now);
  const steps: Step[] = [];
  const paper = windowOf(calendar, "PAPER_SUBMISSION");
  for (const kind of ["SUBMISSION", "PAPER_SUBMISSION", "REVIEW", "APPEAL", "STATION_VOTING", "PAPER_ENTRY"] as const) {
    const window = windowOf(calendar, kind);
    if (window === undefined) continue;
    const isSame = (other: CalendarWindow | undefined) => other !== undefined && other.start === window.start && other.end === window.end;
    if (kind === "PAPER_SUBMISSION" && isSame(windowOf(calendar, "SUBMISSION"))) continue;
    steps.push({ kind, start: window.start, end: window.end, state: stateOf(kind, window.start, window.end, stage, now), isWithPaper: kind === "SUBMISSION" && isSame(paper) });
  }
  const voting = votingOf(process, calendar);
  if (voting !== undefined) {
    const { start, end } = voting;
    steps.push({ kind: "VOTING", start, end, state: stateOf("VOTING", start, end, stage, now), isWithPaper: false });
    const state = stage === "results" ? "done" : stage === "counting" ? "now" : "wait";
    steps.push({ kind: "COUNT", start: end, end: undefined, state, isWithPaper: false });
  }
  return steps.sort((a, b) => a.start - b.start || (a.end ?? Infinity) - (b.end ?? Infinity));
}

/** The order of the stages; what is before the present one is over, whatever the clock says. */
const order: readonly Stage[] = ["proposing", "studying", "objecting", "printing", "soon", "voting", "counting", "results"];
const stageOfStep: Readonly<Partial<Record<StepKind, Stage>>> = { SUBMISSION: "proposing", REVIEW: "studying", APPEAL: "objecting", VOTING: "voting" };

function stateOf(kind: StepKind, start: number, end: number, stage: Stage, now: number): Step["state"] {
  const own = stageOfStep[kind];
  if (own !== undefined) {
    if (own === stage) return "now";
    return order.indexOf(own) < order.indexOf(stage) ? "done" : "wait";
  }
  return now < start ? "wait" : now < end ? "now" : "done";
}
