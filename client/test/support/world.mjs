// A real server with open elections, for one test file. tests/npm/run.sh says which programs it is made of.
import { execFile, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, watch, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

function program(name) {
  const path = process.env[name];
  if (path === undefined) throw new Error(`${name} is not set: run tests/npm/run.sh, which says what the tests need`);
  return path;
}

/** Waits for a file that another program writes; gives up with that program. */
function appears(path, child, log) {
  return new Promise((resolve, reject) => {
    const watcher = watch(join(path, ".."), look);
    child.once("exit", (code) => finish(reject, new Error(`the server ended with ${code}: ${log()}`)));
    function look() {
      if (existsSync(path) && readFileSync(path, "utf8").trim() !== "") finish(resolve, readFileSync(path, "utf8"));
    }
    function finish(settle, value) {
      watcher.close();
      settle(value);
    }
    look();
  });
}

/** Starts a server of the elections `again`, `once` and `closing` (tests/npm/open_elections.cc): { http, grpc, work, stop }. */
export async function startServer({ origins = [] } = {}) {
  const urna = program("URNA");
  const work = mkdtempSync(join(tmpdir(), "urna-client-"));
  const toml = join(work, "urna.toml");
  writeFileSync(toml, `name = "localhost"
data_dir = "${work}/store"
listen = ["127.0.0.1:0"]
http_listen = ["127.0.0.1:0"]
${origins.length === 0 ? "" : `http_origins = ${JSON.stringify(origins)}`}
`);
  const { stdout: token } = await run(urna, ["init", "--config", toml]);
  await run(program("URNA_OPEN_ELECTIONS"), [toml]);
  let said = "";
  const child = spawn(urna, ["serve", "--config", toml, "--ready-file", join(work, "ready")], { stdio: ["ignore", "ignore", "pipe"] });
  child.stderr.on("data", (text) => { said += text; });
  const [grpc, http] = (await appears(join(work, "ready"), child, () => said)).trim().split("\n");
  const stop = async () => {
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill();
    await ended;
    rmSync(work, { recursive: true, force: true });
  };
  return { http, grpc, work, token: token.trim(), stop };
}

/** What a program wrote to its standard output; `env` is added to this process's. */
export async function urna(args, env = {}) {
  const { stdout } = await run(program("URNA"), args, { env: { ...process.env, ...env } });
  return stdout;
}
