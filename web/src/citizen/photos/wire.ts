// As much of Protocol Buffers as it takes to write one message: a file is sent as its bytes are, and not a third longer in Base64.

type Bytes = Uint8Array<ArrayBuffer>;

export function concatenated(parts: readonly Bytes[]): Bytes {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** In sevens of bits, the lowest first. Sizes of files are far below 2^53. */
function varint(value: number): readonly number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) + 128);
  }
}

/** Bytes of a field; `size` where they follow by themselves. */
export function bytesOfField(field: number, bytes: Bytes, size = bytes.length): Bytes {
  return concatenated([Uint8Array.from([...varint(field * 8 + 2), ...varint(size)]), bytes]);
}

export function messageOfField(field: number, parts: readonly Bytes[]): Bytes {
  return bytesOfField(field, concatenated(parts));
}

/** Nothing where it is what nothing means. */
export function textOfField(field: number, text: string): Bytes {
  return text === "" ? new Uint8Array(0) : bytesOfField(field, new TextEncoder().encode(text));
}

export function uintOfField(field: number, value: number): Bytes {
  return value === 0 ? new Uint8Array(0) : Uint8Array.from([...varint(field * 8), ...varint(value)]);
}
