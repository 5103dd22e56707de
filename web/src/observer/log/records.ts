import { equalBytes } from "@urna/protocol/bytes";
import { leafHash, TreeHasher } from "@urna/protocol/merkle";
import { mostLeafBytes, parseEntryBundle, tilePath, tileWidth } from "@urna/protocol/tiles";
import type { LogServer } from "./log_server.js";

const mostEntryBytes = tileWidth * (mostLeafBytes + 2);

/** The records are not those of the checkpoint that the log signed: what the server gives is damaged, or another log's. */
export class NotAsSigned extends Error {
  override readonly name = "NotAsSigned";
}

/** A log as it is read, record by record: it keeps the hash of each, and hands on what they say. */
export class Records {
  #hashes = new Uint8Array(32 * 1024);
  #count = 0;
  readonly #server: LogServer;
  readonly #take: (index: number, record: Uint8Array) => void;
  readonly #isAnew: boolean;

  /**
   * `take` is given each record once, in order, when the checkpoint that counts it has been rebuilt from all of them. `isAnew` asks the server for
   * what lies in a cache, too.
   */
  constructor(server: LogServer, take: (index: number, record: Uint8Array) => void, isAnew = false) {
    this.#server = server;
    this.#take = take;
    this.#isAnew = isAnew;
  }

  get count(): number {
    return this.#count;
  }

  /**
   * Reads on to `size` records and rebuilds the root; where that is not `root`, throws NotAsSigned and is as before. `onProgress` is given 0 to 1.
   */
  async readTo(size: number, root: Uint8Array, signal: AbortSignal, onProgress: (share: number) => void = () => {}): Promise<void> {
    const before = this.#count;
    const fresh: Uint8Array[] = [];
    for (let index = Math.floor(before / tileWidth); index * tileWidth < size; index++) {
      const width = Math.min(tileWidth, size - index * tileWidth);
      const records = parseEntryBundle(await this.#server.tile(tilePath("entries", index, width), mostEntryBytes, this.#isAnew, signal), width);
      for (const record of records.slice(Math.max(0, before - index * tileWidth))) {
        this.#push(leafHash(record));
        fresh.push(record);
      }
      onProgress((this.#count - before) / (size - before));
    }
    if (!equalBytes(this.rootAt(size), root)) {
      this.#count = before;
      throw new NotAsSigned("the records are not those of the signed checkpoint");
    }
    fresh.forEach((record, i) => this.#take(before + i, record));
  }

  /** The root of the first `size` records, of which so many were read. */
  rootAt(size: number): Uint8Array {
    const tree = new TreeHasher();
    for (let i = 0; i < size; i++) tree.add(this.#hashes.subarray(32 * i, 32 * i + 32));
    return tree.root();
  }

  #push(hash: Uint8Array): void {
    if (32 * this.#count === this.#hashes.length) {
      const larger = new Uint8Array(2 * this.#hashes.length);
      larger.set(this.#hashes);
      this.#hashes = larger;
    }
    this.#hashes.set(hash, 32 * this.#count++);
  }
}
