import type { Fault } from "../../citizen/proposals/write/content.js";
import { amountFault } from "../parts/entries.js";
import type shared from "../words.fr.js";
import type fr from "./words.fr.js";

/** What is wrong with a field, in words that stand beside its label. */
export function wrongText({ code, most = 0, detail = "" }: Fault, digits: number, t: typeof fr, words: typeof shared): string {
  switch (code) {
    case "amount-notOne":
      return amountFault("notOne", digits, words);
    case "amount-ambiguous":
      return amountFault("ambiguous", digits, words);
    case "amount-decimals":
      return amountFault("decimals", digits, words);
    case "amount-tooLarge":
      return amountFault("tooLarge", digits, words);
    case "required":
      return words.faults.empty();
    case "oneLine":
      return words.faults.line();
    case "refused":
      return words.faults.unknown(detail);
    case "tooLong":
      return t.wrong.tooLong(most);
    default:
      return t.wrong[code];
  }
}
