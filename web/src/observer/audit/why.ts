import type { Report } from "@urna/verifier";

/**
 * What kind of thing does not hold, so that it can be said to people: a file that was lost on the way is something else than a lie. `brought` is
 * about what the observer has brought.
 */
export type Why =
  | "unlisted" | "missing" | "damaged"
  | "brought-manifest" | "brought-key" | "brought-receipt" | "brought-receipt-elsewhere" | "brought-checkpoint" | "taken-back"
  | "false";

const kinds: readonly (readonly [RegExp, Why])[] = [
  [/not the one that you know it by/, "brought-manifest"],
  [/^a kept (?:receipt|checkpoint): it is larger than the log|^a kept (?:receipt|checkpoint): it is of another log/, "taken-back"],
  [/^a kept receipt: the log holds another record/, "taken-back"],
  [/^a kept receipt: (?:a checkpoint is of another log|a checkpoint is not signed)/, "brought-receipt-elsewhere"],
  [/^a kept receipt: /, "brought-receipt"],
  [/^a kept checkpoint: /, "brought-checkpoint"],
  [/: is missing$|: cannot be read/, "missing"],
  [/no such file$|no bundle has$|begins with a dot$|empty folder$|neither a file nor a folder$/, "unlisted"],
  [/is not the file that record|: has \d+ bytes, more than|has changed since the list was made/, "damaged"],
];

/** The step of a report that does not hold, and what kind of thing that is. */
export function failureOf({ steps }: Report): { readonly step: number; readonly why: Why; readonly detail: string } | undefined {
  const failed = steps.find((step) => !step.ok);
  if (failed === undefined) return undefined;
  const found = kinds.find(([pattern]) => pattern.test(failed.detail));
  const why = found?.[1] ?? "false";
  // The key is compared in step 4, the manifest in step 2; both are said in like words.
  return { step: failed.number, why: why === "brought-manifest" && failed.number === 4 ? "brought-key" : why, detail: failed.detail };
}
