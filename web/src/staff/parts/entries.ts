import { type AmountFault, parseAmount } from "../../words/amount_entry.js";
import { momentsOf } from "../logic/zoned.js";
import type fr from "../words.fr.js";
import { type FieldProblem, FormProblem } from "./act.svelte.js";

/** What stands in a field for a time: the clock in the calendar's zone, and which of two it is where clocks go back. */
export interface TypedTime {
  readonly wall: string;
  readonly isSecond: boolean;
}

export function amountFault(fault: AmountFault, digits: number, t: typeof fr): string {
  return fault === "decimals" ? t.amount.decimals(digits) : t.amount[fault];
}

/** Reads what was typed, and collects what is off, so that all of it is said at once. */
export class Entries {
  readonly #problems: FieldProblem[] = [];

  constructor(private readonly t: typeof fr) {}

  /** As the API has amounts; undefined where nothing was typed. */
  amount(text: string, digits: number, path: string): string | undefined {
    if (text.trim() === "") return undefined;
    const read = parseAmount(text, digits);
    if ("minor" in read) return read.minor.toString();
    this.wrong(path, amountFault(read.fault, digits, this.t));
    return undefined;
  }

  /** A whole number from 0 on; undefined where nothing was typed. */
  whole(text: string, most: number, path: string): number | undefined {
    if (text.trim() === "") return undefined;
    const number = /^\d{1,12}$/.test(text.trim()) ? Number(text.trim()) : NaN;
    if (number <= most) return number;
    this.wrong(path, this.t.faults.range("0", String(most)));
    return undefined;
  }

  /** In Unix seconds; undefined where nothing was typed. */
  moment({ wall, isSecond }: TypedTime, zone: string, path: string): number | undefined {
    if (wall === "") return undefined;
    const moments = momentsOf(wall, zone);
    if (moments.kind === "one") return moments.seconds;
    if (moments.kind === "two") return isSecond ? moments.second : moments.first;
    this.wrong(path, moments.kind === "gap" ? this.t.time.gap : this.t.time.notOne);
    return undefined;
  }

  wrong(path: string, text: string): void {
    this.#problems.push({ path, text });
  }

  /** Throws where anything was off. */
  check(): void {
    if (this.#problems.length > 0) throw new FormProblem(this.#problems);
  }
}
