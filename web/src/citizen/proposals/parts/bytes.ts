const encoder = new TextEncoder();

/** How long a text is to the server, which counts bytes of UTF-8. */
export function bytesOf(text: string): number {
  return encoder.encode(text).length;
}
