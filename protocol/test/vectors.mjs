import { readFileSync } from "node:fs";

/** The vectors of section 18 by name; values of several lines keep their line breaks. */
export function readVectors() {
  const text = readFileSync(new URL("../../tests/data/protocol_vectors.txt", import.meta.url), "utf8").replace(/\n$/, "");
  const values = new Map();
  let name = "";
  for (const line of text.split("\n")) {
    if (values.size === 0 && line.startsWith("#")) continue;
    const start = /^([^|\u2014\n]+?) \| ?(.*)$/.exec(line);
    if (start) {
      name = start[1];
      values.set(name, start[2] === "" ? undefined : start[2]);
    } else if (name !== "") {
      const before = values.get(name);
      values.set(name, before === undefined ? line : `${before}\n${line}`);
    }
  }
  return values;
}
