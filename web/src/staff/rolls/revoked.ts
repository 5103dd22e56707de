import { LeafType, parseLeaf } from "@urna/protocol/leaves";
import type { Desk } from "../desk.svelte.js";

/** A code that no longer votes, as the public log says. */
export interface Revoked {
  /** The slot's tag as the letter has it: 16 hexadecimal digits. */
  readonly slot: string;
  readonly reason: number;
  /** Place in the log. */
  readonly record: number;
}

/** Looks through the whole log; `progress` is told how far it is. */
export async function readRevoked(desk: Desk, process: string, progress: (read: number, all: number) => void): Promise<{ readonly revoked: readonly Revoked[]; readonly size: number }> {
  const revoked: Revoked[] = [];
  for (let next = 0; ;) {
    const page = await desk.call("Ledger", "listEntries", { process, start: String(next), pageSize: 2000 });
    const entries = page.entries ?? [];
    const size = Number(page.size ?? "0");
    for (const [i, entry] of entries.entries()) {
      // Most are ballots, and large: their type is in the first byte.
      if (atob(entry.slice(0, 4)).charCodeAt(0) !== LeafType.revocation) continue;
      const leaf = parseLeaf(Uint8Array.from(atob(entry), (char) => char.charCodeAt(0)));
      if (leaf.type === LeafType.revocation) revoked.push({ slot: Array.from(leaf.tag.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join(""), reason: leaf.reason, record: next + i });
    }
    next += entries.length;
    progress(next, size);
    if (entries.length === 0 || next >= size) return { revoked, size };
  }
}
