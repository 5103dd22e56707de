import { TooLarge, type BundleSource, type Entry } from "@urna/verifier";

/** A thing of a folder that somebody dropped: a file, or a folder with nothing in it. */
export interface DroppedEntry {
  /** Below the folder, with `/` between the parts. */
  readonly path: string;
  /** Absent for an empty folder. */
  readonly file?: File;
}

/** A bundle that was dropped on the page, or chosen. Where a browser shows empty folders, step 0 hears of them. */
export class DroppedSource implements BundleSource {
  readonly #entries: ReadonlyMap<string, DroppedEntry>;

  constructor(entries: readonly DroppedEntry[]) {
    this.#entries = new Map(entries.map((entry) => [entry.path, entry]));
  }

  async entries(): Promise<readonly Entry[]> {
    return [...this.#entries.values()].map(({ path, file }) => file === undefined ? { path, kind: "folder", size: 0 } : { path, kind: "file", size: file.size });
  }

  async read(path: string, most: number): Promise<Uint8Array> {
    const file = this.#entries.get(path)?.file;
    if (file === undefined) throw new Error(`${path}: is missing`);
    if (file.size > most) throw new TooLarge(path, file.size, most);
    return new Uint8Array(await file.arrayBuffer());
  }
}

/** A source that is listed once, so that all who read it have read one list. */
export class ListedOnce implements BundleSource {
  readonly #source: BundleSource;
  #entries: Promise<readonly Entry[]> | undefined;

  constructor(source: BundleSource) {
    this.#source = source;
  }

  entries(): Promise<readonly Entry[]> {
    this.#entries ??= this.#source.entries();
    return this.#entries;
  }

  read(path: string, most: number): Promise<Uint8Array> {
    return this.#source.read(path, most);
  }
}

function isTopOfBundle(paths: readonly string[]): boolean {
  return paths.includes("config") || paths.includes("checkpoint");
}

/**
 * Paths of a bundle from paths of what was chosen: the names of the folders around it are taken away, as long as everything lies in one and the
 * bundle does not begin yet.
 */
export function bundlePaths(paths: readonly string[]): readonly string[] {
  let inner = paths;
  while (!isTopOfBundle(inner)) {
    const [first] = inner;
    const slash = first?.indexOf("/") ?? -1;
    const folder = slash < 0 ? undefined : first?.slice(0, slash + 1);
    if (folder === undefined || !inner.every((path) => path.startsWith(folder) && path.length > folder.length)) return paths;
    inner = inner.map((path) => path.slice(folder.length));
  }
  return inner;
}
