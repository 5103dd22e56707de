// Runs both verifiers over every bundle below a folder, and prints where they disagree.
//
//   node verifier/test/compare.mjs URNA FOLDER
//
// Each subfolder of FOLDER is a bundle. Steps (number and verdict), hashes, sizes, the records of faults, receipts' fates, ignored
// files, contests and exit codes are compared. The exit code is 1 where anything differs.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const command = fileURLToPath(new URL("../dist/node/command.js", import.meta.url));

function run(program, args) {
  const { stdout, status } = spawnSync(program, args, { encoding: "utf8", maxBuffer: 1 << 28 });
  return { status, report: stdout.trim().startsWith("{") ? JSON.parse(stdout) : undefined };
}

/** What both must say; words that are for people are left out. */
function comparable({ status, report }) {
  if (report === undefined) return { status };
  const { ok, process, log_vkey, log_size, manifest_hash, root, closing_hash, result_hash, receipts_ok, revoked_after_vote, ignored_files, contests } = report;
  return {
    status, ok, process, log_vkey, log_size, manifest_hash, root, closing_hash, result_hash, receipts_ok, revoked_after_vote, ignored_files, contests,
    steps: report.steps.map((step) => `${step.number} ${step.name} ${step.ok}`),
    faults: report.faults.map((fault) => fault.leaf_index).sort((a, b) => a - b),
    revocations: report.revocations.map((one) => one.leaf_index),
    receipts: report.receipts.map((one) => `${one.leaf_index} ${one.fate}`),
  };
}

/** The members in which two verifiers' reports differ, as lines for people. */
export function differences(urna, bundle, extra = []) {
  const [first, second] = [run(urna, ["verify", bundle, "--json", ...extra]), run(process.execPath, [command, bundle, "--json", ...extra])];
  const [a, b] = [comparable(first), comparable(second)];
  const lines = [];
  for (const member of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const [x, y] = [JSON.stringify(a[member]), JSON.stringify(b[member])];
    if (x !== y) lines.push(`${member}: ${x} and ${y}`);
  }
  const failing = (report) => report?.steps.filter((step) => !step.ok).map((step) => `step ${step.number}: ${step.detail}`).join("; ");
  if (lines.length > 0) lines.push(`told: ${failing(first.report)} and ${failing(second.report)}`);
  return lines;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , urna, folder] = process.argv;
  if (folder === undefined) {
    process.stderr.write("usage: node verifier/test/compare.mjs URNA FOLDER\n");
    process.exit(2);
  }
  let compared = 0;
  let differing = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    compared++;
    const lines = differences(urna, join(folder, entry.name));
    if (lines.length === 0) continue;
    differing++;
    process.stdout.write(`${entry.name}\n${lines.map((line) => `  ${line}\n`).join("")}`);
  }
  process.stdout.write(`${compared} bundles, ${differing} on which the verifiers disagree\n`);
  process.exit(differing === 0 && compared > 0 ? 0 : 1);
}
