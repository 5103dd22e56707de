import type { Point } from "../../catalogue/places.ts";
import { type Box, type District, namePlaces } from "./districts.ts";

export interface Spot {
  readonly x: number;
  readonly y: number;
}

/** Something on the screen, by its middle, in pixels. */
export interface Rect extends Spot {
  readonly width: number;
  readonly height: number;
}

export interface PlacedName extends Spot {
  readonly name: string;
}

/**
 * Where the names of districts stand: each on its own land and whole, where least of `taken` covers it, and never over another name: whichever
 * comes second waits for a nearer look. `letter` is the width of one, in pixels.
 */
export function placeNames(districts: readonly District[], view: Box, at: (point: Point) => Spot, taken: readonly Rect[], letter: number): readonly PlacedName[] {
  const placed: (PlacedName & Rect)[] = [];
  const { x: left, y: top } = at({ lon: view.west, lat: view.north });
  const { x: right, y: bottom } = at({ lon: view.east, lat: view.south });
  for (const district of districts) {
    if (district.name === "") continue;
    const size = sizeOf(district.name, letter);
    const within = (value: number, low: number, high: number, length: number) => Math.max(low + length / 2, Math.min(high - length / 2, value));
    const inside = ({ x, y }: Spot) => ({ x: within(x, left, right, size.width), y: within(y, top, bottom, size.height) });
    const free = namePlaces(district, view).map((point) => ({ name: district.name, ...size, ...inside(at(point)) })).filter((one) => placed.every((other) => overlap(one, other) === 0));
    const covered = free.map((one) => taken.reduce((sum, other) => sum + overlap(one, other), 0));
    const best = free[covered.indexOf(Math.min(...covered))];
    if (best !== undefined) placed.push(best);
  }
  return placed.map(({ name, x, y }) => ({ name, x, y }));
}

/** The most letters of a line; GroundView.svelte breaks it there. */
const line = 22;

function sizeOf(name: string, letter: number): { readonly width: number; readonly height: number } {
  const lines: number[] = [];
  for (const { length } of name.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last + 1 + length <= line) lines[lines.length - 1] = last + 1 + length;
    else lines.push(length);
  }
  return { width: (Math.max(...lines) + 1) * letter, height: lines.length * letter * 2.6 };
}

/** How much of one covers the other, in square pixels. */
function overlap(a: Rect, b: Rect): number {
  const shared = (from: number, to: number, size: number, other: number) => Math.max(0, Math.min(size, other, (size + other) / 2 - Math.abs(from - to)));
  return shared(a.x, b.x, a.width, b.width) * shared(a.y, b.y, a.height, b.height);
}
