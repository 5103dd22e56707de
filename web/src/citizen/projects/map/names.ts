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
 * Where the names of districts stand: each on its own land and whole, free of `taken` where there is such a place, and never over another name: whichever
 * comes second waits for a nearer look. `letter` is the width of one, in pixels.
 */
export function placeNames(districts: readonly District[], view: Box, at: (point: Point) => Spot, taken: readonly Rect[], letter: number): readonly PlacedName[] {
  const placed: (PlacedName & Rect)[] = [];
  const left = at({ lon: view.west, lat: view.north }).x;
  const right = at({ lon: view.east, lat: view.north }).x;
  for (const district of districts) {
    if (district.name === "") continue;
    const size = sizeOf(district.name, letter);
    const inside = ({ x, y }: Spot) => ({ x: Math.max(left + size.width / 2, Math.min(right - size.width / 2, x)), y });
    const free = namePlaces(district, view).map((point) => ({ name: district.name, ...size, ...inside(at(point)) })).filter((one) => !placed.some((other) => meet(one, other)));
    const best = free.find((one) => !taken.some((other) => meet(one, other))) ?? free[0];
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

function meet(a: Rect, b: Rect): boolean {
  return Math.abs(a.x - b.x) * 2 < a.width + b.width && Math.abs(a.y - b.y) * 2 < a.height + b.height;
}
