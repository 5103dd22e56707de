import { toBase32 } from "@urna/protocol/base_text";
import { fromHex } from "@urna/protocol/bytes";

/** Sixteen characters for the seal of an election: the beginning of its fingerprint. */
export function sealOf(manifestHash: string): string {
  return toBase32(fromHex(manifestHash)).slice(0, 16);
}
