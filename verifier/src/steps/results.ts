import { concat, demand, equalBytes, le64, toHex, utf8 } from "@urna/protocol/bytes";
import { limitsOf, type Limits } from "@urna/protocol/ballot_formats";
import { parsePoint } from "@urna/protocol/group";
import { frame, sha256 } from "@urna/protocol/hashes";
import { ArtefactKind } from "@urna/protocol/leaves";
import { lotSeed } from "@urna/protocol/lots";
import { decodePayload, type Vote } from "@urna/protocol/payload";
import { combinePoints, decryptBallots } from "../crypto/decryptions.js";
import type { ContestReport } from "../report.js";
import { outcomeFile, pabulibFile, type Outcome } from "../tally/published.js";
import type { Artefact } from "./artefacts.js";
import type { Count } from "./counting.js";
import type { ContestState } from "./contests.js";

/** The files of a contest, as everyone computes them; those that it does not have are absent. */
export interface Result {
  readonly contest: ContestState;
  readonly ballots: Uint8Array | undefined;
  readonly outcome: Uint8Array;
  readonly pabulib: Uint8Array | undefined;
}

interface Plaintexts {
  readonly votes: readonly Vote[];
  readonly invalid: number;
  readonly file: Uint8Array;
}

/** Reads the ballots of a contest and counts them by its rule. What a contest comes to is told to its report. */
export async function computeResult(count: Count, contest: ContestState, report: ContestReport): Promise<Result> {
  const { config } = count.manifest.sealed;
  if (contest.kind === "too small") {
    report.too_few_ballots = true;
    return { contest, ballots: undefined, pabulib: undefined, outcome: outcomeFile(config, contest.config, { status: "TOO_FEW_BALLOTS", ballots: contest.count }) };
  }
  const plaintexts = await readBallots(count, contest);
  const seed = contest.byLot ? seedOf(count, contest) : undefined;
  const outcome: Outcome = {
    status: "COUNTED", ballots: contest.count, votes: plaintexts.votes, invalid: plaintexts.invalid, lotSeed: seed,
  };
  report.valid = plaintexts.votes.length;
  report.invalid = plaintexts.invalid;
  const { file, selected, cost } = countedFile(config, contest, outcome);
  report.selected = selected;
  report.cost = Number(cost);
  return { contest, ballots: plaintexts.file, outcome: await withToldSteps(count, contest, file), pabulib: pabulibFile(config, contest.config, plaintexts.votes, seed) };
}

function countedFile(config: Count["manifest"]["sealed"]["config"], contest: ContestState, outcome: Outcome): { file: Uint8Array; selected: readonly string[]; cost: bigint } {
  let selected: readonly string[] = [];
  let cost = 0n;
  const file = outcomeFile(config, contest.config, outcome, (ids, spent) => {
    selected = ids;
    cost = spent;
  });
  return { file, selected, cost };
}

const toldSteps = /"(?:partial_sets|table_states)":"[0-9]{1,20}"/g;

/**
 * How many steps the search of `max-welfare` took is told in an outcome, depends on how the counter searches, and is in no document:
 * where a published outcome is in all else what was computed here, its number is taken. The record with its digest holds it.
 */
async function withToldSteps(count: Count, contest: ContestState, computed: Uint8Array): Promise<Uint8Array> {
  if (contest.config.rule?.rule !== "max-welfare") return computed;
  const path = `result/${contest.config.number}.tally`;
  // As many bytes as it could have with other numbers of at most 20 digits.
  const published = await count.folder.read(path, computed.length + 40).catch(() => undefined);
  if (published === undefined) return computed;
  const withoutSteps = (bytes: Uint8Array): string => new TextDecoder().decode(bytes).replace(toldSteps, "steps");
  return withoutSteps(published) === withoutSteps(computed) ? published : computed;
}

function seedOf(count: Count, contest: ContestState): Uint8Array {
  const t = count.manifest.sealed.config.trusteeThreshold;
  const shares = contest.lots.slice(0, t).map(({ value }) => value);
  const z = combinePoints(shares.map((share) => share.trustee), shares.map((share) => parsePoint(share.columns[0] as Uint8Array, "a share of a lot")));
  return lotSeed(count.manifest.hash, `tie:${contest.config.number}`, z);
}

