import { ProtocolError } from "@urna/protocol/bytes";
import { JournalAct } from "@urna/protocol/gen/urna/v1/journal_pb";
import { parseAct, type Act } from "@urna/verifier";

/** An act of the journal as people are told of it, or a record that is none. */
export interface ToldAct {
  readonly index: number;
  readonly act: Act | undefined;
}

export function tellAct(index: number, bytes: Uint8Array): ToldAct {
  try {
    return { index, act: parseAct(bytes) };
  } catch (problem) {
    if (!(problem instanceof ProtocolError)) throw problem;
    return { index, act: undefined };
  }
}

/** What a journal says in all, as far as its acts were read. */
export interface JournalSummary {
  readonly acts: number;
  readonly proposals: number;
  /** Of the last act, Unix seconds. */
  readonly last: number | undefined;
  /** Of the calendar that was set last. */
  readonly zone: string | undefined;
  /** Numbers of urna.v1.Phase. */
  readonly phase: number;
}

export const emptyJournal: JournalSummary = { acts: 0, proposals: 0, last: undefined, zone: undefined, phase: 1 };

export function addAct(summary: JournalSummary, { act }: ToldAct): JournalSummary {
  return {
    acts: summary.acts + 1,
    proposals: summary.proposals + (act?.act === JournalAct.RECEIVED ? 1 : 0),
    last: act === undefined ? summary.last : Number(act.time),
    zone: act?.facts.case === "calendar" ? act.facts.value.timeZone : summary.zone,
    phase: act?.facts.case === "phase" ? act.facts.value.phase : summary.phase,
  };
}
