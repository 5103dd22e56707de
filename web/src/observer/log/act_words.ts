import { JournalAct } from "@urna/protocol/gen/urna/v1/journal_pb";
import type { IconName } from "../../design/icons.js";
import type { ToldAct } from "./acts.js";
import type fr from "./words.fr.js";

interface Formats {
  /** Undefined where the currency is not known. */
  readonly money: ((amount: bigint) => string) | undefined;
  readonly moment: (time: bigint) => string;
}

export interface SaidAct {
  readonly title: string;
  readonly more: string;
  /** By whom, as the server says. */
  readonly by: string;
  readonly icon: IconName;
}

const icons: Readonly<Record<number, IconName>> = {
  [JournalAct.CREATED]: "add", [JournalAct.PHASE]: "clock", [JournalAct.MANDATE]: "paper", [JournalAct.CALENDAR]: "calendar", [JournalAct.FORM]: "list",
  [JournalAct.RECEIVED]: "add", [JournalAct.SCREENED]: "eye", [JournalAct.REVISED]: "paper", [JournalAct.RETURNED]: "back", [JournalAct.WITHDRAWN]: "less",
  [JournalAct.SUPPORTED]: "heart", [JournalAct.APPEALED]: "warning", [JournalAct.MERGED]: "swap", [JournalAct.HIDDEN]: "less",
  [JournalAct.RESTORED]: "eye", [JournalAct.ERASED]: "remove", [JournalAct.PROJECT]: "add", [JournalAct.PROJECT_REMOVED]: "less", [JournalAct.INCOMPATIBLE]: "swap",
};

/** What an act says to people: facts alone, no text of anybody. */
export function sayAct({ act }: ToldAct, t: typeof fr, formats: Formats): SaidAct {
  if (act === undefined) return { title: t.actUnknown, more: "", by: "", icon: "help" };
  return { title: t.act[act.act] ?? t.actUnknown, more: moreOf(act.facts, t, formats), by: t.by[act.role] ?? "", icon: iconOf(act) };
}

type Act = NonNullable<ToldAct["act"]>;

function iconOf({ act, facts }: Act): IconName {
  if (facts.case === "verdict") return facts.value.accepted ? "done" : "remove";
  if (facts.case === "appeal") return facts.value.upheld ? "done" : "remove";
  return icons[act] ?? "help";
}

function moreOf(facts: Act["facts"], t: typeof fr, { money, moment }: Formats): string {
  const numbers = (list: readonly number[]) => list.join(", ");
  switch (facts.case) {
    case "phase": {
      const phase = t.phases[facts.value.phase] ?? "";
      return phase === "" ? "" : `${phase.charAt(0).toUpperCase()}${phase.slice(1)}.`;
    }
    case "receipt":
      return facts.value.version > 1 ? t.version(facts.value.version) : "";
    case "returned":
      return t.due(moment(facts.value.dueTime));
    case "support":
      return t.persons(facts.value.persons);
    case "verdict": {
      const { step, accepted, cost } = facts.value;
      const verdict = t.verdict(t.steps[step] ?? "", accepted ? t.accepted : t.refused);
      return accepted && cost > 0n && money !== undefined ? `${verdict} ${t.verdictCost(money(cost))}` : verdict;
    }
    case "appeal":
      return facts.value.upheld ? t.upheld : t.dismissed;
    case "merge":
      return t.merged(numbers(facts.value.parents), facts.value.parents.length);
    case "erasure":
      return t.erasedDocuments(facts.value.documents.length);
    case "project":
      return money === undefined ? "" : t.projectCost(money(facts.value.cost));
    case "incompatible":
      return facts.value.proposals.length === 0 ? "" : t.merged(numbers(facts.value.proposals), facts.value.proposals.length);
    default:
      return "";
  }
}
