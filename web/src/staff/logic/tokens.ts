/** What a token looks like: told before it is sent, so that a wrong paste is no call. */
export function isToken(text: string): boolean {
  return /^urna_[A-Za-z0-9_-]{43}$/.test(text);
}

/** The token of a paste: without the white space, quotes or `Bearer` that come along from a mail or a terminal. */
export function tokenOf(pasted: string): string {
  return pasted.trim().replace(/^bearer\s+/i, "").replace(/^["']|["']$/g, "").replace(/\s+/g, "");
}
