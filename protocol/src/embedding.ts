import { demand, isZero, ProtocolError } from "./bytes.js";
import { decodePoint, encodePoint, parsePoint, type Point } from "./group.js";

export const chunkLength = 30;
const candidates = 128;

function candidate(t: number, chunk: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(32);
  bytes[0] = 2 * t;
  bytes.set(chunk, 1);
  return bytes;
}

function isElement(bytes: Uint8Array): boolean {
  const point = decodePoint(bytes);
  return point !== undefined && !point.is0();
}

/**
 * The point of a chunk of 30 bytes (6.2). All 128 candidates are tested and the smallest is selected with masks, so that the
 * number of tests tells nothing of the chunk. Throws where none is valid, which no honest chunk of a lifetime meets.
 */
export function embed(chunk: Uint8Array): Point {
  demand(chunk.length === chunkLength, "a chunk has 30 bytes");
  const selected = new Uint8Array(32);
  let found = 0;
  for (let t = 0; t < candidates; t++) {
    const bytes = candidate(t, chunk);
    const valid = Number(isElement(bytes));
    const mask = -(valid & ~found);
    for (let i = 0; i < 32; i++) selected[i] = (selected[i] as number) | ((bytes[i] as number) & mask);
    found |= valid;
  }
  if (found === 0) throw new ProtocolError("no point holds these bytes; change the ballot and try again");
  return parsePoint(selected, "an embedded chunk");
}

/** The chunk of a point, or undefined where it is no embedding. For public points. */
export function unembed(point: Point): Uint8Array | undefined {
  return unembedBytes(encodePoint(point));
}

/** As unembed, of the encoding of a valid point. */
export function unembedBytes(bytes: Uint8Array): Uint8Array | undefined {
  const first = bytes[0] as number;
  if (bytes[31] !== 0 || first % 2 !== 0 || isZero(bytes)) return undefined;
  const chunk = bytes.slice(1, 31);
  for (let t = 0; t < first / 2; t++) if (isElement(candidate(t, chunk))) return undefined;
  return chunk;
}
