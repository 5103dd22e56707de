import { randomBytes } from "@urna/protocol/random";
import type { Scalar } from "@urna/protocol/group";

/** `count` private random weights below 2^128 (19), drawn after what they weigh is fixed. */
export function drawWeights(count: number): Scalar[] {
  const bytes = randomBytes(16 * count);
  const view = new DataView(bytes.buffer);
  return Array.from({ length: count }, (_, i) =>
    (view.getBigUint64(16 * i, true) | (view.getBigUint64(16 * i + 8, true) << 64n)) as Scalar);
}
