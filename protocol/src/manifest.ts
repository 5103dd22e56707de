import { concat, le64 } from "./bytes.js";
import { labelledHash } from "./hashes.js";

export const mostConfigBytes = 64 * 1024 * 1024;
export const mostDkgRecordBytes = 1024 * 1024;

export function configHash(config: Uint8Array): Uint8Array {
  return labelledHash("config", config);
}

export function manifestHash(config: Uint8Array, dkgRecord: Uint8Array): Uint8Array {
  return labelledHash("manifest", config, dkgRecord);
}

/** What trustees and authorities sign at the closing (10), without purpose and context. */
export function closingStatement(closeIndex: number | bigint, root: Uint8Array): Uint8Array {
  return concat(le64(closeIndex), root);
}

export function closingHash(manifest: Uint8Array, closeIndex: number | bigint, root: Uint8Array): Uint8Array {
  return labelledHash("closing", manifest, closingStatement(closeIndex, root));
}
