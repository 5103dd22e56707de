/** What a bundle has, by the first part of the path; files at its top have none. In the order of a count. */
export const parts = ["", "roll", "tile", "mix", "dec", "lot", "result", "journal"] as const;
export type Part = (typeof parts)[number];

export interface BundleFile {
  readonly path: string;
  /** Bytes; undefined of what still grows. */
  readonly size: number | undefined;
}

export interface Group {
  readonly part: Part;
  readonly files: readonly BundleFile[];
  /** Bytes of all whose size is known. */
  readonly size: number;
}

/** Reads the list of a bundle's files as the server gives it; throws where it is none. Files that no bundle has are left out: no verifier reads them. */
export function groupsOf(list: unknown): readonly Group[] {
  const files = (list as { readonly files?: unknown } | null)?.files;
  if (!Array.isArray(files)) throw new Error("the list of the files is none");
  const all = files.flatMap((file: unknown): BundleFile[] => {
    const { path, size } = (file ?? {}) as Readonly<Record<string, unknown>>;
    if (typeof path !== "string") return [];
    const bytes = size === undefined ? undefined : Number(size);
    return [{ path, size: bytes !== undefined && Number.isSafeInteger(bytes) ? bytes : undefined }];
  });
  return parts.flatMap((part) => {
    const own = all.filter(({ path }) => (path.includes("/") ? path.slice(0, path.indexOf("/")) : "") === part);
    return own.length === 0 ? [] : [{ part, files: own, size: own.reduce((sum, { size }) => sum + (size ?? 0), 0) }];
  });
}
