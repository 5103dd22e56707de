// A map without tiles: places on a plane, discs whose area is the amount, a ground of squares of a round length.
import { greatest } from "./scale.ts";

export interface MapPoint {
  readonly id: string;
  /** Degrees, WGS 84. */
  readonly lon: number;
  readonly lat: number;
  readonly amount: bigint;
  readonly isFunded: boolean;
  /** Shown by the browser where a pointer rests; the list beside says it to all. */
  readonly title: string;
}

export interface Disc {
  readonly point: MapPoint;
  readonly x: number;
  readonly y: number;
  readonly r: number;
}

export interface MapPicture {
  readonly width: number;
  readonly height: number;
  /** The greatest first, so that none hides a smaller one. */
  readonly discs: readonly Disc[];
  /** Where the ground's lines are. */
  readonly xs: readonly number[];
  readonly ys: readonly number[];
  /** The length of a square's side, in metres. */
  readonly side: number;
}

const width = 1000;
const margin = 70;
const largest = 30;
const smallest = 3;
const metresPerDegree = 111_320;
/** A single place still has a neighbourhood around it, in metres. */
const leastExtent = 1000;

/** Undefined where no project has a place. */
export function moneyMap(points: readonly MapPoint[]): MapPicture | undefined {
  if (points.length === 0) return undefined;
  const middle = (Math.min(...points.map((point) => point.lat)) + Math.max(...points.map((point) => point.lat))) / 2;
  const east = points.map((point) => point.lon * metresPerDegree * Math.cos((middle * Math.PI) / 180));
  const south = points.map((point) => -point.lat * metresPerDegree);
  const [left, across] = extent(east);
  const [top, down] = extent(south);
  // No map is more than twice as wide as high, nor much higher than wide: it would not be seen at once.
  const scale = (width - 2 * margin) / Math.max(across, down / 1.3);
  const height = Math.max(down * scale, (across * scale) / 2) + 2 * margin;
  const [offsetX, offsetY] = [(width - across * scale) / 2, (height - down * scale) / 2];
  const dearest = greatest(...points.map((point) => point.amount));
  const discs = points.map((point, i) => ({
    point,
    x: offsetX + ((east[i] as number) - left) * scale,
    y: offsetY + ((south[i] as number) - top) * scale,
    r: Math.max(smallest, largest * Math.sqrt(dearest === 0n ? 0 : Number((point.amount * 1_000_000n) / dearest) / 1_000_000)),
  }));
  discs.sort((a, b) => b.r - a.r);
  const side = roundLength(width / scale / 6);
  return { width, height, discs, side, xs: lines(width, side * scale), ys: lines(height, side * scale) };
}

function extent(values: readonly number[]): [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const size = Math.max(high - low, leastExtent);
  return [(low + high - size) / 2, size];
}

/** The nearest of 1, 2 or 5 and zeros. */
function roundLength(metres: number): number {
  const ten = 10 ** Math.floor(Math.log10(metres));
  return [1, 2, 5, 10].map((factor) => factor * ten).reduce((best, one) => (Math.abs(Math.log(one / metres)) < Math.abs(Math.log(best / metres)) ? one : best));
}

function lines(length: number, step: number): readonly number[] {
  return Array.from({ length: Math.ceil(length / step) - 1 }, (_, i) => (i + 1) * step);
}
