function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

/** An exact number: in lowest terms, the denominator positive. */
export class Rational {
  static readonly zero = new Rational(0n, 1n);

  private constructor(readonly numerator: bigint, readonly denominator: bigint) {}

  /** `numerator / denominator`; the denominator is not 0. */
  static of(numerator: bigint, denominator = 1n): Rational {
    const divisor = gcd(numerator, denominator < 0n ? -denominator : denominator);
    const sign = denominator < 0n ? -1n : 1n;
    return new Rational((sign * numerator) / divisor, (sign * denominator) / divisor);
  }

  compare(other: Rational): number {
    const difference = this.numerator * other.denominator - other.numerator * this.denominator;
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  }

  /** `n`, or `n/d`. */
  toString(): string {
    return this.denominator === 1n ? `${this.numerator}` : `${this.numerator}/${this.denominator}`;
  }
}

/** An approximation of `n / d` for positive numbers of any size, to about fifteen digits. */
export function ratio(n: bigint, d: bigint): number {
  if (n === 0n) return 0;
  const shift = bits(n) - bits(d);
  const scaled = shift > 64 ? (n >> BigInt(shift - 64)) / d : (n << BigInt(64 - shift)) / d;
  return Number(scaled) * 2 ** (shift - 64);
}

/** The length of a positive number in bits, rounded up to a multiple of four. */
function bits(n: bigint): number {
  return 4 * n.toString(16).length;
}
