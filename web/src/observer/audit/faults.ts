/** Whose fault a fault is, from the verifier's words; `trustee` is undefined where it is nobody's of theirs. */
export function readFault(reason: string): { readonly trustee: number | undefined; readonly what: "mix" | "decryption" | "other" } {
  const [, number, rest] = /^trustee ([0-9]+): (.*)$/s.exec(reason) ?? [];
  if (number === undefined) return { trustee: undefined, what: "other" };
  return { trustee: Number(number), what: rest?.startsWith("its mix") === true ? "mix" : rest?.startsWith("its file") === true ? "decryption" : "other" };
}
