import type { MessageJsonType } from "@bufbuild/protobuf";
import type { JournalEntrySchema } from "@urna/protocol/gen/urna/v1/journal_service_pb";
import type { LocalizedTexts } from "../../../words/texts.js";

type Act = MessageJsonType<typeof JournalEntrySchema>;

export type EventKind =
  | "received" | "screened" | "revised" | "returned" | "withdrawn" | "supported" | "formalYes" | "formalNo" | "substantiveYes" | "substantiveNo" | "appealed"
  | "appealUpheld" | "appealDismissed" | "merged" | "hidden" | "restored" | "erased" | "incompatible";

/** Whether the reason of an event can be read: its document, or why not. */
export type Reason = { readonly sha256: string } | "withheld" | "erased" | undefined;

/** A step of a proposal's public history, as the journal has it. */
export interface HistoryEvent {
  readonly index: string;
  readonly kind: EventKind;
  /** Unix seconds. */
  readonly time: number;
  /** Whether its author did it; otherwise the administration, or the clock. */
  readonly isByAuthor: boolean;
  readonly channel: "online" | "paper" | "staff" | undefined;
  readonly version: number | undefined;
  readonly persons: number | undefined;
  /** Until when a completion is awaited. */
  readonly due: number | undefined;
  readonly cost: { readonly cost: bigint; readonly yearly: bigint; readonly months: number; readonly coFunding: bigint } | undefined;
  /** Numbers of the proposals that were taken in, or that exclude one another. */
  readonly others: readonly number[];
  readonly reason: Reason;
}

const kinds: Readonly<Record<string, EventKind>> = {
  RECEIVED: "received", SCREENED: "screened", REVISED: "revised", RETURNED: "returned", WITHDRAWN: "withdrawn", SUPPORTED: "supported", APPEALED: "appealed",
  MERGED: "merged", HIDDEN: "hidden", RESTORED: "restored", ERASED: "erased", INCOMPATIBLE: "incompatible",
};
const channels: Readonly<Record<string, HistoryEvent["channel"]>> = { CHANNEL_ONLINE: "online", CHANNEL_PAPER: "paper", CHANNEL_STAFF: "staff" };

function kindOf({ act, facts }: Act): EventKind | undefined {
  const name = (act ?? "").slice("JOURNAL_ACT_".length);
  if (name === "VERDICT") {
    const isAccepted = facts?.verdict?.accepted === true;
    return facts?.verdict?.step === "REVIEW_STEP_FORMAL" ? (isAccepted ? "formalYes" : "formalNo") : isAccepted ? "substantiveYes" : "substantiveNo";
  }
  if (name === "APPEAL_DECIDED") return facts?.appeal?.upheld === true ? "appealUpheld" : "appealDismissed";
  return kinds[name];
}

function reasonOf({ documents }: Act): Reason {
  const document = documents?.find(({ kind }) => kind === "DOCUMENT_KIND_REASON");
  if (document === undefined) return undefined;
  if (document.visibility === "DOCUMENT_VISIBILITY_WITHHELD") return "withheld";
  return document.visibility === "DOCUMENT_VISIBILITY_ERASED" ? "erased" : { sha256: document.sha256 ?? "" };
}

/** What the journal's acts on a proposal tell everybody, in their order; acts of kinds that these pages do not know are left out. */
export function historyOf(acts: readonly Act[]): HistoryEvent[] {
  return acts.flatMap((act): HistoryEvent[] => {
    const kind = kindOf(act);
    if (kind === undefined) return [];
    const { facts } = act;
    const verdict = facts?.verdict;
    return [{
      index: act.index ?? "0", kind, time: Number(act.time ?? 0), isByAuthor: act.role === "JOURNAL_ROLE_CITIZEN", channel: channels[facts?.receipt?.channel ?? ""],
      version: facts?.receipt?.version, persons: facts?.support?.persons, due: facts?.returned === undefined ? undefined : Number(facts.returned.dueTime ?? 0),
      cost: kind !== "substantiveYes" ? undefined
        : { cost: BigInt(verdict?.cost ?? 0), yearly: BigInt(verdict?.yearlyCost ?? 0), months: verdict?.months ?? 0, coFunding: BigInt(verdict?.coFunding ?? 0) },
      others: [...(facts?.merge?.parents ?? []), ...(facts?.incompatible?.proposals ?? [])], reason: reasonOf(act),
    }];
  });
}

/** What is still to come, as far as anybody can say. */
export function comingOf(status: string): readonly ("formal" | "completion" | "study" | "ballot")[] {
  switch (status) {
    case "SUBMITTED":
      return ["formal", "study", "ballot"];
    case "RETURNED":
      return ["completion", "study", "ballot"];
    case "UNDER_REVIEW":
      return ["study", "ballot"];
    case "ADMITTED":
      return ["ballot"];
    default:
      return [];
  }
}

/** The sign and the colour of an event. */
export function lookOf(kind: EventKind): { readonly state: "ok" | "bad" | "warn"; readonly icon: "add" | "eye" | "paper" | "back" | "less" | "heart" | "done" | "remove" | "warning" | "swap" } {
  switch (kind) {
    case "received":
      return { state: "ok", icon: "add" };
    case "revised":
      return { state: "ok", icon: "paper" };
    case "screened":
    case "restored":
      return { state: "ok", icon: "eye" };
    case "returned":
      return { state: "warn", icon: "back" };
    case "supported":
      return { state: "ok", icon: "heart" };
    case "formalYes":
    case "substantiveYes":
    case "appealUpheld":
      return { state: "ok", icon: "done" };
    case "formalNo":
    case "substantiveNo":
    case "appealDismissed":
      return { state: "bad", icon: "remove" };
    case "appealed":
      return { state: "warn", icon: "warning" };
    case "merged":
    case "incompatible":
      return { state: "ok", icon: "swap" };
    case "withdrawn":
    case "hidden":
    case "erased":
      return { state: "warn", icon: "less" };
  }
}

export type ReadReason = (sha256: string) => Promise<LocalizedTexts>;
