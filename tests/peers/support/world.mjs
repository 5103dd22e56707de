// What every client finds: a server, an election in it that is open, and ballots that nobody has cast.
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

export const http = process.env.PEERS_HTTP;
export const grpc = process.env.PEERS_GRPC;
// A folder that is gone after the run.
export const work = process.env.PEERS_WORK;
// The same election and the same token once more, for a server under TLS.
export const tlsStore = join(work, "tls_store");
export const root = process.env.PEERS_ROOT;
export const urna = process.env.PEERS_URNA;
export const token = readFileSync(join(work, "token"), "utf8").trim();
// Pages of this origin may call, others not.
export const origin = "http://page.example";
// The election: ballots of approval on four projects, p0 to p3.
export const election = "processes/test";
// All of its voters; what its roll has, 64 bytes for each.
export const electorate = "processes/test/electorates/electorate-0";
export const rollBytes = 320 * 64;

// The ballot of a voter, 0 to 319. Tests of different files take different voters, since each ballot is cast once.
export const ballot = (voter) => readFileSync(join(work, "ballots", String(voter)));

// What a program wrote to its standard output, its standard error and its exit code, which may be any.
export async function run(program, args, options = {}) {
  try {
    const { stdout, stderr } = await promisify(execFile)(program, args, { maxBuffer: 1 << 28, ...options });
    return { stdout, stderr, code: 0 };
  } catch (error) {
    if (typeof error.code !== "number") throw error;
    return { stdout: error.stdout, stderr: error.stderr, code: error.code };
  }
}
