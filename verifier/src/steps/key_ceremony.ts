import type { Point } from "@urna/protocol/group";
import { parseKeyRecord, shareKey } from "@urna/protocol/key_record";
import type { Manifest } from "./manifest.js";

/** The keys that the ceremony made: `ballot` are Y_1..Y_k, `ofTrustee[m - 1]` are X_{m,1}..X_{m,k+1}. */
export interface ElectionKeys {
  readonly ballot: readonly Point[];
  readonly ofTrustee: readonly (readonly Point[])[];
}

/** Step 3: the record of the key generation (4); gives the keys. */
export function verifyKeyCeremony({ sealed, dkgRecord, configHash }: Manifest): ElectionKeys {
  const { trustees, trusteeThreshold, width } = sealed.config;
  const keys = width + 1;
  const record = parseKeyRecord(dkgRecord, {
    configHash, signingKeys: trustees.map(({ signingKey }) => signingKey), threshold: trusteeThreshold, keys,
  });
  return {
    ballot: record.publicKeys.slice(0, width),
    ofTrustee: trustees.map((_, m) => Array.from({ length: keys }, (_, l) => shareKey(record, m + 1, l + 1))),
  };
}
