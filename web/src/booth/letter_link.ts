/** What the link of a letter says: the path which process, the fragment the first code and the fingerprint of the election. */
export interface LetterLink {
  /** The id of the process; empty where the address names none. */
  readonly process: string;
  /** Secret; empty where the link has none. */
  readonly code: string;
  readonly manifestHash: string | undefined;
}

/** Reads the link of a letter. What of the fragment means nothing is left out; whether the rest is right, the voter's library says. */
export function readLetterLink(url: URL, door: string): LetterLink {
  const [, name = ""] = url.pathname.split(`/${door}/`);
  const fragment = new URLSearchParams(url.hash.slice(1));
  const manifestHash = fragment.get("m")?.trim().toLowerCase() ?? "";
  return { process: decoded(name.replace(/\/+$/, "")), code: fragment.get("c")?.trim() ?? "", manifestHash: manifestHash === "" ? undefined : manifestHash };
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
