/** Without what `isDropped` at both ends, in linear time. */
function stripped(text: string, isDropped: (character: string) => boolean): string {
  let from = 0;
  let to = text.length;
  while (from < to && isDropped(text.charAt(from))) from++;
  while (to > from && isDropped(text.charAt(to - 1))) to--;
  return text.slice(from, to);
}

function trimmed(text: string): string {
  return stripped(text, (character) => /[\t-\r \u00a0]/.test(character));
}

/** The elements of a list, without white space around them and without empty ones. */
export function listOf(value: string, separator: string): string[] {
  return value.split(separator).map(trimmed).filter((element) => element !== "");
}

/** `NAME=AMOUNT`, split at the last `=`; the amount in minor units. */
export function splitAmount(pair: string, currencyDigits: number): { readonly name: string; readonly amount: bigint } | undefined {
  const at = pair.lastIndexOf("=");
  if (at < 0) return undefined;
  const amount = amountOf(trimmed(pair.slice(at + 1)), currencyDigits);
  return amount === undefined ? undefined : { name: trimmed(pair.slice(0, at)), amount };
}

const plain = /^([0-9]+)(?:[.,]([0-9]*))?(?:[eE]([+-]?[0-9]{1,2}))?$/;
const grouped = /^([1-9][0-9]{0,2}([ \u00a0\u2007\u2009\u202f'\u2019.,])[0-9]{3}(?:\2[0-9]{3})*)(?:(?!\2)[.,]([0-9]+))?(?:[eE]([+-]?[0-9]{1,2}))?$/;
const mostDigits = 18;
const mostAmount = 1n << 63n;

interface Spelled {
  readonly whole: string;
  readonly decimals: string;
  readonly exponent: number;
}

/** The parts of an amount, or undefined where it is none, or where a mark may be that of thousands or of decimals (`1.500`). */
function spelled(text: string): Spelled | undefined {
  const [found, whole = "", decimals, exponent] = plain.exec(text) ?? [];
  if (found !== undefined) {
    const isEither = decimals?.length === 3 && exponent === undefined && !whole.startsWith("0");
    return isEither ? undefined : { whole, decimals: decimals ?? "", exponent: Number(exponent ?? "0") };
  }
  const [groups, numbers = "", mark = "", rest, power] = grouped.exec(text) ?? [];
  if (groups === undefined) return undefined;
  const digits = numbers.split(mark);
  const isOneGroupByAMark = (mark === "." || mark === ",") && digits.length === 2 && rest === undefined;
  return isOneGroupByAMark ? undefined : { whole: digits.join(""), decimals: rest ?? "", exponent: Number(power ?? "0") };
}

/** An amount in currency units, as minor units; undefined where it is none, too large, or has more decimals than the currency. */
export function amountOf(text: string, currencyDigits: number): bigint | undefined {
  const parts = spelled(text);
  if (parts === undefined) return undefined;
  const { whole, decimals, exponent } = parts;
  const all = whole + decimals;
  const digits = stripped(all, (digit) => digit === "0");
  if (digits === "") return 0n;
  const zerosAtTheEnd = all.length - all.lastIndexOf(digits.charAt(digits.length - 1)) - 1;
  const shift = currencyDigits - decimals.length + exponent + zerosAtTheEnd;
  if (digits.length > mostDigits || shift < 0 || shift > mostDigits) return undefined;
  const amount = BigInt(digits) * 10n ** BigInt(shift);
  return amount < mostAmount ? amount : undefined;
}
