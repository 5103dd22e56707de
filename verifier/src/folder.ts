import { demand, ProtocolError } from "@urna/protocol/bytes";
import type { BundleSource, Entry } from "./source.js";

const id = "[a-z][a-z0-9-]{0,62}";
/** The index of a record. */
const record = "(?:0|[1-9][0-9]{0,18})";
/** A configuration has at most 10,000 contests. */
const contest = "(?:0|[1-9][0-9]{0,3})";
const tile = "tile/(?:entries|[0-7])/(?:(?!x000)(?:x[0-9]{3}/){1,5})?[0-9]{3}(?:\\.p/(?:[1-9]|[1-9][0-9]|1[0-9]{2}|2[0-4][0-9]|25[0-5]))?";

/** The files of section 13, by the form of their names alone. */
const forms = [
  "config|dkg_record|manifest-ok|close|close-checkpoint|checkpoint|journal/checkpoint",
  `roll/${id}\\.roll`, `roll/${id}\\.[1-3]\\.part`, tile, `journal/${tile}`,
  `mix/${contest}/${record}\\.mix`, `dec/${contest}/${record}\\.dec`, `lot/${contest}/${record}\\.lot`,
  `result/${contest}\\.(?:ballots|pb|tally)`, "journal/doc/[0-9a-f]{64}",
];
const fileForm = new RegExp(`^(?:${forms.join("|")})$`);
const folderForm = new RegExp(
  `^(?:roll|result|journal|journal/doc|(?:mix|dec|lot)(?:/${contest})?`
  + `|(?:journal/)?tile(?:/(?:entries|[0-7])(?:/x[0-9]{3}){0,5}(?:/[0-9]{3}\\.p)?)?)$`,
);
const litter = new Set([".DS_Store", "Thumbs.db", "desktop.ini"]);

/** A path as it may be printed: all that is not plain ASCII is escaped. */
export function escaped(path: string): string {
  return path.slice(0, 500).replace(/[^\x20-\x7e]|\\/g, (c) => (c === "\\" ? "\\\\" : `\\u{${(c.codePointAt(0) as number).toString(16)}}`));
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function parent(path: string): string {
  const at = path.lastIndexOf("/");
  return at < 0 ? "" : path.slice(0, at);
}

/** A bundle's folder that step 0 has found to hold nothing but what bundles hold. */
export class Folder {
  readonly #source: BundleSource;
  readonly #sizes: ReadonlyMap<string, number>;
  /** What systems leave behind, ascending. */
  readonly ignored: readonly string[];

  private constructor(source: BundleSource, sizes: ReadonlyMap<string, number>, ignored: readonly string[]) {
    this.#source = source;
    this.#sizes = sizes;
    this.ignored = ignored;
  }

  get count(): number {
    return this.#sizes.size;
  }

  has(path: string): boolean {
    return this.#sizes.has(path);
  }

  /** The file, of at most `most` bytes; throws a ProtocolError where it is missing, larger, or cannot be read. */
  async read(path: string, most: number): Promise<Uint8Array> {
    const size = this.#sizes.get(path);
    demand(size !== undefined, `${path}: is missing`);
    demand(size <= most, `${path}: has ${size} bytes, more than ${most}`);
    try {
      return await this.#source.read(path, most);
    } catch (error) {
      throw new ProtocolError(`${path}: cannot be read: ${error instanceof Error ? error.message : "unknown error"}`);
    }
  }

  /** The first file below one of these folders that is not expected, or undefined. */
  unlisted(below: readonly string[], expected: ReadonlySet<string>): string | undefined {
    for (const path of this.#sizes.keys()) {
      if (below.some((folder) => path.startsWith(folder)) && !expected.has(path)) return path;
    }
    return undefined;
  }

  /** Runs step 0 over what a source holds: gives the folder, or says what is not allowed. Ignored files are known either way. */
  static of(source: BundleSource, entries: readonly Entry[]): { readonly folder: Folder; readonly wrong: string | undefined } {
    const sorted = [...entries].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
    const there = new Set(sorted.map((entry) => entry.path));
    const sizes = new Map<string, number>();
    const ignored: string[] = [];
    const filled = new Set<string>();
    let wrong: string | undefined;
    for (const entry of sorted) {
      if (isIgnored(entry, there)) {
        if (entry.path === "__MACOSX" || !entry.path.startsWith("__MACOSX/")) ignored.push(escaped(entry.path));
        continue;
      }
      wrong ??= problemOf(entry);
      if (entry.kind === "file") sizes.set(entry.path, entry.size);
      if (entry.kind !== "folder") for (let up = parent(entry.path); up !== ""; up = parent(up)) filled.add(up);
    }
    const empty = sorted.find((entry) => entry.kind === "folder" && !isIgnored(entry, there) && !filled.has(entry.path));
    if (wrong === undefined && empty !== undefined) wrong = `${escaped(empty.path)}: is an empty folder`;
    return { folder: new Folder(source, sizes, [...new Set(ignored)].sort()), wrong };
  }
}

function isIgnored(entry: Entry, there: ReadonlySet<string>): boolean {
  if (entry.path === "__MACOSX" && entry.kind === "folder") return true;
  if (entry.path.startsWith("__MACOSX/")) return true;
  if (entry.kind !== "file") return false;
  const name = baseName(entry.path);
  if (litter.has(name)) return true;
  const folder = parent(entry.path);
  return name.startsWith("._") && there.has(folder === "" ? name.slice(2) : `${folder}/${name.slice(2)}`);
}

function problemOf(entry: Entry): string | undefined {
  const path = escaped(entry.path);
  if (entry.kind === "other") return `${path}: ${entry.why ?? "is neither a file nor a folder"}`;
  if (baseName(entry.path).startsWith(".")) return `${path}: has a name that begins with a dot`;
  if (entry.kind === "folder" && !folderForm.test(entry.path)) return `${path}: is a folder that no bundle has`;
  if (entry.kind === "file" && !fileForm.test(entry.path)) return `${path}: is a file that no bundle has`;
  return undefined;
}
