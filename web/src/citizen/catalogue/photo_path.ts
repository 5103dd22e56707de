/** Where everybody finds a photograph by its digest, as bytes of the API have it: the small one, for lists. */
export function smallPath(process: string, sha256: string): string {
  const hex = Array.from(atob(sha256), (letter) => letter.charCodeAt(0).toString(16).padStart(2, "0")).join("");
  return `/attachment/${encodeURIComponent(process)}/${hex}-small.webp`;
}
