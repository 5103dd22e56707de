import { demand, equalBytes } from "@urna/protocol/bytes";
import { leafHash, nodeHash, TreeHasher } from "@urna/protocol/merkle";
import { acceptCheckpoint, mostNoteBytes, type Checkpoint, type Vkey } from "@urna/protocol/notes";
import { mostLeafBytes, parseEntryBundle, tilesOf, tileWidth } from "@urna/protocol/tiles";
import type { Folder } from "../folder.js";

/** A log whose root was rebuilt from its entries. */
export interface Log {
  readonly checkpoint: Checkpoint;
  readonly leaves: readonly Uint8Array[];
  /** The root of the first so many records. */
  rootAt(size: number): Uint8Array;
  /** The leaf hash of a record. */
  hashAt(index: number): Uint8Array;
}

/** A log has at most so many records, and at least one. */
const mostRecords = 1n << 32n;
const mostBundleBytes = tileWidth * (mostLeafBytes + 2);

/** The hashes of one level of the tree, one after the other. */
class Level {
  #bytes = new Uint8Array(32 * tileWidth);
  count = 0;

  push(hash: Uint8Array): void {
    if (32 * this.count === this.#bytes.length) {
      const larger = new Uint8Array(2 * this.#bytes.length);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes.set(hash, 32 * this.count++);
  }

  slice(from: number, to: number): Uint8Array {
    return this.#bytes.subarray(32 * from, 32 * to);
  }
}

/** The root of a full tile of 256 hashes. */
function tileRoot(hashes: Uint8Array): Uint8Array {
  let row = Array.from({ length: hashes.length / 32 }, (_, i) => hashes.subarray(32 * i, 32 * i + 32));
  while (row.length > 1) row = Array.from({ length: row.length / 2 }, (_, i) => nodeHash(row[2 * i] as Uint8Array, row[2 * i + 1] as Uint8Array));
  return row[0] as Uint8Array;
}

/** The checkpoint of a log below `prefix` ("" or "journal/"), by section 8.4, and the number of its records as one that can be counted. */
export async function readCheckpoint(folder: Folder, prefix: string, key: Vkey, witnesses: readonly Vkey[]): Promise<Checkpoint> {
  const checkpoint = acceptCheckpoint(await folder.read(`${prefix}checkpoint`, mostNoteBytes), key, witnesses);
  demand(checkpoint.size >= 1n && checkpoint.size <= mostRecords, `${prefix}checkpoint: says not 1 to 2^32 records`);
  demand(checkpoint.size <= BigInt(folder.count) * BigInt(tileWidth), `${prefix}checkpoint: says more records than the folder holds`);
  return checkpoint;
}

/** The files of the tiles of a log of `size` records. */
export function tileFiles(prefix: string, size: number): Set<string> {
  const files = new Set<string>();
  for (const tile of tilesOf(size)) files.add(prefix + tile.path);
  return files;
}

/** Rebuilds the root from all entries, and compares all tiles with what the entries come to. */
export async function rebuildLog(folder: Folder, prefix: string, checkpoint: Checkpoint): Promise<Log> {
  const size = Number(checkpoint.size);
  const leaves: Uint8Array[] = [];
  const levels: Level[] = [new Level()];
  const base = levels[0] as Level;
  for (const tile of tilesOf(size)) {
    if (tile.level === "entries") {
      const bundle = await folder.read(prefix + tile.path, mostBundleBytes);
      for (const leaf of parseEntryBundle(bundle, tile.width)) {
        leaves.push(leaf);
        base.push(leafHash(leaf));
      }
      continue;
    }
    const level = levels[tile.level] as Level;
    const own = level.slice(tile.index * tileWidth, tile.index * tileWidth + tile.width);
    demand(equalBytes(await folder.read(prefix + tile.path, 32 * tileWidth), own), `${prefix}${tile.path}: its hashes are not those of the entries`);
    if (tile.width < tileWidth) continue;
    const above = levels[tile.level + 1] ?? new Level();
    levels[tile.level + 1] = above;
    above.push(tileRoot(own));
  }
  const rootAt = (count: number): Uint8Array => rootOfFirst(levels, count);
  demand(equalBytes(rootAt(size), checkpoint.root), `${prefix}checkpoint: its root is not that of the entries`);
  return { checkpoint, leaves, rootAt, hashAt: (index) => base.slice(index, index + 1) };
}

/** The root of the first `count` records, from the full tiles among them, so that any size takes few hashes. */
function rootOfFirst(levels: readonly Level[], count: number): Uint8Array {
  let root: Uint8Array | undefined;
  let end = count;
  for (let l = 0; l < levels.length; l++) {
    // What fills no tile of the next level stands at this one; at the highest, all that is left.
    const highest = l === levels.length - 1;
    const begin = highest ? 0 : end - (end % tileWidth);
    const row = new TreeHasher();
    for (let i = begin; i < end; i++) row.add((levels[l] as Level).slice(i, i + 1));
    root = row.rootWith(root);
    end = begin / tileWidth;
  }
  return root ?? new TreeHasher().root();
}
