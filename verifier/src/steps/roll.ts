import { compareBytes, demand, equalBytes, isZero, toHex } from "@urna/protocol/bytes";
import type { ElectorateConfig } from "@urna/protocol/gen/urna/v1/config_pb";
import { sha256 } from "@urna/protocol/hashes";
import { electionHash, parsePartHeader, partHeaderBytes, partRecordBytes, rollRecordBytes } from "@urna/protocol/roll_parts";
import type { Folder } from "../folder.js";
import { ranges, type Pool } from "../pool.js";
import type { Manifest } from "./manifest.js";

/** A slot of the roll. */
export interface Slot {
  /** The place of its electorate in the configuration. */
  readonly electorate: number;
  readonly tag: Uint8Array;
  readonly hasKey: boolean;
}

/** All slots, and which key is whose. */
export interface Roll {
  readonly slots: readonly Slot[];
  /** By the key in hexadecimal: the slot's place in `slots`. */
  readonly byKey: ReadonlyMap<string, number>;
  readonly byTag: ReadonlyMap<string, number>;
}

/** The files below roll/ that a configuration asks for. */
export function rollFiles(manifest: Manifest): Set<string> {
  return new Set(manifest.sealed.config.electorates.flatMap((electorate) => [
    rollPath(electorate), ...electorate.partSha256.map((_, i) => partPath(electorate, i + 1)),
  ]));
}

function rollPath({ id }: ElectorateConfig): string {
  return `roll/${id}.roll`;
}

function partPath({ id }: ElectorateConfig, j: number): string {
  return `roll/${id}.${j}.part`;
}

/** Values of one kind, of which none may come twice. */
class Distinct {
  readonly #seen = new Set<string>();
  readonly #what: string;

  constructor(what: string) {
    this.#what = what;
  }

  add(value: Uint8Array): string {
    const text = toHex(value);
    demand(!this.#seen.has(text), `${this.#what} stands twice`);
    this.#seen.add(text);
    return text;
  }
}

/** Step 6: the rolls and their parts (5.1). */
export async function verifyRoll(folder: Folder, manifest: Manifest, pool: Pool): Promise<Roll> {
  const slots: Slot[] = [];
  const byKey = new Map<string, number>();
  const byTag = new Map<string, number>();
  const tags = new Distinct("a slot's tag");
  const keys = new Distinct("a voting key");
  const parts = [1, 2, 3].map((j) => new Distinct(`a key of code registrar ${j}`));
  for (const [place, electorate] of manifest.sealed.config.electorates.entries()) {
    const roll = await verifyElectorate(folder, electorate, electionHash(manifest.sealed.config.electionId), pool, parts);
    for (let at = 0; at < roll.length; at += rollRecordBytes) {
      const tag = roll.subarray(at, at + 32);
      const vk = roll.subarray(at + 32, at + 64);
      const hasKey = !isZero(vk);
      if (hasKey) byKey.set(keys.add(vk), slots.length);
      byTag.set(tags.add(tag), slots.length);
      slots.push({ electorate: place, tag, hasKey });
    }
  }
  return { slots, byKey, byTag };
}

async function verifyElectorate(
  folder: Folder, electorate: ElectorateConfig, election: Uint8Array, pool: Pool, distinct: readonly Distinct[],
): Promise<Uint8Array> {
  const n = Number(electorate.slots);
  const rollName = rollPath(electorate);
  const roll = await folder.read(rollName, rollRecordBytes * n);
  demand(roll.length === rollRecordBytes * n, `${rollName}: has not ${n} records`);
  demand(equalBytes(sha256(roll), electorate.rollSha256), `${rollName}: is not the roll that was sealed`);
  const parts: Uint8Array[] = [];
  for (const [i, digest] of electorate.partSha256.entries()) {
    const name = partPath(electorate, i + 1);
    const part = await folder.read(name, partHeaderBytes + partRecordBytes * n);
    demand(equalBytes(sha256(part), digest), `${name}: is not the part that was sealed`);
    demand(parsePartHeader(part, i + 1) === n, `${name}: has not ${n} records`);
    parts.push(part);
  }
  compareParts(parts, n, rollName, distinct);
  const computed = await Promise.all(ranges(n, pool.size).map(async ({ from, to }, place) => {
    const slice = (part: Uint8Array): Uint8Array => part.slice(partHeaderBytes + partRecordBytes * from, partHeaderBytes + partRecordBytes * to);
    const checked = await pool.run("parts", { parts: parts.map(slice), electionHash: election }, place);
    const { wrong } = checked;
    demand(wrong === undefined, `roll/${electorate.id}: record ${from + (wrong?.place ?? 0)} of part ${wrong?.j ?? 0} does not hold`);
    return { from, roll: checked.roll };
  }));
  for (const { from, roll: rows } of computed) {
    demand(equalBytes(rows, roll.subarray(64 * from, 64 * from + rows.length)), `${rollName}: is not what the parts come to`);
  }
  return roll;
}

/** That the parts have the same tags, ascending, zeros in the same records, and no key twice. */
function compareParts(parts: readonly Uint8Array[], n: number, what: string, distinct: readonly Distinct[]): void {
  const at = (part: Uint8Array, i: number, from: number, to: number): Uint8Array =>
    part.subarray(partHeaderBytes + partRecordBytes * i + from, partHeaderBytes + partRecordBytes * i + to);
  const first = parts[0] as Uint8Array;
  for (let i = 0; i < n; i++) {
    const tag = at(first, i, 0, 32);
    demand(i === 0 || compareBytes(at(first, i - 1, 0, 32), tag) < 0, `${what}: its parts' tags are not ascending, each once`);
    const empty = isZero(at(first, i, 32, 128));
    parts.forEach((part, j) => {
      demand(equalBytes(at(part, i, 0, 32), tag), `${what}: its parts are not of the same slots`);
      demand(isZero(at(part, i, 32, 128)) === empty, `${what}: a slot has a key in one part and none in another`);
      if (!empty) (distinct[j] as Distinct).add(at(part, i, 32, 64));
    });
  }
}
