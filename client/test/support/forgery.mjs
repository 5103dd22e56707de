// What whoever has the log's key can sign: trees that never were.
import { createHash } from "node:crypto";
import { inclusionPath, leafHash, rootOf } from "@urna/protocol/merkle";
import { signer } from "./parties.mjs";

const base64 = (bytes) => Buffer.from(bytes).toString("base64");

/** A note over a root, signed with this log's key in its name, or in another's. */
export function signNote(process, vkey, size, root, origin = vkey.slice(0, vkey.indexOf("+"))) {
  const text = `${origin}\n${size}\n${base64(root)}\n`;
  const keyed = Buffer.from(vkey.slice(vkey.lastIndexOf("+", vkey.length - 45) + 1), "base64");
  const id = createHash("sha256").update(`${origin}\n`).update(keyed).digest().subarray(0, 4);
  return Buffer.from(`${text}\n\u2014 ${origin} ${base64(Buffer.concat([id, signer(process, "log", 0)(Buffer.from(text))]))}\n`);
}

/** The receipt of entry `index` in a tree of these entries. */
export function signReceipt(process, vkey, entries, index, origin) {
  const hashes = entries.map(leafHash);
  const note = signNote(process, vkey, entries.length, rootOf(hashes), origin);
  const path = inclusionPath(hashes, index).map((hash) => `${base64(hash)}\n`).join("");
  return Buffer.concat([Buffer.from(`c2sp.org/tlog-proof@v1\nindex ${index}\n${path}\n`), note]);
}
