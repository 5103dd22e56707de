import { generator } from "@urna/protocol/generators";
import type { Point } from "@urna/protocol/group";

const known: Point[] = [];
const mostKnown = 1 << 17;

/** Gen(i), kept for the next mix that asks for it. */
export function cachedGenerator(i: number): Point {
  const there = known[i];
  if (there !== undefined) return there;
  const made = generator(i);
  if (i < mostKnown) known[i] = made;
  return made;
}
