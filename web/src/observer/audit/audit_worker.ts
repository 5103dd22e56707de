// The verification itself, beside the page, so that the page stays quick and can end it at once; its heavy work goes to workers of its own.
import { LeafType, parseLeaf } from "@urna/protocol/leaves";
import { parseEntryBundle, tilesOf } from "@urna/protocol/tiles";
import { tracker as trackerOf } from "@urna/protocol/trackers";
import { audit, browserPool, FetchSource, Folder, InlinePool, NoBundle, readManifest, type Audit, type BundleSource, type Pool, type Progress } from "@urna/verifier";
import { CountingPool } from "./counting_pool.js";
import { electionOf, saidRecords, zoneOf, type Election } from "./election.js";
import type { Asked, FoundBallot, Place, Told } from "./messages.js";
import { rowsOfStep } from "./share.js";
import { DroppedSource, ListedOnce } from "./sources.js";
import { trusted } from "./trusted_worker.js";

interface Scope {
  onmessage: ((event: MessageEvent<Asked>) => void) | null;
  postMessage(message: Told): void;
}

const scope = globalThis as unknown as Scope;
const tell = (message: Told): void => scope.postMessage(message);
const mostLeafBytes = 256 * 65537;

let source: BundleSource | undefined;
let audited: Audit | undefined;

scope.onmessage = ({ data }) => {
  void answer(data).catch((problem: unknown) => tell({ kind: "nothing", why: "failed", detail: sayOf(problem) }));
};

function sayOf(problem: unknown): string {
  return problem instanceof Error ? problem.message : String(problem);
}

async function answer(asked: Asked): Promise<void> {
  switch (asked.kind) {
    case "look":
      return look(asked.place);
    case "verify":
      return verify(asked);
    case "find":
      return tell({ kind: "found", tracker: asked.tracker, ballot: await find(({ tracker }) => tracker === asked.tracker.slice(0, 20)) });
  }
}

async function look(place: Place): Promise<void> {
  source = new ListedOnce(place.kind === "dropped" ? new DroppedSource(place.entries) : new FetchSource(place.base));
  try {
    const entries = await source.entries();
    const size = { files: entries.length, bytes: entries.reduce((sum, entry) => sum + entry.size, 0), records: await saidRecords(source) };
    tell({ kind: "size", size });
  } catch (problem) {
    tell({ kind: "nothing", why: "unreadable", detail: sayOf(problem) });
  }
}

async function verify({ brought, poolUrl, workers }: Extract<Asked, { kind: "verify" }>): Promise<void> {
  if (source === undefined) throw new Error("no bundle was looked at");
  const began = performance.now();
  const pool = await openPool(poolUrl, workers);
  const steps = new StepClock(source);
  const counting = new CountingPool(pool, (rows) => steps.onRows(rows));
  try {
    audited = await audit(source, brought, counting, (progress) => {
      counting.reset();
      steps.take(progress);
    });
    await steps.told;
    const receipts: FoundBallot[] = [];
    for (const { leaf_index } of audited.report.receipts) {
      const ballot = await find(({ record }) => record === leaf_index);
      if (ballot !== undefined) receipts.push(ballot);
    }
    tell({ kind: "verified", report: audited.report, receipts, seconds: (performance.now() - began) / 1000 });
  } catch (problem) {
    const why = problem instanceof NoBundle ? "no-bundle" : "failed";
    tell({ kind: "nothing", why, detail: sayOf(problem) });
  } finally {
    await pool.close();
  }
}

/** Workers of this worker; where a browser lets a worker have none, it does all by itself. */
async function openPool(url: string, workers: number): Promise<Pool> {
  return typeof Worker === "undefined" ? new InlinePool() : browserPool(trusted(url), workers);
}

/** Tells of each step: when it begins, how much of it is done, how long it took. */
class StepClock {
  /** Resolved once the page knows what was sealed, or cannot. */
  told: Promise<void> = Promise.resolve();
  readonly #source: BundleSource;
  #election: Election | undefined;
  #began = performance.now();
  #wholeRows = 0;
  #toldAt = 0;

  constructor(source: BundleSource) {
    this.#source = source;
  }

  take({ step, ok, findings }: Progress): void {
    const now = performance.now();
    if (ok === undefined) {
      this.#began = now;
      this.#wholeRows = rowsOfStep(step, findings, this.#election);
    }
    tell({ kind: "step", step, ok, seconds: (now - this.#began) / 1000, findings });
    if (step === 2 && ok === true) this.told = this.#tellElection();
  }

  onRows(rows: number): void {
    const now = performance.now();
    if (this.#wholeRows === 0 || now - this.#toldAt < 100) return;
    this.#toldAt = now;
    tell({ kind: "share", share: Math.min(rows / this.#wholeRows, 1) });
  }

  async #tellElection(): Promise<void> {
    const { folder } = Folder.of(this.#source, await this.#source.entries());
    const manifest = await readManifest(folder);
    this.#election = electionOf(manifest, await zoneOf(folder));
    tell({ kind: "election", election: this.#election });
  }
}

/** The first ballot of the log that is meant, once the log was verified. */
async function find(isMeant: (ballot: { readonly record: number; readonly tracker: string }) => boolean): Promise<FoundBallot | undefined> {
  const records = audited?.findings.records;
  if (source === undefined || audited === undefined || records === undefined) return undefined;
  let record = 0;
  for (const tile of tilesOf(records)) {
    if (tile.level !== "entries") break;
    for (const bytes of parseEntryBundle(await source.read(tile.path, mostLeafBytes), tile.width)) {
      const place = record++;
      if (bytes[0] !== LeafType.ballot) continue;
      const found = ballotOf(bytes, place);
      if (found !== undefined && isMeant(found)) return { ...found, fate: audited.fateOf(place) };
    }
  }
  return undefined;
}

function ballotOf(bytes: Uint8Array, record: number): Omit<FoundBallot, "fate"> | undefined {
  try {
    const leaf = parseLeaf(bytes);
    return leaf.type === LeafType.ballot ? { record, tracker: trackerOf(leaf.head), contest: leaf.contest } : undefined;
  } catch {
    return undefined;
  }
}
