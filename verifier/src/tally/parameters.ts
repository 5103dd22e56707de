import { amountOf, listOf, splitAmount } from "@urna/protocol/rule_values";
import type { BallotKind } from "./election.js";

export type Given = ReadonlyMap<string, string>;

/** Parameters of a rule as they count, with their defaults filled in. */
export class Parameters {
  constructor(readonly given: Given, readonly kind: BallotKind, readonly digits: number) {}

  /** A word, or its default. */
  word(name: string, byDefault: string): string {
    return this.given.get(name) ?? byDefault;
  }

  number(name: string): bigint {
    return BigInt(this.given.get(name) ?? "0");
  }

  list(name: string): string[] {
    return listOf(this.given.get(name) ?? "", ",");
  }

  /** Lists of ids, and how each was spelled. */
  groups(name: string): { readonly spelled: string; readonly ids: readonly string[] }[] {
    return listOf(this.given.get(name) ?? "", ";").map((group) => ({ spelled: group, ids: listOf(group, ",") }));
  }

  /** `NAME=AMOUNT` pairs, in minor units. */
  amounts(name: string): { readonly name: string; readonly amount: bigint }[] {
    return listOf(this.given.get(name) ?? "", ";").map((pair) => {
      const split = splitAmount(pair, this.digits);
      if (split === undefined) throw new Error(`parameter ${name} has no amount that can be counted`);
      return split;
    });
  }

  amount(name: string, byDefault: string): bigint {
    const amount = amountOf(this.given.get(name) ?? byDefault, this.digits);
    if (amount === undefined) throw new Error(`parameter ${name} is no amount that can be counted`);
    return amount;
  }

  /** What is ranked: votes or points. */
  score(): "votes" | "points" {
    const score = this.word("score", "auto");
    if (score === "auto") return this.kind === "cumulative" || this.kind === "scoring" ? "points" : "votes";
    return score as "votes" | "points";
  }

  utility(): "cost" | "cardinality" | "points" {
    const utility = this.word("utility", "auto");
    if (utility === "auto") return this.kind === "approval" || this.kind === "choose-1" ? "cost" : "points";
    return utility as "cost" | "cardinality" | "points";
  }

  borda(): "len-1" | "len" | "ballot" {
    return this.word("borda", "len-1") as "len-1" | "len" | "ballot";
  }
}

/** An amount of minor units in currency units, without zeros at its end, but one after three decimals: they look like thousands. */
export function amountText(minor: bigint, digits: number): string {
  const unit = 10n ** BigInt(digits);
  const decimals = (minor % unit).toString().padStart(digits, "0").replace(/0+$/, "");
  return decimals === "" ? `${minor / unit}` : `${minor / unit}.${decimals.length === 3 ? `${decimals}0` : decimals}`;
}
