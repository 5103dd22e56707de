import { demand, Reader } from "./bytes.js";

export const tileWidth = 256;
export const mostLeafBytes = 65535;

function tileNumber(n: number): string {
  let text = (n % 1000).toString().padStart(3, "0");
  for (let rest = Math.floor(n / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    text = `x${(rest % 1000).toString().padStart(3, "0")}/${text}`;
  }
  return text;
}

/** A tile of a tree: `level` is a number, or "entries" for an entry bundle; `width` is 1 to 256. */
export interface Tile {
  readonly level: number | "entries";
  readonly index: number;
  readonly width: number;
  /** Below the log's folder: `tile/<L>/<N>`, with `.p/<W>` where it is partial. */
  readonly path: string;
}

/** The path of a tile of C2SP tlog-tiles. */
export function tilePath(level: number | "entries", index: number, width: number): string {
  return `tile/${level}/${tileNumber(index)}${width < tileWidth ? `.p/${width}` : ""}`;
}

function* level(name: number | "entries", count: number): Generator<Tile> {
  for (let index = 0; index * tileWidth < count; index++) {
    const width = Math.min(tileWidth, count - index * tileWidth);
    yield { level: name, index, width, path: tilePath(name, index, width) };
  }
}

/** Exactly the tiles of a tree of `size` leaves: entry bundles first, then level 0 and up. */
export function* tilesOf(size: number): Generator<Tile> {
  yield* level("entries", size);
  for (let l = 0, count = size; count > 0; l++, count = Math.floor(count / tileWidth)) yield* level(l, count);
}

/** The `width` leaves of an entry bundle, as views; throws a ProtocolError where it holds others. */
export function parseEntryBundle(bytes: Uint8Array, width: number): Uint8Array[] {
  const reader = new Reader(bytes, "an entry bundle");
  const leaves: Uint8Array[] = [];
  for (let i = 0; i < width; i++) leaves.push(reader.take(reader.u16be()));
  reader.end();
  demand(leaves.length === width, "an entry bundle has too few entries");
  return leaves;
}
