// A calm picture for a project that has none of its own: told by its words where we know them, else by its id; the same on every device.
import { type Motif, motifs } from "./motifs.ts";
import { area, disc, moved, type Paint, type Placed, rect, repeat, type Shape } from "./shapes.ts";
import { bush, flowers, person, poplar, tree } from "./things.ts";

export const sceneWidth = 320;
export const sceneHeight = 180;

/** FNV-1a, then xorshift: numbers below 1 that depend on the id alone. */
function numbersOf(id: string): () => number {
  let state = 0x811c9dc5;
  for (const letter of id) state = Math.imul(state ^ (letter.codePointAt(0) as number), 0x01000193);
  state |= 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  for (let i = 0; i < 4; i++) next();
  return next;
}

/** Small letters without accents, so that words are found however they are written. */
function plainWords(text: string): readonly string[] {
  return text.normalize("NFD").replace(/\p{M}/gu, "").replace(/ł/giu, "l").toLowerCase().match(/\p{L}+/gu) ?? [];
}

/** The motif of which the text has a word, the earliest word first, the longest beginning where several fit. */
export function motifOf(text: string): Motif | undefined {
  for (const word of plainWords(text)) {
    let best: { motif: Motif; length: number } | undefined;
    for (const motif of motifs)
      for (const beginning of motif.words) if (word.startsWith(beginning) && (beginning.length > 3 || word.length <= beginning.length + 1) && beginning.length > (best?.length ?? 0)) best = { motif, length: beginning.length };
    if (best !== undefined) return best.motif;
  }
  return undefined;
}

export function scene(id: string, text: string): readonly Placed[] {
  const next = numbersOf(id);
  const pick = <One>(of: readonly One[]): One => of[Math.floor(next() * of.length)] as One;
  const drawn = pick(motifs);
  const motif = motifOf(text) ?? drawn;
  const isSunLeft = next() < 0.5;
  const middle = sceneWidth / 2 + (isSunLeft ? 1 : -1) * (4 + next() * 14);
  const ground = 148;
  const placed: Placed[] = [moved(0, 0, 1, [area("sky", rect(0, 0, sceneWidth, sceneHeight)), ...heavens(isSunLeft ? 34 + next() * 30 : 256 + next() * 30, 36 + next() * 12, 19 + next() * 6)])];
  placed.push(moved(0, 0, 1, pick([hills, skyline, wood])(next, ground)));
  placed.push(moved(0, 0, 1, [area("near", rect(0, ground, sceneWidth, sceneHeight - ground)), area("edge", rect(0, ground, sceneWidth, 4))]));
  // What stands beside: at the greater side something tall, at the other something low.
  const [left, right] = [middle - motif.half, sceneWidth - middle - motif.half];
  const beside = (from: number, room: number) => {
    const tall = room > 60 ? pick([tree(26 + next() * 8), tree(24, true), poplar(84)]) : poplar(62 + next() * 14);
    placed.push(moved(from + room / 2 + (next() - 0.5) * room * 0.2, ground + 3, 1, tall));
    if (room > 56) placed.push(moved(from + room * (next() < 0.5 ? 0.2 : 0.84), ground + 6, 0.8, pick([bush(), flowers("coral"), flowers("plum"), tree(18, true)])));
  };
  if (left > 26) beside(0, left);
  placed.push(moved(middle, ground + 4, 1, motif.shapes, next() < 0.5));
  if (right > 26) beside(sceneWidth - right, right);
  // People in front, where there are none in the motif's middle.
  const skins: readonly Paint[] = ["skin1", "skin2", "skin3", "skin4"];
  const cloths: readonly Paint[] = ["indigo", "coral", "plum", "leaf"];
  const side = left > right ? -1 : 1;
  placed.push(moved(middle + side * (motif.half + 10), 168, 1.1, person(pick(skins), pick(cloths), true), side > 0));
  if (next() < 0.6) placed.push(moved(middle + side * (motif.half + 32), 171, 0.9, person(pick(skins), pick(cloths))));
  placed.push(moved(Math.min(304, Math.max(16, middle - side * (motif.half + 4 + next() * 30))), 175, 0.8, pick([flowers("coral"), flowers("plum"), bush(), flowers("coral")])));
  return placed;
}

/** By day a sun; by night a moon and stars. */
function heavens(x: number, y: number, r: number): readonly Shape[] {
  const stars = [[96, 22], [-84, 30], [150, 44], [-150, 20], [52, 58], [-46, 64]] as const;
  return [
    area("star", stars.map(([along, top], i) => disc(round(x) + along, top, 1 + (i % 3) * 0.25)).join("")),
    area("sun", disc(x, y, r)),
    area("moon", `M${x - 0.3 * r} ${y - 0.95 * r}A${r} ${r} 0 1 1 ${x - 0.89 * r} ${y + 0.46 * r}A${0.9 * r} ${0.9 * r} 0 0 0 ${x - 0.3 * r} ${y - 0.95 * r}z`),
  ];
}

function hills(next: () => number, ground: number): readonly Shape[] {
  const [a, b] = [20 + next() * 34, 14 + next() * 30];
  return [area("far", `M0 ${ground - a}Q80 ${ground - a - 34} 170 ${ground - a + 8}T320 ${ground - b}V${ground}H0z`)];
}

function skyline(next: () => number, ground: number): readonly Shape[] {
  const blocks = [0, 1, 2, 3, 4, 5].map((i) => ({ x: i * 56 - 8 + next() * 14, width: 34 + next() * 16, height: 40 + next() * 56 })).filter(() => next() < 0.8);
  const windows = blocks.flatMap(({ x, width, height }) => {
    const columns = Math.floor((width - 6) / 13);
    const inset = (width - columns * 13 + 5) / 2;
    return Array.from({ length: Math.floor((height - 10) / 16) }, (_, row) => repeat(Array.from({ length: columns }, (_, c) => x + inset + c * 13), (at) => rect(round(at), round(ground - height + 9 + row * 16), 8, 9)));
  });
  return [area("far", blocks.map(({ x, width, height }) => rect(round(x), round(ground - height), round(width), round(height))).join("")), area("farGlass", windows.join(""))];
}

function wood(next: () => number, ground: number): readonly Shape[] {
  return [area("far", Array.from({ length: 11 }, (_, i) => disc(i * 32 + round(next() * 12), round(ground - 6 - next() * 18), round(20 + next() * 12))).join("") + rect(0, ground - 14, sceneWidth, 14))];
}

function round(value: number): number {
  return Math.round(value);
}
