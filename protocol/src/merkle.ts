import { concat, demand, equalBytes } from "./bytes.js";
import { sha256 } from "./hashes.js";

export function leafHash(leaf: Uint8Array): Uint8Array {
  return sha256(concat(Uint8Array.of(0), leaf));
}

export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(concat(Uint8Array.of(1), left, right));
}

/** The root of a tree that grows: it keeps one hash for each bit of its size. */
export class TreeHasher {
  readonly #full: Uint8Array[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Adds the hash of the next leaf. */
  add(hash: Uint8Array): void {
    this.#full.push(hash);
    this.#size++;
    for (let size = this.#size; size % 2 === 0; size /= 2) {
      const right = this.#full.pop() as Uint8Array;
      this.#full.push(nodeHash(this.#full.pop() as Uint8Array, right));
    }
  }

  root(): Uint8Array {
    return this.rootWith(undefined) ?? sha256(new Uint8Array(0));
  }

  /** The root where a tree of fewer leaves than each of these stands for follows on the right; undefined where nothing is there. */
  rootWith(right: Uint8Array | undefined): Uint8Array | undefined {
    let root = right;
    for (let i = this.#full.length - 1; i >= 0; i--) {
      const hash = this.#full[i] as Uint8Array;
      root = root === undefined ? hash : nodeHash(hash, root);
    }
    return root;
  }
}

/** The root of the tree of these leaf hashes. */
export function rootOf(hashes: readonly Uint8Array[]): Uint8Array {
  const tree = new TreeHasher();
  for (const hash of hashes) tree.add(hash);
  return tree.root();
}

/** Whether `path` proves that `hash` is leaf `index` of the tree of `size` leaves with this root (RFC 9162, 2.1.3.2). */
export function includes(root: Uint8Array, size: bigint, index: bigint, hash: Uint8Array, path: readonly Uint8Array[]): boolean {
  if (index < 0n || index >= size) return false;
  let first = index;
  let last = size - 1n;
  let result = hash;
  for (const sibling of path) {
    if (last === 0n) return false;
    if (first % 2n === 1n || first === last) {
      result = nodeHash(sibling, result);
      while (first % 2n === 0n && first !== 0n) {
        first >>= 1n;
        last >>= 1n;
      }
    } else {
      result = nodeHash(result, sibling);
    }
    first >>= 1n;
    last >>= 1n;
  }
  return last === 0n && equalBytes(result, root);
}

/** Whether `path` proves that the tree of `newSize` continues that of `oldSize` (RFC 9162, 2.1.4.2). */
export function continues(
  oldSize: bigint, oldRoot: Uint8Array, newSize: bigint, newRoot: Uint8Array, path: readonly Uint8Array[],
): boolean {
  if (oldSize < 0n || oldSize > newSize) return false;
  if (oldSize === newSize) return path.length === 0 && equalBytes(oldRoot, newRoot);
  if (oldSize === 0n) return path.length === 0 && equalBytes(oldRoot, sha256(new Uint8Array(0)));
  const hashes = [...path];
  if ((oldSize & (oldSize - 1n)) === 0n) hashes.unshift(oldRoot);
  const start = hashes.shift();
  if (start === undefined) return false;
  let first = oldSize - 1n;
  let last = newSize - 1n;
  while (first % 2n === 1n) {
    first >>= 1n;
    last >>= 1n;
  }
  let oldResult = start;
  let newResult = start;
  for (const hash of hashes) {
    if (last === 0n) return false;
    if (first % 2n === 1n || first === last) {
      oldResult = nodeHash(hash, oldResult);
      newResult = nodeHash(hash, newResult);
      while (first % 2n === 0n && first !== 0n) {
        first >>= 1n;
        last >>= 1n;
      }
    } else {
      newResult = nodeHash(newResult, hash);
    }
    first >>= 1n;
    last >>= 1n;
  }
  return last === 0n && equalBytes(oldResult, oldRoot) && equalBytes(newResult, newRoot);
}

/** The proof of inclusion of leaf `index`, the sibling of the leaf first, from all leaf hashes. */
export function inclusionPath(hashes: readonly Uint8Array[], index: number): Uint8Array[] {
  demand(index >= 0 && index < hashes.length, "no leaf has this index");
  if (hashes.length === 1) return [];
  let split = 1;
  while (split * 2 < hashes.length) split *= 2;
  return index < split
    ? [...inclusionPath(hashes.slice(0, split), index), rootOf(hashes.slice(split))]
    : [...inclusionPath(hashes.slice(split), index - split), rootOf(hashes.slice(0, split))];
}
