import { countText } from "../../words/amounts.ts";
import type { Part } from "./groups.ts";
import type fr from "./words.fr.ts";

export default {
  title: "The files of the vote",
  lead: "All that it takes to count again, and nothing else. No name is in it.",
  verify: "Verify the count",
  whole: "To take the whole folder, and verify it without a network:",
  command: (process: string) => `urna bundle fetch --process ${process} --server ADDRESS --out FOLDER`,
  parts: {
    "": "The rules of the vote and the signatures", roll: "The rolls of voters, without names", tile: "The public log", mix: "The mixes, with their proofs", dec: "The shares that were opened, with their proofs",
    lot: "The drawing of lots", result: "The opened ballots and the result", journal: "The journal of the administration",
  } satisfies Record<Part, string> as Readonly<Record<Part, string>>,
  group: (what: string, count: number, size: string) => `${what} (${countText(count, "en")} ${count === 1 ? "file" : "files"}, ${size})`,
  machine: "The same list, with the digests, for a program (JSON)",
} satisfies typeof fr;
