import { demand, equalBytes, ProtocolError, toHex } from "@urna/protocol/bytes";
import { selfTest } from "@urna/protocol/self_test";
import { closingGroups, printedTag } from "@urna/protocol/trackers";
import type { Slot } from "./steps/roll.js";
import type { Findings } from "./findings.js";
import { Folder } from "./folder.js";
import { verifyJournal } from "./journal/verify_journal.js";
import { statedLimits } from "./limits.js";
import type { Known } from "./options.js";
import type { Pool } from "./pool.js";
import { emptyReport, stepNames, type Report } from "./report.js";
import type { BundleSource } from "./source.js";
import { readArtefacts } from "./steps/artefacts.js";
import { findClosing, verifyClosingFiles, type Closing } from "./steps/closing.js";
import { contestStates, type ContestState } from "./steps/contests.js";
import { demandDecryptions, demandMixes, verifyDecryptions, verifyMixes, type Count } from "./steps/counting.js";
import { areReceiptsGood, ballotFindings, fateOf, toldFate, type BallotFate } from "./steps/fates.js";
import { compareCheckpoint, compareReceipt, isOfJournal } from "./steps/kept.js";
import { verifyKeyCeremony, type ElectionKeys } from "./steps/key_ceremony.js";
import { readCheckpoint, rebuildLog, tileFiles, type Log } from "./steps/log.js";
import { compareManifest, readManifest, type Manifest } from "./steps/manifest.js";
import { computeResult, resultFiles, resultHash, resultKinds, verifyResults, type Result } from "./steps/results.js";
import { rollFiles, verifyRoll, type Roll } from "./steps/roll.js";
import { entitledTo, select, type Selection } from "./steps/selection.js";

/** More ballots than this are for the program that is not JavaScript. */
const comfortable = 20_000;

/** How far a verification is. */
export interface Progress {
  readonly step: number;
  readonly name: string;
  /** Undefined while the step runs. */
  readonly ok?: boolean;
  readonly findings: Findings;
}

/** What a verification came to, for whoever asks more of it than its report says. */
export interface Audit {
  readonly report: Report;
  readonly findings: Findings;
  /** What became of the ballot of a record; undefined where no step came so far, or the record is no ballot. */
  fateOf(record: number): BallotFate | undefined;
}

/** The folder cannot be read, or is no bundle: nothing was verified. */
export class NoBundle extends Error {
  override readonly name = "NoBundle";
}

/** A step that does not hold; `number` is 0 where it is a file that no bundle of this election has. */
class StepFailure extends Error {
  constructor(readonly number: number, readonly detail: string) {
    super(detail);
  }
}

/**
 * Verifies a published count (section 14 of the protocol), trusting nobody; heavy work is done by `pool`, which stays open.
 * Throws a NoBundle where there is no folder to verify; whatever is wrong in one is in the report.
 */
export async function verify(source: BundleSource, known: Known, pool: Pool, onProgress: (progress: Progress) => void = () => {}): Promise<Report> {
  return (await audit(source, known, pool, onProgress)).report;
}

/** The same, and what there is to ask afterwards. */
export async function audit(source: BundleSource, known: Known, pool: Pool, onProgress: (progress: Progress) => void = () => {}): Promise<Audit> {
  const run = new Run(known, pool, onProgress);
  const { folder, wrong } = Folder.of(source, await source.entries());
  if (!folder.has("config") && !folder.has("checkpoint")) throw new NoBundle("is no bundle: it has neither config nor checkpoint");
  try {
    await run.all(folder, wrong);
  } catch (error) {
    if (!(error instanceof StepFailure)) throw error;
  }
  return run.finish();
}

class Run {
  readonly #report: Report = emptyReport();
  #findings: Findings = {};
  #fateOf: Audit["fateOf"] = () => undefined;
  readonly #faults = new Map<number, string>();
  /** Those of the receipts that were brought. */
  #records: readonly number[] = [];

  constructor(private readonly known: Known, private readonly pool: Pool, private readonly onProgress: (progress: Progress) => void) {}

