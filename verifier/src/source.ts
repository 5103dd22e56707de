/** A thing in a bundle's folder: its path below it, with `/` between the parts. */
export interface Entry {
  readonly path: string;
  /** A link, a device, or a name that is no text is "other"; `why` then says which. */
  readonly kind: "file" | "folder" | "other";
  readonly why?: string;
  /** Bytes of a file. */
  readonly size: number;
}

/** Where a bundle lies. What it gives is hostile. */
export interface BundleSource {
  /** All that is there, at any depth, in no order; throws where it cannot be read at all. */
  entries(): Promise<readonly Entry[]>;
  /** The bytes of a file, of which there are no more than `most`: where there are, it throws before it reads them. */
  read(path: string, most: number): Promise<Uint8Array>;
}

/** A file is larger than it may be. */
export class TooLarge extends Error {
  override readonly name = "TooLarge";

  constructor(path: string, size: number, most: number) {
    super(`${path}: has ${size} bytes, more than ${most}`);
  }
}

/** Files that are in memory already, by path. */
export class MemorySource implements BundleSource {
  readonly #files: ReadonlyMap<string, Uint8Array>;

  constructor(files: ReadonlyMap<string, Uint8Array>) {
    this.#files = files;
  }

  async entries(): Promise<readonly Entry[]> {
    return [...this.#files].map(([path, bytes]) => ({ path, kind: "file", size: bytes.length }));
  }

  async read(path: string, most: number): Promise<Uint8Array> {
    const bytes = this.#files.get(path);
    if (bytes === undefined) throw new Error(`${path}: is missing`);
    if (bytes.length > most) throw new TooLarge(path, bytes.length, most);
    return bytes;
  }
}
