import { demand, ProtocolError } from "@urna/protocol/bytes";
import { ArtefactKind } from "@urna/protocol/leaves";
import { encodePoint } from "@urna/protocol/group";
import { lotPoint } from "@urna/protocol/lots";
import { decryptionFileBytes, verifyDecryption } from "../crypto/decryptions.js";
import { mixFileBytes, parseMixFile } from "../crypto/mix_file.js";
import { verifyMix } from "../crypto/mixes.js";
import type { Folder } from "../folder.js";
import type { Pool } from "../pool.js";
import { announcedFile, artefactPath, type Artefact } from "./artefacts.js";
import type { Closing } from "./closing.js";
import type { ContestState, ValidMix } from "./contests.js";
import type { ElectionKeys } from "./key_ceremony.js";
import type { Manifest } from "./manifest.js";

/** What steps 8 and 9 work with. */
export interface Count {
  readonly folder: Folder;
  readonly manifest: Manifest;
  readonly keys: ElectionKeys;
  readonly closing: Closing;
  readonly contests: readonly ContestState[];
  readonly artefacts: readonly Artefact[];
  readonly pool: Pool;
  fault(record: number, reason: string): void;
}

/** Step 8: of each contest the mixes, in the order of the log. Gives the files that belong to it; one that is not the one announced ends it, and is nobody's fault. */
export async function verifyMixes(count: Count): Promise<Set<string>> {
  const expected = new Set<string>();
  for (const artefact of count.artefacts) {
    if (artefact.leaf.kind !== ArtefactKind.mix) continue;
    const misplaced = artefact.unsigned ?? misplacedMix(artefact, count);
    if (misplaced !== undefined) {
      count.fault(artefact.record, `is not well-placed: ${misplaced}`);
      continue;
    }
    expected.add(artefactPath(artefact));
    artefact.contest.mixed.add(artefact.leaf.trustee);
    const file = await announcedFile(count.folder, artefact);
    const problem = await problemOfMix(artefact, file, count);
    if (problem !== undefined) count.fault(artefact.record, `trustee ${artefact.leaf.trustee}: its mix does not hold: ${problem}`);
  }
  return expected;
}

/** That every contest that is counted has its mixes. */
export function demandMixes({ contests, manifest }: Count): void {
  const t = manifest.sealed.config.trusteeThreshold;
  for (const { kind, config, mixes } of contests) {
    demand(kind !== "counted" || mixes.length === t, `contest ${config.number}: ${mixes.length} mixes hold, ${t} are needed`);
  }
}

function misplacedMix({ leaf, contest }: Artefact, { manifest }: Count): string | undefined {
  const { width, trusteeThreshold } = manifest.sealed.config;
  if (contest.kind !== "counted") return "its contest is not counted";
  if (contest.mixes.length >= trusteeThreshold) return "its contest has all its mixes";
  if (contest.mixed.has(leaf.trustee)) return "its trustee has mixed the contest";
  const input = contest.mixes.at(-1)?.record ?? 0;
  if (leaf.index !== input) return `index must be ${input}`;
  if (leaf.length !== BigInt(mixFileBytes(contest.count, width))) return "its length is not that of a mix of the contest";
  return undefined;
}

async function problemOfMix({ record, leaf, contest }: Artefact, bytes: Uint8Array, count: Count): Promise<string | undefined> {
  try {
    const file = parseMixFile(bytes, contest.count, count.manifest.sealed.config.width);
    await verifyMix(count.pool, {
      closingHash: count.closing.hash, contest: leaf.contest, record: leaf.index, keys: count.keys.ballot,
      input: contest.mixes.at(-1)?.output ?? contest.input,
    }, file);
    contest.mixes.push({ record, trustee: leaf.trustee, output: file.output });
    return undefined;
  } catch (error) {
    return whatIsWrong(error);
  }
}

/** Only what the bytes are to blame for is their trustee's fault; a program that fails has verified nothing. */
function whatIsWrong(error: unknown): string {
  if (error instanceof ProtocolError) return error.message;
  throw error;
}