  finish(): Audit {
    const report = this.#report;
    report.faults = [...this.#faults].sort(([a], [b]) => a - b).map(([leaf_index, reason]) => ({ leaf_index, reason }));
    report.ok = report.steps.length === stepNames.length && report.steps.every((step) => step.ok);
    return { report, findings: this.#findings, fateOf: this.#fateOf };
  }

  #found(more: Findings): void {
    this.#findings = { ...this.#findings, ...more };
  }

  #progress(step: number, ok?: boolean): void {
    this.onProgress({ step, name: stepNames[step] as string, findings: this.#findings, ...(ok === undefined ? {} : { ok }) });
  }

  /** Runs a step; a ProtocolError in it is what does not hold. Its value is that of the work. */
  async #step<Value>(number: number, work: () => Promise<{ readonly value: Value; readonly detail: string }>): Promise<Value> {
    this.#progress(number);
    try {
      const { value, detail } = await work();
      this.#report.steps.push({ number, name: stepNames[number] as string, ok: true, detail });
      this.#progress(number, true);
      return value;
    } catch (error) {
      if (!(error instanceof ProtocolError || error instanceof StepFailure)) throw error;
      const failed = error instanceof StepFailure ? error.number : number;
      this.#report.steps.push({ number: failed, name: stepNames[failed] as string, ok: false, detail: error.message });
      this.#progress(failed, false);
      throw new StepFailure(failed, error.message);
    }
  }

  /** Step 0, for files of which only now is known that they are not listed. */
  #demandListed(folder: Folder, below: readonly string[], expected: ReadonlySet<string>): void {
    const path = folder.unlisted(below, expected);
    if (path !== undefined) throw new StepFailure(0, `${path}: a bundle of this election has no such file`);
  }

