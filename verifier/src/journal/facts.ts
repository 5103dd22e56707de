import { compareBytes, demand, utf8 } from "@urna/protocol/bytes";
import { ReviewStep, type ActFacts, type VerdictFacts } from "@urna/protocol/gen/urna/v1/journal_pb";
import type { Calendar } from "@urna/protocol/gen/urna/v1/mandate_pb";

const mostMoney = 1n << 53n;

function isMoney(amount: bigint): boolean {
  return amount >= 0n && amount <= mostMoney;
}

function isAscending(numbers: readonly number[]): boolean {
  return numbers.every((number, i) => i === 0 || (numbers[i - 1] as number) < number);
}

/** Refuses facts that are out of their ranges (20.2). */
export function checkFacts(facts: ActFacts["facts"]): void {
  switch (facts.case) {
    case "phase":
      return demand(facts.value.phase >= 1 && facts.value.phase <= 11, "begins a phase that there is not");
    case "calendar":
      return checkCalendar(facts.value);
    case "receipt":
      return demand(facts.value.channel >= 1 && facts.value.channel <= 3 && facts.value.version >= 1, "has no channel that there is, or no version");
    case "returned":
      return demand(facts.value.dueTime !== 0n, "has no due time");
    case "support":
      return demand(facts.value.persons >= 1, "is of no persons");
    case "verdict":
      return checkVerdict(facts.value);
    case "merge":
      return demand(facts.value.parents.length >= 1 && facts.value.parents.length <= 100 && isAscending(facts.value.parents), "does not merge 1 to 100 proposals, ascending");
    case "erasure": {
      const { documents } = facts.value;
      const good = documents.length >= 1 && documents.length <= 1000 && documents.every((digest) => digest.length === 32)
        && documents.every((digest, i) => i === 0 || compareBytes(documents[i - 1] as Uint8Array, digest) < 0);
      return demand(good, "does not erase 1 to 1,000 documents, ascending");
    }
    case "project": {
      const { cost, proposal, configHash } = facts.value;
      return demand(isMoney(cost) && proposal <= 1 << 20 && configHash.length === 32, "has a project's cost, proposal or hash out of range");
    }
    case "incompatible": {
      const { proposals } = facts.value;
      const good = proposals.length === 0 || (proposals.length >= 2 && proposals.length <= 100 && isAscending(proposals));
      return demand(good, "does not name no proposal, or 2 to 100, ascending");
    }
    default:
      return;
  }
}

function checkCalendar({ timeZone, windows }: Calendar): void {
  const length = utf8(timeZone).length;
  demand(length >= 1 && length <= 64, "has a time zone that has not 1 to 64 bytes");
  const kinds = windows.map((window) => window.kind as number);
  demand(isAscending(kinds) && kinds.every((kind) => kind >= 1 && kind <= 7), "has windows that are unknown, or not ascending");
  demand(windows.every((window) => window.startTime < window.endTime), "has a window that ends before it begins");
}

function checkVerdict({ step, accepted, cost, yearlyCost, months, coFunding }: VerdictFacts): void {
  demand(step === ReviewStep.FORMAL || step === ReviewStep.SUBSTANTIVE, "is of a step that there is not");
  demand([cost, yearlyCost, coFunding].every(isMoney) && months <= 1200, "has an amount out of range");
  const none = cost === 0n && yearlyCost === 0n && coFunding === 0n && months === 0;
  demand(none || (step === ReviewStep.SUBSTANTIVE && accepted), "has amounts that only an accepted substantive step has");
}
