// Numbers as outcomes spell them, exactly. Nothing goes through a float.

/** A decimal number of currency units in minor units: `1200.5` with 2 digits is 120050. */
export function minorOf(decimal: string, digits: number): bigint {
  const [whole = "0", rest = ""] = decimal.split(".");
  // Three decimals have a zero after them, so that there may be more than the currency has.
  return BigInt(whole + rest.slice(0, digits).padEnd(digits, "0"));
}

export interface Rational {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** `7/3`, or `7`. */
export function rationalOf(text: string): Rational {
  const [numerator = "0", denominator = "1"] = text.split("/");
  return { numerator: BigInt(numerator), denominator: BigInt(denominator) };
}

/** A number of currency units, not negative, in minor units: what is beyond a whole one is cut off. */
export function minorFloor({ numerator, denominator }: Rational, digits: number): bigint {
  return (numerator * 10n ** BigInt(digits)) / denominator;
}

/** The nearest whole number to `part / whole`, halves up; neither is negative. */
export function rounded(part: bigint, whole: bigint): bigint {
  return whole <= 0n ? 0n : (2n * part + whole) / (2n * whole);
}

/** With one decimal: 17 and 10 are 1.7. */
export function oneDecimal({ numerator, denominator }: Rational): number {
  return Number(rounded(numerator * 10n, denominator)) / 10;
}
