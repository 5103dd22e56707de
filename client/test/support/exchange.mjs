// tests/data/ballot_exchange.txt: ballots with all that the C++ made them of.
import { readFileSync } from "node:fs";

const bytes = (hex) => Uint8Array.from(Buffer.from(hex, "hex"));

/** The file `manifest-ok`: eight bytes of magic, then a role, an index and 64 bytes for each party. */
const approvals = (file) => Array.from({ length: (file.length - 8) / 66 }, (_, i) => {
  const at = 8 + 66 * i;
  return { role: file[at], index: file[at + 1], signature: file.slice(at + 2, at + 66) };
});

/** Its elections, each with config, keyRecord, signatures, codes and ballots. */
export function readExchange() {
  const elections = [];
  const text = readFileSync(new URL("../../../tests/data/ballot_exchange.txt", import.meta.url), "utf8");
  for (const line of text.split("\n")) {
    if (line === "" || line.startsWith("#")) continue;
    const [name, value] = line.split(" | ");
    const election = elections.at(-1);
    const ballot = election?.ballots.at(-1);
    switch (name) {
      case "election": elections.push({ name: value, codes: [], ballots: [] }); break;
      case "config": election.config = bytes(value); break;
      case "key record": election.keyRecord = bytes(value); break;
      case "manifest hash": election.manifestHash = value; break;
      case "approvals": election.signatures = approvals(bytes(value)); break;
      case "code": election.codes.push(value); break;
      case "contest": election.ballots.push({ contest: Number(value), fresh: [] }); break;
      case "choices":
        ballot.choices = value === "blank" ? [] : value.split(" ").map((one) => one.split("=").map(Number));
        break;
      case "sequence": ballot.sequence = BigInt(value); break;
      case "attempt": ballot.attempt = BigInt(value); break;
      case "previous": case "payload": case "leaf": ballot[name] = bytes(value); break;
      case "tracker": ballot.tracker = value; break;
      default: ballot.fresh.push(bytes(value));
    }
  }
  return elections;
}
