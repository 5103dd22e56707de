/** What is wrong with a typed amount. */
export type AmountFault = "notOne" | "ambiguous" | "decimals" | "tooLarge";

/** The server takes no more: 2^53 minor units. */
const most = 2n ** 53n;
const spaces = /[\s\u00a0\u2007\u2009\u202f'’_]/g;

/**
 * A typed amount as minor units, exact: nothing goes through a float. Groups may be parted by spaces or apostrophes, decimals by a comma or a
 * dot. One mark with three digits after it may mean two amounts, and is asked back.
 */
export function parseAmount(text: string, digits: number): { readonly minor: bigint } | { readonly fault: AmountFault } {
  const plain = text.replace(spaces, "");
  const found = /^(\d+)(?:([.,])(\d+))?$/.exec(plain) ?? grouped(plain);
  if (found === null) return { fault: "notOne" };
  const whole = found[1] as string;
  const decimals = found[3] ?? "";
  if (decimals.length === 3 && !/^0+$/.test(whole) && whole.length <= 3 && !("isGrouped" in found)) return { fault: "ambiguous" };
  if (/[^0]/.test(decimals.slice(digits))) return { fault: "decimals" };
  const minor = BigInt(whole) * 10n ** BigInt(digits) + BigInt(decimals.slice(0, digits).padEnd(digits, "0") || "0");
  return minor > most ? { fault: "tooLarge" } : { minor };
}

/** `1.234.567,89` or `1,234,567.89`: the marks of groups and of decimals differ, or there are two groups. */
function grouped(plain: string): (readonly [string, string, string, string] & { isGrouped: true }) | null {
  const found = /^(\d{1,3}(?:([.,])\d{3})(?:\2\d{3})*)(?:([.,])(\d+))?$/.exec(plain);
  if (found === null) return null;
  const [, whole, mark, decimalMark, decimals] = found;
  const groups = (whole as string).split(mark as string);
  if (decimalMark === mark || (decimalMark === undefined && groups.length < 3)) return null;
  return Object.assign([plain, groups.join(""), decimalMark ?? "", decimals ?? ""] as const, { isGrouped: true as const });
}

/** How an amount stands in a field: digits and, where there are any, decimals, with the mark of the language. */
export function typedAmount(minor: bigint, digits: number, mark: "," | "."): string {
  const text = minor.toString().padStart(digits + 1, "0");
  if (digits === 0) return text;
  const decimals = text.slice(-digits);
  return /^0+$/.test(decimals) ? text.slice(0, -digits) : `${text.slice(0, -digits)}${mark}${decimals}`;
}
