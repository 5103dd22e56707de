import { demand, equalBytes } from "@urna/protocol/bytes";
import { verifySig } from "@urna/protocol/ed25519_strict";
import { ArtefactKind, LeafType, type ArtefactLeaf } from "@urna/protocol/leaves";
import { sha256 } from "@urna/protocol/hashes";
import type { Folder } from "../folder.js";
import { readLeaf, type Closing } from "./closing.js";
import type { ContestState } from "./contests.js";
import type { Log } from "./log.js";
import type { Manifest } from "./manifest.js";

/** A 0x10 leaf that is well-formed and names a contest that there is. */
export interface Artefact {
  readonly record: number;
  readonly leaf: ArtefactLeaf;
  readonly contest: ContestState;
  /** Why it is not signed by a trustee that there is; undefined where it is. */
  readonly unsigned: string | undefined;
}

function problemOfSigner(key: Uint8Array | undefined, leaf: ArtefactLeaf, closing: Closing): string | undefined {
  if (key === undefined) return "there is no such trustee";
  return verifySig(key, "leaf-10", closing.hash, leaf.body, leaf.signature) ? undefined : "its signature does not verify";
}

/** The artefacts after the close, contest by contest; of all others the reason why they are none. */
export function readArtefacts(
  log: Log, manifest: Manifest, closing: Closing, contests: readonly ContestState[],
): { readonly artefacts: Artefact[]; readonly faults: Map<number, string> } {
  // A step looks at one contest after the other, and at the records of each in the order of the log.
  const own = new Map<ContestState, Artefact[]>(contests.map((contest) => [contest, []]));
  const faults = new Map<number, string>();
  for (let record = closing.closeIndex + 1; record < log.leaves.length; record++) {
    const leaf = readLeaf(log.leaves[record] as Uint8Array, manifest.hash);
    if (typeof leaf === "string") faults.set(record, leaf);
    else if (leaf.type !== LeafType.artefact) faults.set(record, "is no artefact");
    else {
      const contest = contests[leaf.contest];
      const key = manifest.sealed.config.trustees[leaf.trustee - 1]?.signingKey;
      if (contest === undefined) faults.set(record, "is not well-placed: there is no such contest");
      else own.get(contest)?.push({ record, leaf, contest, unsigned: problemOfSigner(key, leaf, closing) });
    }
  }
  return { artefacts: contests.flatMap((contest) => own.get(contest) ?? []), faults };
}

/** Where the file of an artefact of kinds 1, 2 and 6 lies. */
export function artefactPath({ record, leaf }: Artefact): string {
  const [folder, ending] = leaf.kind === ArtefactKind.mix ? ["mix", "mix"] : leaf.kind === ArtefactKind.decryption ? ["dec", "dec"] : ["lot", "lot"];
  return `${folder}/${leaf.contest}/${record}.${ending}`;
}

/** The file that a leaf announces; throws a ProtocolError where it is not there. */
export async function announcedFile(folder: Folder, artefact: Artefact): Promise<Uint8Array> {
  const path = artefactPath(artefact);
  const bytes = await folder.read(path, Number(artefact.leaf.length));
  const same = BigInt(bytes.length) === artefact.leaf.length && equalBytes(sha256(bytes), artefact.leaf.digest);
  demand(same, `${path}: is not the file that record ${artefact.record} announces`);
  return bytes;
}
