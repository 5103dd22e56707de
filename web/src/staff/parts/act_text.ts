import type { JournalEntryJson } from "@urna/protocol/gen/urna/v1/journal_service_pb";
import { amountText, type Currency } from "../../words/amounts.js";
import { dayText } from "../../words/dates.js";
import type { Language } from "../../words/language.svelte.js";
import type fr from "../words.fr.js";

/** What an act of the journal says beside its title; empty where the title says all. */
export function actSentence({ act, facts }: JournalEntryJson, t: typeof fr, currency: Currency, language: Language, zone?: string): string {
  const said = t.journal.said;
  const amount = (minor: string | undefined) => amountText(BigInt(minor ?? "0"), currency, language);
  const some = (minor: string | undefined, say: (text: string) => string) => ((minor ?? "0") === "0" ? [] : [say(amount(minor))]);
  switch (act) {
    case "JOURNAL_ACT_PHASE":
      return said.phase(t.phases[facts?.phase?.phase ?? "PHASE_UNSPECIFIED"]);
    case "JOURNAL_ACT_FORM":
      return said.form(facts?.form?.supportNeeded ?? 0);
    case "JOURNAL_ACT_RECEIVED":
    case "JOURNAL_ACT_REVISED":
      return said.version(facts?.receipt?.version ?? 1, said.channels[facts?.receipt?.channel ?? "CHANNEL_UNSPECIFIED"]);
    case "JOURNAL_ACT_RETURNED":
      return said.returned(dayText(Number(facts?.returned?.dueTime ?? "0"), language, zone));
    case "JOURNAL_ACT_SUPPORTED":
      return said.supported(facts?.support?.persons ?? 0);
    case "JOURNAL_ACT_VERDICT": {
      const { step = "REVIEW_STEP_UNSPECIFIED", accepted = false, cost, yearlyCost, months, coFunding } = facts?.verdict ?? {};
      const costs = accepted && step === "REVIEW_STEP_SUBSTANTIVE" ? [said.cost(amount(cost)), ...some(yearlyCost, said.yearly), ...((months ?? 0) > 0 ? [said.months(months ?? 0)] : []), ...some(coFunding, said.coFunding)] : [];
      return [said.verdict(said.steps[step], accepted), ...costs].join(" ");
    }
    case "JOURNAL_ACT_APPEAL_DECIDED":
      return said.appeal(facts?.appeal?.upheld ?? false);
    case "JOURNAL_ACT_MERGED":
      return said.merged(facts?.merge?.parents ?? []);
    case "JOURNAL_ACT_ERASED":
      return said.erased(facts?.erasure?.documents?.length ?? 0);
    case "JOURNAL_ACT_PROJECT":
      return said.project(amount(facts?.project?.cost), facts?.project?.proposal ?? 0);
    case "JOURNAL_ACT_INCOMPATIBLE":
      return said.incompatible(facts?.incompatible?.proposals ?? []);
    default:
      return "";
  }
}
