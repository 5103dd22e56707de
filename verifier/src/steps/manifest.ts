import { demand, equalBytes, Reader, textOf, toHex } from "@urna/protocol/bytes";
import { parseConfig, type SealedConfig } from "@urna/protocol/config";
import { checkCountable } from "@urna/protocol/countable";
import { verifySig } from "@urna/protocol/ed25519_strict";
import { configHash, manifestHash, mostConfigBytes, mostDkgRecordBytes } from "@urna/protocol/manifest";
import type { Folder } from "../folder.js";

/** What was sealed, after step 2. */
export interface Manifest {
  readonly sealed: SealedConfig;
  readonly dkgRecord: Uint8Array;
  readonly configHash: Uint8Array;
  readonly hash: Uint8Array;
}

const registrar = 1;
const trustee = 2;
const authority = 3;

/** Step 2: the configuration, and that all parties have signed the manifest. */
export async function readManifest(folder: Folder): Promise<Manifest> {
  const bytes = await folder.read("config", mostConfigBytes);
  const sealed = parseConfig(bytes);
  checkCountable(sealed.config);
  const dkgRecord = await folder.read("dkg_record", mostDkgRecordBytes);
  const hash = manifestHash(bytes, dkgRecord);
  const { config } = sealed;
  const parties = [
    ...config.registrarKeys.map((key, i) => ({ role: registrar, number: i, key, who: `registrar ${i}` })),
    ...config.trustees.map((one, i) => ({ role: trustee, number: i + 1, key: one.signingKey, who: `trustee ${i + 1}` })),
    ...config.authorityKeys.map((key, i) => ({ role: authority, number: i, key, who: `authority ${i}` })),
  ];
  const reader = new Reader(await folder.read("manifest-ok", 8 + 66 * parties.length), "manifest-ok");
  demand(textOf(reader.take(8), "manifest-ok") === "URNAOKS1", "manifest-ok: does not begin with URNAOKS1");
  for (const party of parties) {
    demand(reader.u8() === party.role && reader.u8() === party.number, `manifest-ok: ${party.who} is not where it belongs`);
    demand(verifySig(party.key, "manifest-ok", hash, new Uint8Array(0), reader.take(64)), `manifest-ok: wrong signature of ${party.who}`);
  }
  reader.end();
  return { sealed, dkgRecord, configHash: configHash(bytes), hash };
}

/** Refuses another manifest than the one that the observer knows. */
export function compareManifest(manifest: Manifest, known: Uint8Array | undefined): void {
  demand(known === undefined || equalBytes(known, manifest.hash), `the manifest is ${toHex(manifest.hash)}, not the one that you know it by`);
}