async function readBallots(count: Count, contest: ContestState): Promise<Plaintexts> {
  const { width, trusteeThreshold } = count.manifest.sealed.config;
  const limits = limitsOf(contest.config.ballotFormat) as Limits;
  const costs = contest.config.projects.map((project) => project.cost);
  const header = concat(utf8("URNABAL1"), le64(contest.count), le64(width));
  if (contest.kind === "empty") return { votes: [], invalid: 0, file: header };
  const output = (contest.mixes[trusteeThreshold - 1] as { output: readonly Uint8Array[] }).output;
  const rows = await decryptBallots(count.pool, output.slice(1), contest.decryptions.slice(0, trusteeThreshold).map(({ value }) => value));
  const bytes = concat(...rows);
  const votes: Vote[] = [];
  const length = 1 + 30 * width;
  for (let at = 0; at < bytes.length; at += length) {
    if (bytes[at] !== 0) continue;
    const vote = decodePayload(bytes.subarray(at + 1, at + length), limits, costs);
    if (vote === undefined) bytes[at] = 2;
    else votes.push(vote);
  }
  return { votes, invalid: contest.count - votes.length, file: concat(header, bytes) };
}

interface ResultKind {
  readonly kind: number;
  readonly ending: string;
  readonly file: (result: Result) => Uint8Array | undefined;
}

export const resultKinds: Readonly<Record<10 | 11 | 12, ResultKind>> = {
  10: { kind: ArtefactKind.ballots, ending: "ballots", file: (result) => result.ballots },
  11: { kind: ArtefactKind.outcome, ending: "tally", file: (result) => result.outcome },
  12: { kind: ArtefactKind.pabulib, ending: "pb", file: (result) => result.pabulib },
};

/** The files below result/ that there are once everything was counted. */
export function resultFiles(contests: readonly ContestState[]): Set<string> {
  return new Set(contests.flatMap(({ kind, config }) =>
    Object.values(resultKinds)
      .filter(({ ending }) => kind !== "too small" || ending === "tally")
      .map(({ ending }) => `result/${config.number}.${ending}`)));
}

/** Steps 10 to 12: of each contest the right leaf of this kind is there, and its file is what was computed. */
export async function verifyResults(count: Count, results: readonly Result[], { kind, ending, file }: ResultKind): Promise<void> {
  const announced = new Map<ContestState, Artefact[]>(results.map(({ contest }) => [contest, []]));
  for (const artefact of count.artefacts) if (artefact.leaf.kind === kind) announced.get(artefact.contest)?.push(artefact);
  for (const result of results) {
    const { contest } = result;
    const expected = file(result);
    let isPlaced = false;
    for (const { record, leaf, unsigned } of announced.get(contest) ?? []) {
      const misplaced = unsigned ?? (isPlaced ? "a valid one is there" : misplacedResult(contest, expected, record, leaf.index, count));
      if (misplaced !== undefined) count.fault(record, `is not well-placed: ${misplaced}`);
      else if (leaf.length !== BigInt((expected as Uint8Array).length) || !equalBytes(leaf.digest, sha256(expected as Uint8Array))) {
        count.fault(record, `trustee ${leaf.trustee}: is not what the ballots come to`);
      } else isPlaced = true;
    }
    if (expected === undefined) continue;
    const path = `result/${contest.config.number}.${ending}`;
    demand(isPlaced, `${path}: no record announces what the ballots come to`);
    demand(equalBytes(await count.folder.read(path, expected.length), expected), `${path}: is not what the ballots come to`);
  }
}

function misplacedResult(contest: ContestState, expected: Uint8Array | undefined, record: number, index: number, count: Count): string | undefined {
  const t = count.manifest.sealed.config.trusteeThreshold;
  if (expected === undefined) return "its contest has no such file";
  if (index !== 0) return "index must be 0";
  const before = (placed: readonly { readonly record: number }[]): number => placed.filter((one) => one.record < record).length;
  if (contest.kind === "counted" && before(contest.decryptions) < t) return "its contest is not decrypted";
  if (contest.kind !== "too small" && contest.byLot && before(contest.lots) < t) return "the lot of its contest is not drawn";
  return undefined;
}

/** `result_hash`: of the outcomes of all contests, in order. */
export function resultHash(results: readonly Result[]): string {
  return toHex(sha256(concat(...results.map((result) => frame(result.outcome)))));
}