/** Step 9: the partial decryptions, and the shares of lots, in the same way. */
export async function verifyDecryptions(count: Count): Promise<Set<string>> {
  const expected = new Set<string>();
  for (const artefact of count.artefacts) {
    const { kind } = artefact.leaf;
    if (kind !== ArtefactKind.decryption && kind !== ArtefactKind.lot) continue;
    const misplaced = artefact.unsigned ?? (kind === ArtefactKind.lot ? misplacedLot(artefact) : misplacedDecryption(artefact, count));
    if (misplaced !== undefined) {
      count.fault(artefact.record, `is not well-placed: ${misplaced}`);
      continue;
    }
    expected.add(artefactPath(artefact));
    const file = await announcedFile(count.folder, artefact);
    const problem = await problemOfDecryption(artefact, file, count);
    if (problem !== undefined) count.fault(artefact.record, `trustee ${artefact.leaf.trustee}: its file does not hold: ${problem}`);
  }
  return expected;
}

/** That what is to be read can be read. */
export function demandDecryptions({ contests, manifest }: Count): void {
  const t = manifest.sealed.config.trusteeThreshold;
  for (const { kind, config, decryptions, lots, byLot } of contests) {
    demand(kind !== "counted" || decryptions.length >= t, `contest ${config.number}: fewer than ${t} valid decryptions`);
    demand(kind === "too small" || !byLot || lots.length >= t, `contest ${config.number}: fewer than ${t} valid shares of its lot`);
  }
}

/** The t-th valid mix, where it stands before `record`. */
function lastMix(contest: ContestState, t: number, record: number): ValidMix | undefined {
  const mix = contest.mixes[t - 1];
  return mix !== undefined && mix.record < record ? mix : undefined;
}

function misplacedDecryption({ record, leaf, contest }: Artefact, { manifest }: Count): string | undefined {
  const { width, trusteeThreshold } = manifest.sealed.config;
  if (contest.kind !== "counted") return "its contest is not counted";
  const mix = lastMix(contest, trusteeThreshold, record);
  if (mix === undefined) return "its contest has not all its mixes";
  if (contest.decryptions.some(({ value }) => value.trustee === leaf.trustee)) return "its trustee has decrypted the contest";
  if (leaf.index !== mix.record) return `index must be ${mix.record}`;
  if (leaf.length !== BigInt(decryptionFileBytes(contest.count, width))) return "its length is not that of a decryption of the contest";
  return undefined;
}

function misplacedLot({ leaf, contest }: Artefact): string | undefined {
  if (!contest.byLot) return "the ties of its contest are not broken by lot";
  if (contest.kind === "too small") return "its contest is too small";
  if (contest.lots.some(({ value }) => value.trustee === leaf.trustee)) return "its trustee has given its share";
  if (leaf.index !== leaf.trustee) return `index must be ${leaf.trustee}`;
  if (leaf.length !== BigInt(decryptionFileBytes(1, 1))) return "its length is not that of a share";
  return undefined;
}

async function problemOfDecryption({ record, leaf, contest }: Artefact, bytes: Uint8Array, count: Count): Promise<string | undefined> {
  const { manifest, keys, closing, pool } = count;
  const isLot = leaf.kind === ArtefactKind.lot;
  const own = keys.ofTrustee[leaf.trustee - 1] ?? [];
  const width = manifest.sealed.config.width;
  const mix = lastMix(contest, manifest.sealed.config.trusteeThreshold, record);
  const purpose = `tie:${leaf.contest}`;
  try {
    const value = await verifyDecryption(pool, {
      closingHash: closing.hash,
      context: isLot ? `lot:${purpose}` : `contest:${leaf.contest}/decrypt`,
      trustee: leaf.trustee,
      keys: isLot ? own.slice(width) : own.slice(0, width),
      a: isLot ? encodePoint(lotPoint(manifest.hash, purpose)) : (mix?.output[0] ?? new Uint8Array(0)),
    }, bytes);
    (isLot ? contest.lots : contest.decryptions).push({ record, value });
    return undefined;
  } catch (error) {
    return whatIsWrong(error);
  }
}
