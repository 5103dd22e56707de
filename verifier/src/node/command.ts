import { readFile, stat } from "node:fs/promises";
import { parseArgs } from "node:util";
import { fromHex, textOf, utf8 } from "@urna/protocol/bytes";
import { fromBase64 } from "@urna/protocol/base_text";
import { logKeyType, parseNote, parseVkey } from "@urna/protocol/notes";
import type { KeptCheckpoint, KeptReceipt, Known } from "../options.js";
import type { Pool } from "../pool.js";
import type { Report } from "../report.js";
import { verify } from "../verify.js";
import { FolderSource } from "./folder_source.js";
import { nodePool } from "./node_pool.js";

const usage = `Verify a published count, trusting nobody

  urna-verify BUNDLE [--vkey KEY] [--manifest HASH] [--receipt FILE]... [--checkpoint FILE]... [--workers N] [--json]

BUNDLE is the folder that \`urna bundle fetch\` made. --vkey and --manifest are the log's key and the hash of what was sealed,
known from elsewhere than the bundle. Exit codes: 0 all holds, 1 something does not, 2 nothing could be verified.
`;

/** What was brought is not what it should be: exit code 2. */
class WrongUsage extends Error {}

const mostKeptBytes = 1 << 20;

async function readKept(path: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    if (size > mostKeptBytes) throw new WrongUsage(`${path}: is too large`);
    return new Uint8Array(await readFile(path));
  } catch (error) {
    if (error instanceof WrongUsage) throw error;
    throw new WrongUsage(`${path}: cannot be read`);
  }
}

/** Runs `work`; whatever is wrong is said of `what`. */
function understood<Value>(what: string, work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    throw new WrongUsage(`${what}: ${error instanceof Error ? error.message : "is malformed"}`);
  }
}

/** The JSON object that \`urna vote\` keeps (8.5); only leaf and receipt prove anything, the others must be there. */
async function keptReceipt(path: string): Promise<KeptReceipt> {
  const bytes = await readKept(path);
  return understood(path, () => {
    const kept: unknown = JSON.parse(textOf(bytes, "a receipt's file"));
    if (typeof kept !== "object" || kept === null) throw new Error("is not a receipt");
    const members = kept as Readonly<Record<string, unknown>>;
    for (const name of ["receipt", "leaf", "process", "tracker", "log_vkey"]) {
      if (typeof members[name] !== "string") throw new Error(`is not a receipt: it has no ${name}`);
    }
    return { receipt: utf8(members["receipt"] as string), leaf: fromBase64(members["leaf"] as string) };
  });
}

async function keptCheckpoint(path: string): Promise<KeptCheckpoint> {
  const bytes = await readKept(path);
  return understood(path, () => ({ bytes, origin: parseNote(bytes).body.split("\n", 1)[0] ?? "" }));
}

/** What the command prints, and its exit code. */
export interface Ended {
  readonly code: number;
  readonly output: string;
}

/** Runs the command with these arguments. `pool` is asked for where there is something to verify. */
export async function runCommand(args: readonly string[], pool: (workers: number | undefined) => Pool = nodePool): Promise<Ended> {
  const { values, positionals } = understood("arguments", () => parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      vkey: { type: "string" }, manifest: { type: "string" }, receipt: { type: "string", multiple: true },
      checkpoint: { type: "string", multiple: true }, workers: { type: "string" }, json: { type: "boolean" }, help: { type: "boolean", short: "h" },
    },
  }));
  if (values.help === true) {
    return { code: 0, output: usage };
  }
  const [bundle] = positionals;
  if (bundle === undefined || positionals.length > 1) throw new WrongUsage(usage);
  const known: Known = {
    vkey: values.vkey === undefined ? undefined : understood("--vkey", () => parseVkey(values.vkey as string, logKeyType, "the key")),
    manifest: values.manifest === undefined ? undefined : understood("--manifest", () => {
      const hash = fromHex(values.manifest as string);
      if (hash.length !== 32) throw new Error("a manifest's hash is 64 hexadecimal digits");
      return hash;
    }),
    receipts: await Promise.all((values.receipt ?? []).map(keptReceipt)),
    checkpoints: await Promise.all((values.checkpoint ?? []).map(keptCheckpoint)),
  };
  const workers = values.workers === undefined ? undefined : Number(values.workers);
  if (workers !== undefined && !(Number.isInteger(workers) && workers >= 1 && workers <= 256)) throw new WrongUsage("--workers is a number from 1 to 256");
  const source = new FolderSource(bundle);
  if (!(await stat(bundle).then((found) => found.isDirectory(), () => false))) throw new WrongUsage(`${bundle}: is not a folder`);
  const workersOfIt = pool(workers);
  try {
    const report = await verify(source, known, workersOfIt, (progress) => {
      if (values.json !== true && progress.ok === undefined && process.stderr.isTTY) process.stderr.write(`step ${progress.step}, ${progress.name} ..\n`);
    });
    const output = values.json === true ? `${JSON.stringify(report)}\n` : told(report);
    return { code: report.ok && report.receipts_ok ? 0 : 1, output };
  } finally {
    await workersOfIt.close();
  }
}

function told(report: Report): string {
  const lines = report.steps.map((step) => `${step.ok ? "holds" : "DOES NOT HOLD"}  ${step.number}  ${step.name}${step.detail === "" ? "" : `: ${step.detail}`}`);
  for (const path of report.ignored_files) lines.push(`ignored: ${path}`);
  for (const fault of report.faults) lines.push(`FAULT: record ${fault.leaf_index} ${fault.reason}`);
  for (const one of report.revocations) {
    lines.push(`record ${one.leaf_index} revokes the key of slot ${one.slot}${one.after_vote ? ", AFTER IT VOTED" : ""}, signed by the authorities ${one.authorities.join(", ")}`);
  }
  if (report.revoked_after_vote > 0) lines.push(`${report.revoked_after_vote} keys were revoked after a vote`);
  for (const receipt of report.receipts) lines.push(receipt.text);
  for (const limit of report.stated_limits) lines.push(limit);
  for (const contest of report.contests) {
    lines.push(contest.too_few_ballots
      ? `contest ${contest.id}: ${contest.ballots} ballots are too few, and were not opened`
      : `contest ${contest.id}: ${contest.ballots} ballots, ${contest.valid} valid, funded: ${contest.selected.join(" ") || "nothing"}`);
  }
  lines.push(report.ok ? "All that was published holds." : "What was published DOES NOT HOLD.");
  return `${lines.join("\n")}\n`;
}
