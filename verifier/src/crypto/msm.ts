import { identity, type Point, type Scalar } from "@urna/protocol/group";

/** A sum of points, each times a public scalar. */
export class Terms {
  readonly points: Point[] = [];
  readonly scalars: Scalar[] = [];

  add(point: Point, scalar: Scalar): void {
    this.points.push(point);
    this.scalars.push(scalar);
  }

  sum(): Point {
    return sumOfProducts(this.points, this.scalars);
  }
}

/** The width of a window at which the number of additions is least. */
function windowWidth(count: number): number {
  let best = 2;
  let least = Infinity;
  for (let width = 2; width <= 16; width++) {
    const additions = Math.ceil(253 / width) * (count + 2 ** width);
    if (additions < least) {
      least = additions;
      best = width;
    }
  }
  return best;
}

/** The signed digits of scalars in base 2^width, digit after digit: each in -2^(width-1) .. 2^(width-1). */
function signedDigits(scalars: readonly Scalar[], width: number): Int32Array[] {
  const windows = Math.ceil(254 / width) + 1;
  const half = 2 ** (width - 1);
  const digits = Array.from({ length: windows }, () => new Int32Array(scalars.length));
  scalars.forEach((scalar, i) => {
    const words = new Uint32Array(9);
    for (let w = 0, rest: bigint = scalar; w < 8; w++, rest >>= 32n) words[w] = Number(rest & 0xffffffffn);
    let carry = 0;
    for (let w = 0; w < windows; w++) {
      let digit = bitsAt(words, w * width, width) + carry;
      carry = digit > half ? 1 : 0;
      if (carry === 1) digit -= 2 * half;
      (digits[w] as Int32Array)[i] = digit;
    }
  });
  return digits;
}

function bitsAt(words: Uint32Array, at: number, width: number): number {
  const word = at >> 5;
  if (word >= 8) return 0;
  const shift = at & 31;
  const low = (words[word] as number) >>> shift;
  const high = shift === 0 ? 0 : (words[word + 1] as number) << (32 - shift);
  return (low | high) & ((1 << width) - 1);
}

/** `sum scalars[i] points[i]`, by Pippenger's buckets over signed digits; for public values. Short scalars cost less. */
export function sumOfProducts(points: readonly Point[], scalars: readonly Scalar[]): Point {
  if (points.length === 0) return identity;
  const width = windowWidth(points.length);
  const digits = signedDigits(scalars, width);
  let total: Point | undefined;
  for (let w = digits.length - 1; w >= 0; w--) {
    if (total !== undefined) for (let i = 0; i < width; i++) total = total.double();
    const sum = windowSum(points, digits[w] as Int32Array, width);
    if (sum !== undefined) total = total === undefined ? sum : total.add(sum);
  }
  return total ?? identity;
}

function windowSum(points: readonly Point[], digits: Int32Array, width: number): Point | undefined {
  const buckets: (Point | undefined)[] = new Array(2 ** (width - 1) + 1);
  let highest = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits[i] as number;
    if (digit === 0) continue;
    const place = Math.abs(digit);
    const point = points[i] as Point;
    const bucket = buckets[place];
    if (bucket === undefined) buckets[place] = digit > 0 ? point : point.negate();
    else buckets[place] = digit > 0 ? bucket.add(point) : bucket.subtract(point);
    if (place > highest) highest = place;
  }
  let running: Point | undefined;
  let sum: Point | undefined;
  for (let place = highest; place > 0; place--) {
    const bucket = buckets[place];
    if (bucket !== undefined) running = running === undefined ? bucket : running.add(bucket);
    if (running !== undefined) sum = sum === undefined ? running : sum.add(running);
  }
  return sum;
}
