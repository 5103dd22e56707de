import type { Process } from "../model.ts";
import { type Stage, stageOf } from "../plain/stage.ts";

/** What concerns most people at once comes first. */
const urgency: readonly Stage[] = ["voting", "proposing", "soon", "objecting", "counting", "studying", "printing"];

export interface Ordered {
  readonly running: readonly Process[];
  readonly finished: readonly Process[];
}

/** What runs by what can be done in it, and then by what ends first; what is over, the latest first. */
export function ordered(processes: readonly Process[], now: number): Ordered {
  const end = ({ closingTime }: Process) => closingTime ?? Number.MAX_SAFE_INTEGER;
  const running = processes.filter((process) => stageOf(process, now) !== "results");
  const finished = processes.filter((process) => stageOf(process, now) === "results");
  const place = (process: Process) => urgency.indexOf(stageOf(process, now));
  return {
    running: running.toSorted((a, b) => place(a) - place(b) || end(a) - end(b)),
    finished: finished.toSorted((a, b) => end(b) - end(a)),
  };
}
