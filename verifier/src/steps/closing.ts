import { demand, equalBytes, Reader, textOf } from "@urna/protocol/bytes";
import { verifySig } from "@urna/protocol/ed25519_strict";
import { LeafType, parseLeaf, type Leaf, type TimeLeaf } from "@urna/protocol/leaves";
import { closingHash, closingStatement } from "@urna/protocol/manifest";
import { acceptCheckpoint, mostNoteBytes } from "@urna/protocol/notes";
import { sha256 } from "@urna/protocol/hashes";
import type { Folder } from "../folder.js";
import type { Log } from "./log.js";
import type { Manifest } from "./manifest.js";

/** What opening and closing say, after step 5. */
export interface Closing {
  readonly openIndex: number;
  readonly closeIndex: number;
  readonly root: Uint8Array;
  readonly hash: Uint8Array;
  readonly openTime: bigint;
  readonly closeTime: bigint;
}

/** The leaf, or the reason why it is none that is in use. */
export function readLeaf(bytes: Uint8Array, manifestHash: Uint8Array): Leaf | string {
  try {
    const leaf = parseLeaf(bytes);
    return equalBytes(leaf.manifestHash, manifestHash) ? leaf : "is of another manifest";
  } catch (error) {
    return error instanceof Error ? error.message : "is malformed";
  }
}

/** Whether enough authorities have signed a leaf, each once, all of them validly; the reason where not. */
export function problemOfAuthorities(leaf: Extract<Leaf, { signatures: unknown }>, { sealed, hash }: Manifest): string | undefined {
  const { authorityKeys, authorityThreshold } = sealed.config;
  const purpose = `leaf-${leaf.type.toString(16).padStart(2, "0")}`;
  for (const { number, signature } of leaf.signatures) {
    const key = authorityKeys[number];
    if (key === undefined) return `is signed by authority ${number}, which there is not`;
    if (!verifySig(key, purpose, hash, leaf.body, signature)) return `has a wrong signature of authority ${number}`;
  }
  return leaf.signatures.length >= authorityThreshold ? undefined : `is signed by ${leaf.signatures.length} authorities, ${authorityThreshold} are needed`;
}

/** Whether a 0x08 may open the vote. */
export function problemOfOpening(leaf: TimeLeaf, manifest: Manifest): string | undefined {
  const { openingTime, closingTime } = manifest.sealed.config;
  if (leaf.time < openingTime || leaf.time >= closingTime) return "opens the vote before its time, or after it";
  return problemOfAuthorities(leaf, manifest);
}

/** Whether a 0x09 may close the vote that was opened at `openTime`. */
export function problemOfClosing(leaf: TimeLeaf, openTime: bigint, manifest: Manifest): string | undefined {
  return leaf.time < openTime ? "closes the vote before it was opened" : problemOfAuthorities(leaf, manifest);
}

/** Step 5, as far as the log goes: leaf 0, opening, close, and what stands around them. */
export function findClosing(log: Log, manifest: Manifest): Closing {
  checkManifestLeaf(log.leaves[0], manifest);
  let open: { readonly index: number; readonly time: bigint } | undefined;
  for (let i = 1; i < log.leaves.length; i++) {
    const bytes = log.leaves[i] as Uint8Array;
    demand(bytes[0] !== LeafType.ballot || open !== undefined, `record ${i}: is a ballot before the opening`);
    if (bytes[0] !== LeafType.open && bytes[0] !== LeafType.close) continue;
    const leaf = readLeaf(bytes, manifest.hash);
    if (typeof leaf === "string") continue;
    if (leaf.type === LeafType.open && open === undefined && problemOfOpening(leaf, manifest) === undefined) {
      open = { index: i, time: leaf.time };
    }
    if (leaf.type !== LeafType.close || open === undefined || problemOfClosing(leaf, open.time, manifest) !== undefined) continue;
    checkAfterClose(log, i);
    const root = log.rootAt(i + 1);
    return {
      openIndex: open.index, closeIndex: i, root, hash: closingHash(manifest.hash, i, root), openTime: open.time, closeTime: leaf.time,
    };
  }
  demand(open !== undefined, "there is no valid opening");
  demand(false, "there is no valid closing");
}

function checkManifestLeaf(bytes: Uint8Array | undefined, manifest: Manifest): void {
  demand(bytes !== undefined, "the log is empty");
  const leaf = readLeaf(bytes, manifest.hash);
  demand(typeof leaf !== "string" && leaf.type === LeafType.manifest, "record 0 is not this manifest");
  const { bytes: config } = manifest.sealed;
  const same = leaf.configLength === BigInt(config.length) && leaf.dkgLength === BigInt(manifest.dkgRecord.length)
    && equalBytes(leaf.configDigest, sha256(config)) && equalBytes(leaf.dkgDigest, sha256(manifest.dkgRecord));
  demand(same, "record 0 is not this manifest");
}

function checkAfterClose(log: Log, closeIndex: number): void {
  for (let i = closeIndex + 1; i < log.leaves.length; i++) {
    demand((log.leaves[i] as Uint8Array)[0] === LeafType.artefact, `record ${i}: stands after the close and is no artefact`);
  }
}

const trusteeRole = 2;
const authorityRole = 3;

/** Step 5, the files: `close`, and `close-checkpoint` where witnesses are asked for. */
export async function verifyClosingFiles(folder: Folder, manifest: Manifest, closing: Closing): Promise<void> {
  const { config, logKey, witnesses } = manifest.sealed;
  const most = config.trustees.length + config.authorityKeys.length;
  const reader = new Reader(await folder.read("close", 8 + 66 * most), "close");
  demand(textOf(reader.take(8), "close") === "URNACLS2", "close: does not begin with URNACLS2");
  const statement = closingStatement(closing.closeIndex, closing.root);
  const count = { [trusteeRole]: 0, [authorityRole]: 0 };
  let before = -1;
  while (reader.left > 0) {
    const role = reader.u8();
    const number = reader.u8();
    demand(role * 256 + number > before, "close: its signatures are not ascending");
    before = role * 256 + number;
    const key = role === trusteeRole ? config.trustees[number - 1]?.signingKey : role === authorityRole ? config.authorityKeys[number] : undefined;
    demand(key !== undefined, "close: is signed by somebody who may not");
    const who = `${role === trusteeRole ? "trustee" : "authority"} ${number}`;
    demand(verifySig(key, "close", manifest.hash, statement, reader.take(64)), `close: wrong signature of ${who}`);
    count[role as 2 | 3]++;
  }
  demand(count[trusteeRole] >= config.closingQuorum, `close: ${count[trusteeRole]} trustees have signed, ${config.closingQuorum} are needed`);
  demand(count[authorityRole] >= config.authorityThreshold, `close: ${count[authorityRole]} authorities have signed, ${config.authorityThreshold} are needed`);
  if (config.witnessQuorum === 0) return;
  const note = acceptCheckpoint(await folder.read("close-checkpoint", mostNoteBytes), logKey, witnesses);
  demand(note.size === BigInt(closing.closeIndex + 1), "close-checkpoint: is not of the log of the closing");
  demand(equalBytes(note.root, closing.root), "close-checkpoint: has another root than the log of the closing");
  demand(note.cosigned >= config.witnessQuorum, `close-checkpoint: ${note.cosigned} witnesses have cosigned, ${config.witnessQuorum} are needed`);
}
