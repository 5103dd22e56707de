/** What a token looks like: told before it is sent, so that a wrong paste is no call. */
export function isToken(text: string): boolean {
  return /^urna_[A-Za-z0-9_-]{43}$/.test(text);
}

/** The token of a paste: without the white space, quotes or `Bearer` that come along from a mail or a terminal. */
export function tokenOf(pasted: string): string {
  return pasted.trim().replace(/^bearer\s+/i, "").replace(/^["']|["']$/g, "").replace(/\s+/g, "");
}

/** The resource name by which everybody else calls the token: the first eight bytes of its SHA-256. It is no secret. */
export async function nameOfToken(token: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token)));
  return `accessTokens/${Array.from(digest.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
