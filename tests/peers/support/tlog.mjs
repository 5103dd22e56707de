// A client of C2SP tlog-tiles, tlog-checkpoint and signed-note, written from these specifications: it believes nothing that
// does not follow from the log's key.
import { createHash, createPublicKey, verify } from "node:crypto";

const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest();
const leafHash = (entry) => sha256(Buffer.of(0), entry);
const nodeHash = (left, right) => sha256(Buffer.of(1), left, right);
const width = 256;

function require(condition, what) {
  if (!condition) throw new Error(what);
}

// RFC 6962, 2.1: of hashes of leaves.
export function treeRoot(hashes) {
  if (hashes.length === 0) return sha256("");
  if (hashes.length === 1) return hashes[0];
  let split = 1;
  while (split * 2 < hashes.length) split *= 2;
  return nodeHash(treeRoot(hashes.slice(0, split)), treeRoot(hashes.slice(split)));
}

// The path of the tile with number `n`, of `size` hashes or entries.
export function tilePath(level, n, size = width) {
  let digits = String(n % 1000).padStart(3, "0");
  for (let rest = Math.floor(n / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    digits = `x${String(rest % 1000).padStart(3, "0")}/${digits}`;
  }
  return `tile/${level}/${digits}${size < width ? `.p/${size}` : ""}`;
}

// A verifier key: name+id+key, the id in hexadecimal.
export function readKey(vkey) {
  const [, name, id, base64] = vkey.match(/^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/) ?? [];
  require(name !== undefined, "no verifier key");
  const key = Buffer.from(base64, "base64");
  require(key.length === 33 && key[0] === 1, "no Ed25519 key");
  require(sha256(`${name}\n`, key).subarray(0, 4).toString("hex") === id, "the id is another key's");
  const spki = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), key.subarray(1)]);
  return { name, id: Buffer.from(id, "hex"), key: createPublicKey({ key: spki, format: "der", type: "spki" }) };
}

// What the log has signed: { size, root }.
export function readCheckpoint(note, { name, id, key }) {
  const text = note.toString("utf8");
  const end = text.lastIndexOf("\n\n");
  require(end > 0 && text.endsWith("\n"), "no signed note");
  const signed = text.slice(0, end + 1);
  const own = text
    .slice(end + 2)
    .trimEnd()
    .split("\n")
    .map((line) => line.match(/^— (\S+) (\S+)$/))
    .filter((line) => {
      require(line !== null, "a malformed line under the note");
      return line[1] === name && Buffer.from(line[2], "base64").subarray(0, 4).equals(id);
    });
  require(own.length > 0, "the log has not signed");
  for (const line of own) {
    require(verify(null, Buffer.from(signed), key, Buffer.from(line[2], "base64").subarray(4)), "the signature is wrong");
  }
  const [origin, size, root] = signed.split("\n");
  require(origin === name, "another log's checkpoint");
  require(/^(0|[1-9][0-9]*)$/.test(size), "the size is no number");
  return { size: Number(size), root: Buffer.from(root, "base64") };
}

// An entry bundle: before each entry its length in two bytes, the larger first.
export function readEntries(bundle, count) {
  const entries = [];
  let at = 0;
  for (let i = 0; i < count; ++i) {
    require(bundle.length - at >= 2, "the bundle is cut short");
    const length = bundle.readUInt16BE(at);
    require(bundle.length - at - 2 >= length, "the bundle is cut short");
    entries.push(bundle.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  require(at === bundle.length, "bytes after the last entry");
  return entries;
}

// Reads a log of `size` entries by its tiles, each of which must be what the entries make it, and the entries those that
// `root` is the root of. `read` brings a file by its path.
export async function readLog(read, { size, root }) {
  const entries = [];
  for (let n = 0; n * width < size; ++n) {
    const count = Math.min(width, size - n * width);
    entries.push(...readEntries(await read(tilePath("entries", n, count)), count));
  }
  let level = entries.map(leafHash);
  require(treeRoot(level).equals(root), "the entries are not those of the checkpoint");
  for (let number = 0; level.length > 0; ++number) {
    const above = [];
    for (let n = 0; n * width < level.length; ++n) {
      const hashes = level.slice(n * width, (n + 1) * width);
      const tile = await read(tilePath(number, n, hashes.length));
      require(tile.equals(Buffer.concat(hashes)), `tile ${n} of level ${number} has other hashes`);
      if (hashes.length === width) above.push(treeRoot(hashes));
    }
    level = above;
  }
  return entries;
}
