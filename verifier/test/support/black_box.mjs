import { spawnSync } from "node:child_process";

/** The built program, which tests hold elections with. */
export const urna = process.env.URNA ?? "";

/** What `urna tally FILE --json --trace` prints, or what it says instead. */
export function tally(file, rule, parameters, tieBreak) {
  const args = ["tally", file, "--json", "--trace", "--rule", rule, "--tie-break", tieBreak.order];
  if (tieBreak.order === "lot") args.push("--lot-seed", Buffer.from(tieBreak.seed).toString("hex"));
  for (const [name, value] of parameters) args.push("--param", `${name}=${value}`);
  const run = spawnSync(urna, args, { encoding: "utf8", maxBuffer: 1 << 28 });
  return { out: run.stdout.trimEnd(), error: run.stderr.trim(), status: run.status };
}
