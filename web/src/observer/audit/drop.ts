import { bundlePaths, type DroppedEntry } from "./sources.ts";

/** A thing that is dropped cannot be read, or is not a folder. */
export class NotAFolder extends Error {
  override readonly name = "NotAFolder";
}

/** The names of archives: whoever drops one is told to unpack it. */
export function isArchive(name: string): boolean {
  return /\.(zip|tar|tgz|gz|zst|xz|7z|rar)$/i.test(name);
}

/** What was chosen with `<input type="file" webkitdirectory>`. */
export function chosenEntries(files: Iterable<File>): DroppedEntry[] {
  const list = [...files];
  const paths = bundlePaths(list.map((file) => file.webkitRelativePath === "" ? file.name : file.webkitRelativePath));
  return list.map((file, i) => ({ path: paths[i] as string, file }));
}

/** What was dropped. It must be called while the event is handled: the browser forgets the items after it. */
export function droppedEntries(transfer: DataTransfer): Promise<DroppedEntry[]> {
  const roots = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  return readRoots(roots);
}

async function readRoots(roots: readonly FileSystemEntry[]): Promise<DroppedEntry[]> {
  if (!roots.some((root) => root.isDirectory)) throw new NotAFolder(roots[0]?.name ?? "");
  const found: DroppedEntry[] = [];
  for (const root of roots) await readEntry(root, root.name, found);
  const paths = bundlePaths(found.map(({ path }) => path));
  return found.map((entry, i) => ({ ...entry, path: paths[i] as string }));
}

async function readEntry(entry: FileSystemEntry, path: string, found: DroppedEntry[]): Promise<void> {
  if (entry.isFile) {
    found.push({ path, file: await new Promise((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject)) });
    return;
  }
  const children = await childrenOf(entry as FileSystemDirectoryEntry);
  if (children.length === 0) found.push({ path });
  for (const child of children) await readEntry(child, `${path}/${child.name}`, found);
}

/** A reader gives some at a time, and nothing at the end. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    all.push(...some);
  }
}