  async all(folder: Folder, wrong: string | undefined): Promise<void> {
    const report = this.#report;
    report.ignored_files = folder.ignored;
    await this.#step(0, async () => {
      demand(wrong === undefined, wrong ?? "");
      this.#found({ files: folder.count });
      return { value: undefined, detail: `${folder.count} files` };
    });
    await this.#step(1, async () => {
      const failed = selfTest();
      demand(failed.length === 0, `this platform computes wrongly: ${failed.join(", ")}`);
      return { value: undefined, detail: "" };
    });
    const manifest = await this.#step(2, () => this.#manifest(folder));
    const keys = await this.#step(3, async () => ({
      value: verifyKeyCeremony(manifest), detail: `${manifest.sealed.config.trusteeThreshold} of ${manifest.sealed.config.trustees.length} trustees`,
    }));
    const log = await this.#step(4, () => this.#log(folder, manifest));
    const closing = await this.#step(5, () => this.#closing(folder, manifest, log));
    const roll = await this.#step(6, async () => {
      this.#demandListed(folder, ["roll/"], rollFiles(manifest));
      const value = await verifyRoll(folder, manifest, this.pool);
      this.#found({ entitled: value.slots.length });
      return { value, detail: `${value.slots.length} persons entitled` };
    });
    const { selection, contests } = await this.#step(7, () => this.#selection(manifest, log, closing, roll));
    this.#receipts(selection);
    const count = await this.#count(folder, manifest, keys, log, closing, contests);
    await this.#results(count);
    await this.#step(13, async () => {
      const kept = (this.known.checkpoints ?? []).filter((one) => isOfJournal(one, manifest.sealed.config.journal?.origin));
      const { detail, found } = await verifyJournal(folder, manifest, kept, (below, expected) => this.#demandListed(folder, below, expected));
      this.#found(found === undefined ? {} : { journal: found });
      return { value: undefined, detail };
    });
  }

  async #manifest(folder: Folder): Promise<{ value: Manifest; detail: string }> {
    const manifest = await readManifest(folder);
    const { config, logKey } = manifest.sealed;
    this.#report.process = config.process;
    this.#report.log_vkey = logKey.text;
    this.#report.manifest_hash = toHex(manifest.hash);
    this.#report.pages_sha256 = toHex(config.pagesSha256);
    this.#report.stated_limits = statedLimits(config);
    compareManifest(manifest, this.known.manifest);
    return { value: manifest, detail: `manifest ${toHex(manifest.hash)}` };
  }

  async #log(folder: Folder, manifest: Manifest): Promise<{ value: Log; detail: string }> {
    const { logKey, witnesses } = manifest.sealed;
    const { vkey } = this.known;
    demand(vkey === undefined || (vkey.name === logKey.name && equalBytes(vkey.key, logKey.key)), "config: the log's key is not the one that you know it by");
    const checkpoint = await readCheckpoint(folder, "", logKey, witnesses);
    this.#demandListed(folder, ["tile/"], tileFiles("", Number(checkpoint.size)));
    const log = await rebuildLog(folder, "", checkpoint);
    for (const kept of this.known.checkpoints ?? []) {
      if (!isOfJournal(kept, manifest.sealed.config.journal?.origin)) compareCheckpoint(kept, log, logKey, witnesses);
    }
    this.#records = (this.known.receipts ?? []).map((kept) => compareReceipt(kept, log, logKey, witnesses));
    this.#report.log_size = log.leaves.length;
    this.#report.root = toHex(checkpoint.root);
    this.#found({ records: log.leaves.length });
    return { value: log, detail: `${log.leaves.length} records, root ${toHex(checkpoint.root)}${vkey === undefined ? "; the log's key is the bundle's own" : ""}` };
  }

  async #closing(folder: Folder, manifest: Manifest, log: Log): Promise<{ value: Closing; detail: string }> {
    const closing = findClosing(log, manifest);
    await verifyClosingFiles(folder, manifest, closing);
    if (manifest.sealed.config.witnessQuorum === 0) this.#demandListed(folder, ["close-checkpoint"], new Set());
    this.#report.closing_hash = toHex(closing.hash);
    this.#found({ openTime: Number(closing.openTime), closeTime: Number(closing.closeTime) });
    return { value: closing, detail: `opened at ${closing.openTime}, closed at ${closing.closeTime} (Unix seconds), closing ${closingGroups(closing.hash)}` };
  }

  async #selection(
    manifest: Manifest, log: Log, closing: Closing, roll: Roll,
  ): Promise<{ value: { selection: Selection; contests: ContestState[] }; detail: string }> {
    const selection = await select(log, manifest, closing, roll, this.pool);
    for (const [record, reason] of selection.faults) this.#faults.set(record, reason);
    const contests = contestStates(log, manifest, selection);
    this.#report.revocations = selection.revocations.map((one) => ({
      leaf_index: one.index, slot: printedTag((roll.slots[one.slot] as Slot).tag), authorities: one.authorities, after_vote: one.afterVote,
    }));
    this.#report.revoked_after_vote = selection.revocations.filter((one) => one.afterVote).length;
    this.#report.contests = contests.map(({ config, count, kind }) => ({
      contest: config.number, id: config.id, entitled: entitledTo(manifest, config.number), ballots: count, valid: 0, invalid: 0,
      too_few_ballots: kind === "too small", selected: [], cost: 0, budget: Number(config.budget),
    }));
    const ballots = contests.reduce((sum, contest) => sum + contest.count, 0);
    this.#fateOf = (record) => fateOf(record, log, selection, contests);
    this.#found({ ballots: ballotFindings(log, closing, selection, ballots), mixed: contests.map(({ count, kind }) => kind === "counted" ? count : 0) });
    if (ballots > comfortable) this.#report.stated_limits.push(`${ballots} ballots take this program long; \`urna verify\` does the same in a fraction of the time`);
    const detail = `${ballots} ballots count, ${selection.revocations.length} keys revoked, ${this.#report.revoked_after_vote} of them after a vote, ${selection.faults.size} faults`;
    return { value: { selection, contests }, detail };
  }

  async #count(folder: Folder, manifest: Manifest, keys: ElectionKeys, log: Log, closing: Closing, contests: ContestState[]): Promise<Count> {
    const { artefacts, faults } = readArtefacts(log, manifest, closing, contests);
    const count: Count = {
      folder, manifest, keys, closing, contests, artefacts, pool: this.pool, fault: (record, reason) => void this.#faults.set(record, reason),
    };
    await this.#step(8, async () => {
      for (const [record, reason] of faults) this.#faults.set(record, reason);
      const expected = await verifyMixes(count);
      demandMixes(count);
      this.#demandListed(folder, ["mix/"], expected);
      return { value: undefined, detail: `${contests.reduce((sum, contest) => sum + contest.mixes.length, 0)} mixes` };
    });
    await this.#step(9, async () => {
      const expected = await verifyDecryptions(count);
      demandDecryptions(count);
      this.#demandListed(folder, ["dec/", "lot/"], expected);
      return { value: undefined, detail: `${contests.reduce((sum, contest) => sum + contest.decryptions.length + contest.lots.length, 0)} decryptions and lots` };
    });
    return count;
  }

  async #results(count: Count): Promise<void> {
    const report = this.#report;
    const results = await this.#step(10, async () => {
      const value: Result[] = [];
      for (const contest of count.contests) {
        value.push(await computeResult(count, contest, report.contests[contest.config.number] as Report["contests"][number]));
      }
      await verifyResults(count, value, resultKinds[10]);
      this.#demandListed(count.folder, ["result/"], resultFiles(count.contests));
      const [valid, invalid] = report.contests.reduce(([v, i], one) => [v + one.valid, i + one.invalid], [0, 0]);
      return { value, detail: `${valid} valid, ${invalid} invalid` };
    });
    await this.#step(11, async () => {
      await verifyResults(count, results, resultKinds[11]);
      report.result_hash = resultHash(results);
      return { value: undefined, detail: `result ${report.result_hash}` };
    });
    await this.#step(12, async () => {
      await verifyResults(count, results, resultKinds[12]);
      return { value: undefined, detail: "" };
    });
  }

  #receipts(selection: Selection): void {
    const fates = this.#records.map((record) => toldFate(record, this.#fateOf(record) as BallotFate));
    this.#report.receipts = fates;
    this.#report.receipts_ok = areReceiptsGood(fates, selection);
  }
}
