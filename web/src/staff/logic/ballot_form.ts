import type { BallotFormatJson } from "@urna/protocol/gen/urna/v1/config_pb";

export const ballotKinds = ["approval", "cumulative", "scoring", "ordinal", "chooseOne"] as const;
export type BallotKind = (typeof ballotKinds)[number];

/** The limits that each format has, as the API calls them. */
export const limitsOf = {
  approval: ["maxLength", "minLength", "maxSumCost", "minSumCost"],
  cumulative: ["maxSumPoints", "maxPoints", "maxLength", "minLength", "minSumPoints"],
  scoring: ["maxPoints", "maxLength", "minLength"],
  ordinal: ["maxLength", "minLength"],
  chooseOne: [],
} as const satisfies Readonly<Record<BallotKind, readonly string[]>>;
export type Limit = (typeof limitsOf)[BallotKind][number];

/** Whether a limit is an amount of money. */
export function isAmount(limit: Limit): boolean {
  return limit === "maxSumCost" || limit === "minSumCost";
}

/** A ballot format as its form holds it: limits as they are typed, empty for none. */
export interface BallotForm {
  kind: BallotKind;
  limits: Record<Limit, string>;
}

const allLimits = [...new Set(Object.values(limitsOf).flat())] as Limit[];

/** `typed` writes an amount. */
export function ballotFormOf(format: BallotFormatJson | undefined, typed: (minor: string) => string): BallotForm {
  const kind = ballotKinds.find((one) => format?.[one] !== undefined) ?? "approval";
  const given = (format?.[kind] ?? {}) as Partial<Record<Limit, string | number>>;
  const text = (limit: Limit) => {
    const value = given[limit];
    return value === undefined || Number(value) === 0 ? "" : isAmount(limit) ? typed(String(value)) : String(value);
  };
  return { kind, limits: Object.fromEntries(allLimits.map((limit) => [limit, text(limit)])) as Record<Limit, string> };
}

/** `read` reads what was typed as the API has it, and tells where it stands in the request; undefined where nothing was typed. */
export function ballotFormatOf({ kind, limits }: BallotForm, read: (text: string, limit: Limit, path: string) => string | number | undefined): BallotFormatJson {
  const field = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const set = limitsOf[kind].flatMap((limit) => {
    const value = read(limits[limit], limit, `contest.ballot_format.${field(kind)}.${field(limit)}`);
    return value === undefined ? [] : [[limit, value] as const];
  });
  return { [kind]: Object.fromEntries(set) };
}
