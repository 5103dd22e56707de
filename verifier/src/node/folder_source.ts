import { lstat, open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { TooLarge, type BundleSource, type Entry } from "../source.js";

/** No bundle has so many files and folders; whoever makes more wants the memory of who verifies. */
const mostEntries = 4_000_000;
const mostDepth = 12;

/** A bundle's folder on this machine. */
export class FolderSource implements BundleSource {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  async entries(): Promise<readonly Entry[]> {
    const found: Entry[] = [];
    await this.#list("", 0, found);
    return found;
  }

  async #list(below: string, depth: number, found: Entry[]): Promise<void> {
    // As bytes: a name that is not UTF-8 is no name of a bundle's file, and must not be mistaken for one.
    for (const child of await readdir(join(this.#root, below), { withFileTypes: true, encoding: "buffer" })) {
      if (found.length >= mostEntries) throw new Error(`holds more than ${mostEntries} files and folders`);
      const raw = child.name as unknown as Buffer;
      const name = raw.toString("utf8");
      const path = below === "" ? name : `${below}/${name}`;
      if (!Buffer.from(name, "utf8").equals(raw)) found.push({ path, kind: "other", why: "has a name that is not UTF-8", size: 0 });
      else if (child.isSymbolicLink()) found.push({ path, kind: "other", why: "is a link", size: 0 });
      else if (child.isFile()) found.push({ path, kind: "file", size: (await lstat(join(this.#root, path))).size });
      else if (!child.isDirectory()) found.push({ path, kind: "other", why: "is neither a file nor a folder", size: 0 });
      else if (depth >= mostDepth) found.push({ path, kind: "other", why: "is a folder that no bundle has", size: 0 });
      else {
        found.push({ path, kind: "folder", size: 0 });
        if (path !== "__MACOSX") await this.#list(path, depth + 1, found);
      }
    }
  }

  async read(path: string, most: number): Promise<Uint8Array> {
    const file = await open(join(this.#root, path), "r");
    try {
      const { size } = await file.stat();
      if (size > most) throw new TooLarge(path, size, most);
      const bytes = new Uint8Array(size);
      let at = 0;
      while (at < size) {
        const { bytesRead } = await file.read(bytes, at, size - at, at);
        if (bytesRead === 0) throw new Error(`${path}: became shorter while it was read`);
        at += bytesRead;
      }
      return bytes;
    } finally {
      await file.close();
    }
  }
}
