// Runs both verifiers over every bundle below a folder, and prints where they disagree.
//
//   node verifier/test/compare.mjs URNA FOLDER
//
// Each subfolder of FOLDER has a bundle in `bundle`, and may have `args.json`, {"args": ["--receipt", "receipt.json"]}: what is brought, with
// paths relative to the subfolder. Steps (number and verdict), hashes, sizes, the records of faults, receipts' fates, ignored files, contests
// and exit codes are compared. The exit code is 1 where anything differs.
import { execFile, fork } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { runCommand } from "../dist/node/command.js";
import { InlinePool } from "../dist/pool.js";

const parse = (output) => output.trim().startsWith("{") ? JSON.parse(output) : undefined;

const first = (urna, folder, args) => new Promise((done) => {
  execFile(urna, args, { cwd: folder, encoding: "utf8", maxBuffer: 1 << 28 }, (error, stdout) => {
    done({ status: error === null ? 0 : error.code, report: parse(stdout) });
  });
});

async function second(folder, args) {
  process.chdir(folder);
  try {
    const { code, output } = await runCommand(args, () => new InlinePool());
    return { status: code, report: parse(output) };
  } catch (error) {
    return { status: 2, told: error instanceof Error ? error.message : String(error) };
  }
}

/** What both must say; words that are for people are left out. */
function comparable({ status, report }) {
  if (report === undefined) return { status };
  const { ok, process, log_vkey, log_size, manifest_hash, pages_sha256, root, closing_hash, result_hash, receipts_ok, revoked_after_vote, ignored_files, contests } = report;
  return {
    status, ok, process, log_vkey, log_size, manifest_hash, pages_sha256, root, closing_hash, result_hash, receipts_ok, revoked_after_vote, ignored_files, contests,
    steps: report.steps.map((step) => `${step.number} ${step.name} ${step.ok}`),
    faults: report.faults.map((fault) => fault.leaf_index).sort((a, b) => a - b),
    revocations: report.revocations.map((one) => one.leaf_index),
    receipts: report.receipts.map((one) => `${one.leaf_index} ${one.fate}`),
  };
}

/** The members in which two verifiers' reports of `folder`/bundle differ, as lines for people. */
export async function differences(urna, folder) {
  const brought = existsSync(join(folder, "args.json")) ? JSON.parse(readFileSync(join(folder, "args.json"), "utf8")).args : [];
  const one = await first(urna, folder, ["verify", "bundle", "--json", ...brought]);
  const other = await second(folder, ["bundle", "--json", ...brought]);
  const [a, b] = [comparable(one), comparable(other)];
  const lines = [];
  for (const member of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const [x, y] = [JSON.stringify(a[member]), JSON.stringify(b[member])];
    if (x !== y) lines.push(`${member}: ${x} and ${y}`);
  }
  const failing = ({ report, told }) => told ?? report?.steps.filter((step) => !step.ok).map((step) => `step ${step.number}: ${step.detail}`).join("; ");
  if (lines.length > 0) lines.push(`told: ${failing(one)} and ${failing(other)}`);
  return lines;
}

/** Compares every `of`-th subfolder from `part` on; how many, and on how many the verifiers disagree. */
async function compareAll(urna, folder, part, of) {
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name).sort();
  const sum = { compared: 0, differing: 0 };
  for (let i = part; i < names.length; i += of) {
    sum.compared++;
    const lines = await differences(urna, join(folder, names[i]));
    if (lines.length === 0) continue;
    sum.differing++;
    process.stdout.write(`${names[i]}\n${lines.map((line) => `  ${line}\n`).join("")}`);
  }
  return sum;
}

const part = (urna, folder, number, of) => new Promise((done, fail) => {
  const child = fork(fileURLToPath(import.meta.url), [urna, folder, String(number), String(of)]);
  child.on("message", done);
  child.on("exit", (code) => fail(new Error(`a part of the comparison ended with ${code}`)));
});

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [urna, folder, number, of] = process.argv.slice(2);
  if (folder === undefined) {
    process.stderr.write("usage: node verifier/test/compare.mjs URNA FOLDER\n");
    process.exitCode = 2;
  } else if (number !== undefined) {
    process.send(await compareAll(urna, folder, Number(number), Number(of)));
    process.disconnect();
  } else {
    const parts = Array.from({ length: availableParallelism() }, (_, i) => part(resolve(urna), resolve(folder), i, availableParallelism()));
    const sums = await Promise.all(parts);
    const [compared, differing] = ["compared", "differing"].map((member) => sums.reduce((sum, one) => sum + one[member], 0));
    process.stdout.write(`${compared} bundles, ${differing} on which the verifiers disagree\n`);
    process.exitCode = differing === 0 && compared > 0 ? 0 : 1;
  }
}
