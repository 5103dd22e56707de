import { serverNow } from "../../api/clock.ts";
import type { Process } from "../model.ts";

/** What a process does, as people would say it: several phases of the count are one wait for them. */
export type Stage = "proposing" | "studying" | "objecting" | "printing" | "soon" | "voting" | "counting" | "results";

const stages: Readonly<Record<Process["phase"], Stage>> = {
  UNSPECIFIED: "printing", DRAFT: "printing", SUBMISSION: "proposing", REVIEW: "studying", APPEAL: "objecting", SEALING: "printing", SEALED: "soon",
  VOTING: "voting", CLOSED: "counting", MIXED: "counting", DECRYPTED: "counting", TALLIED: "results",
};

/** `now` in Unix seconds: from the closing on nobody votes, whether the closing has been signed or not. */
export function stageOf(process: Pick<Process, "phase" | "closingTime">, now: number): Stage {
  const stage = stages[process.phase];
  return stage === "voting" && process.closingTime !== undefined && now >= process.closingTime ? "counting" : stage;
}

/** The present in Unix seconds, by the server's clock: that of a device may be years off. */
export function nowSeconds(): number {
  return Math.floor(serverNow().getTime() / 1000);
}
