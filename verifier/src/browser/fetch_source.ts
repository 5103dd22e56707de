import { toHex } from "@urna/protocol/bytes";
import { sha256 } from "@urna/protocol/hashes";
import { TooLarge, type BundleSource, type Entry } from "../source.js";

interface Listed {
  readonly path: string;
  readonly size: number;
  readonly sha256: string | undefined;
}

const mostListBytes = 64 * 1024 * 1024;

/** A bundle where a server has it: `base` is `https://<server>/bundle/<process>/`, with the list of its files. */
export class FetchSource implements BundleSource {
  readonly #base: string;
  #listed = new Map<string, Listed>();

  constructor(base: string | URL) {
    this.#base = String(base).replace(/\/*$/, "/");
  }

  async entries(): Promise<readonly Entry[]> {
    const list: unknown = JSON.parse(new TextDecoder().decode(await fetchBytes(this.#base, mostListBytes)));
    this.#listed = new Map(readList(list).map((file) => [file.path, file]));
    return [...this.#listed.values()].map(({ path, size }) => ({ path, kind: "file", size }));
  }

  async read(path: string, most: number): Promise<Uint8Array> {
    const listed = this.#listed.get(path);
    if (listed === undefined) throw new Error(`${path}: is missing`);
    const bytes = await fetchBytes(this.#base + path.split("/").map(encodeURIComponent).join("/"), most);
    // The log may have grown since the list was made: then both are of two moments.
    if (listed.sha256 !== undefined && toHex(sha256(bytes)) !== listed.sha256) throw new Error(`${path}: has changed since the list was made; begin again`);
    return bytes;
  }
}

/** The list's files; what is not as it should be there is refused. */
function readList(list: unknown): Listed[] {
  const files = (list as { readonly files?: unknown } | null)?.files;
  if (!Array.isArray(files)) throw new Error("the list of the bundle's files is not one");
  return files.map((file: unknown) => {
    const { path, size, sha256: digest } = (file ?? {}) as Readonly<Record<string, unknown>>;
    // What still grows has no size in the list; its bytes are counted when they come.
    if (typeof path !== "string" || !Number.isSafeInteger(Number(size ?? 0))) throw new Error("the list of the bundle's files has one without path, or with no size that can be");
    return { path, size: Number(size ?? 0), sha256: typeof digest === "string" ? digest : undefined };
  });
}

/** A body of at most `most` bytes, which is read no further than that. */
async function fetchBytes(url: string, most: number): Promise<Uint8Array> {
  const response = await fetch(url);
  if (!response.ok || response.body === null) throw new Error(`${url}: the server answers ${response.status}`);
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > most) {
      await reader.cancel();
      throw new TooLarge(url, length, most);
    }
    parts.push(value);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
