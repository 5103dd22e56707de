import { ArtefactKind, LeafType, parseLeaf } from "@urna/protocol/leaves";
import type { Desk } from "../desk.svelte.js";
import type { Announced } from "../logic/count_chain.js";

const kinds: Readonly<Partial<Record<number, Announced["kind"]>>> = {
  [ArtefactKind.mix]: "mix", [ArtefactKind.decryption]: "decryption", [ArtefactKind.lot]: "lot", [ArtefactKind.outcome]: "outcome",
};

/** What the log announces from the closing on: who handed in which file. */
export async function readAnnounced(desk: Desk, process: string, closeIndex: number): Promise<readonly Announced[]> {
  const out: Announced[] = [];
  for (let next = closeIndex; ;) {
    const page = await desk.call("Ledger", "listEntries", { process, start: String(next), pageSize: 2000 });
    const entries = page.entries ?? [];
    for (const [i, entry] of entries.entries()) {
      const leaf = parseLeaf(Uint8Array.from(atob(entry), (char) => char.charCodeAt(0)));
      const kind = leaf.type === LeafType.artefact ? kinds[leaf.kind] : undefined;
      if (leaf.type === LeafType.artefact && kind !== undefined) out.push({ contest: leaf.contest, kind, trustee: leaf.trustee, record: next + i });
    }
    next += entries.length;
    if (entries.length === 0 || next >= Number(page.size ?? "0")) return out;
  }
}
