import { TooLarge, type BundleSource, type Entry } from "../source.js";

/** The files that somebody chose with `<input type="file" webkitdirectory>`. A browser shows neither links nor empty folders. */
export class FileListSource implements BundleSource {
  readonly #files = new Map<string, File>();

  constructor(files: Iterable<File>) {
    for (const file of files) {
      const path = file.webkitRelativePath === "" ? file.name : file.webkitRelativePath.split("/").slice(1).join("/");
      this.#files.set(path, file);
    }
  }

  async entries(): Promise<readonly Entry[]> {
    return [...this.#files].map(([path, file]) => ({ path, kind: "file", size: file.size }));
  }

  async read(path: string, most: number): Promise<Uint8Array> {
    const file = this.#files.get(path);
    if (file === undefined) throw new Error(`${path}: is missing`);
    if (file.size > most) throw new TooLarge(path, file.size, most);
    return new Uint8Array(await file.arrayBuffer());
  }
}
