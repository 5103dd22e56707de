import { compareBytes, concat, utf8 } from "./bytes.js";
import { encodePoint, pointFromHash, type Point } from "./group.js";
import { frame, frameLabel, labelledHash, sha512 } from "./hashes.js";

/** Q of a purpose (12b); `digest` is that of the call of a panel. */
export function lotPoint(manifestHash: Uint8Array, purpose: string, digest?: Uint8Array): Point {
  const framed = concat(frameLabel("lot"), frame(manifestHash), frame(utf8(purpose)));
  return pointFromHash(sha512(digest === undefined ? framed : concat(framed, frame(digest))));
}

export function lotSeed(manifestHash: Uint8Array, purpose: string, z: Point, digest?: Uint8Array): Uint8Array {
  const parts = digest === undefined ? [] : [digest];
  return labelledHash("lot-seed", manifestHash, utf8(purpose), ...parts, encodePoint(z));
}

export function lotRank(seed: Uint8Array, id: string): Uint8Array {
  return labelledHash("lot-rank", seed, utf8(id));
}

/** The order by lot: ids by rank, ascending bytes. */
export function orderByLot(seed: Uint8Array, ids: readonly string[]): string[] {
  return ids
    .map((id) => ({ id, rank: lotRank(seed, id) }))
    .sort((a, b) => compareBytes(a.rank, b.rank))
    .map(({ id }) => id);
}
