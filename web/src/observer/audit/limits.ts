import type { Election, Texts } from "./election.js";

/** What an election does not protect against (3), for whoever says it in words; the verifier's `stated_limits` are the same in English. */
export type Limit =
  | { readonly kind: "read"; readonly together: number; readonly trustees: number; readonly alone: number; readonly authorities: number }
  | { readonly kind: "readAll"; readonly threshold: number; readonly trustees: number }
  | { readonly kind: "prevent"; readonly count: number; readonly trustees: number }
  | { readonly kind: "codes"; readonly count: number; readonly title: readonly Texts[] }
  | { readonly kind: "noWitness" };

export function limitsOf({ trustees: names, threshold, closingQuorum, authorities, authorityThreshold, electorates, witnessQuorum }: Election): Limit[] {
  const trustees = names.length;
  return [
    { kind: "read", together: Math.min(threshold, 2 * closingQuorum - trustees), trustees, alone: 2 * authorityThreshold - authorities, authorities },
    { kind: "readAll", threshold, trustees },
    { kind: "prevent", count: trustees - closingQuorum + 1, trustees },
    ...electorates.map(({ title, codeRegistrars }): Limit => ({ kind: "codes", count: codeRegistrars, title })),
    ...(witnessQuorum === 0 ? [{ kind: "noWitness" } as const] : []),
  ];
}
