/** `length` bytes of the platform's randomness; throws where it has none. There is no other source. */
export function randomBytes(length: number): Uint8Array {
  const source = globalThis.crypto;
  if (source === undefined || typeof source.getRandomValues !== "function") {
    throw new Error("this platform has no crypto.getRandomValues; use a browser or a Node of 2024 or later");
  }
  const bytes = new Uint8Array(length);
  // One call gives at most 65,536 bytes.
  for (let at = 0; at < length; at += 65536) source.getRandomValues(bytes.subarray(at, Math.min(length, at + 65536)));
  return bytes;
}
