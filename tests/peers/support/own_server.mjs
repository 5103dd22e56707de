// A server of one test's own, where people log in: it has its folder and its port to itself, and may be killed.
import assert from "node:assert/strict";
import { execFile, execFileSync, spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { urna } from "./world.mjs";

const freePort = () =>
  new Promise((resolve) => {
    const socket = createServer().listen(0, "127.0.0.1", () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    });
  });

export class OwnServer {
  #program;

  constructor(folder, port) {
    this.folder = folder;
    this.store = join(folder, "store");
    // The same from one start to the next: providers of identities send people back to it.
    this.base = `http://127.0.0.1:${port}`;
    this.port = port;
    // A file whose time is over ends like this, and without its hooks.
    process.once("SIGTERM", () => {
      this.#program?.program.kill("SIGKILL");
      process.exit(1);
    });
  }
  static async in(folder) {
    return new OwnServer(folder, await freePort());
  }
  // A file that the server's user alone may read.
  secret(name, text) {
    const file = join(this.folder, name);
    writeFileSync(file, text, { mode: 0o600 });
    return file;
  }
  // Configured with `more`; the administrator's token.
  initialise(more) {
    this.config = join(this.folder, "urna.toml");
    writeFileSync(
      this.config,
      `name = "localhost"
data_dir = "${this.store}"
listen = ["127.0.0.1:0"]
http_listen = ["127.0.0.1:${this.port}"]
public_url = "${this.base}"
${more}`,
    );
    return execFileSync(urna, ["init", "--config", this.config], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  }
  async start(log = "inherit") {
    const ready = join(this.folder, "ready");
    rmSync(ready, { force: true });
    const program = spawn(urna, ["serve", "--config", this.config, "--ready-file", ready], { stdio: ["ignore", "ignore", log] });
    this.#program = { ended: new Promise((resolve) => program.once("exit", resolve)), program };
    while (!existsSync(ready)) {
      assert.equal(program.exitCode, null, "the server has ended");
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    [this.grpc] = readFileSync(ready, "utf8").split("\n");
  }
  // What the program prints to whoever has the token; fails with its exit code and words in `code` and `stderr`.
  async command(token, ...words) {
    const { stdout } = await promisify(execFile)(urna, words, { env: { ...process.env, URNA_SERVER: this.grpc, URNA_TOKEN: token, LANG: "en_GB.UTF-8" } });
    return stdout;
  }
  // Its exit code; null of one that was killed.
  async end(signal = "SIGTERM") {
    this.#program?.program.kill(signal);
    return this.#program?.ended;
  }
}

// A provider of identities in the configuration; `secret` is the file with the client's.
export function loginTable(name, audience, provider, algorithm, secret, more) {
  return `
[[login]]
name = "${name}"
title = "${name}"
audience = "${audience}"
issuer = "${provider.issuer}"
client_id = "urna"
client_secret_file = "${secret}"
algorithm = "${algorithm}"
${more}
`;
}
