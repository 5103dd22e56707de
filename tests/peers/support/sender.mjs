// A server of Urna that sends mail, in a folder of its own.
import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { domain, ownFolder, password, until, user } from "./mail_servers.mjs";
import { run, urna } from "./world.mjs";

const senders = new Set();
process.on("exit", () => {
  for (const sender of senders) sender.kill();
});

// Debian keeps it apart from the libraries that a linker finds.
const fakeTime = () =>
  readdirSync("/usr/lib")
    .map((name) => join("/usr/lib", name, "faketime/libfaketimeMT.so.1"))
    .find((file) => existsSync(file));

// Whether a server can live ahead of the true time.
export const livesLater = process.env.URNA_NO_FAKETIME === undefined;

export const isIn = (state) => (message) => message.state === `MESSAGE_STATE_${state}`;

export class Sender {
  constructor(folder, settings, secret) {
    this.folder = ownFolder(folder);
    this.config = join(folder, "urna.toml");
    this.credentials = join(folder, "credentials");
    this.writeCredentials(secret);
    this.settings = {
      name: "localhost",
      data_dir: join(folder, "store"),
      listen: ["127.0.0.1:0"],
      http_listen: ["127.0.0.1:0"],
      public_url: "https://vote.example.org",
      smtp_credentials: this.credentials,
      mail_from: `Budget citoyen de Sète <budget@${domain}>`,
      mail_bounces: `retours@${domain}`,
      mail_per_minute: 100000,
      ...settings,
    };
    this.configure({});
  }
  // `secret` is what it takes for the password at the mail server.
  static async open(folder, settings, secret = password) {
    const sender = new Sender(folder, settings, secret);
    const { stdout, stderr, code } = await run(urna, ["init", "--config", sender.config]);
    if (code !== 0) throw new Error(stderr);
    sender.token = stdout.trim();
    await sender.start();
    return sender;
  }

  writeCredentials(secret) {
    writeFileSync(this.credentials, `${user}\n${secret}\n`, { mode: 0o600 });
  }
  configure(settings) {
    Object.assign(this.settings, settings);
    const lines = Object.entries(this.settings).map(([name, value]) => `${name} = ${JSON.stringify(value)}\n`);
    writeFileSync(this.config, lines.join(""), { mode: 0o600 });
  }
  // `later`, in seconds, is how far its clock goes ahead.
  async start({ later } = {}) {
    const ready = join(this.folder, "ready");
    rmSync(ready, { force: true });
    // What it waits for by the monotonic clock must not jump.
    const clock = later ? { LD_PRELOAD: fakeTime(), FAKETIME: `+${later}s`, FAKETIME_DONT_FAKE_MONOTONIC: "1" } : {};
    const log = openSync(join(this.folder, "log"), "a");
    this.process = spawn(urna, ["serve", "--config", this.config, "--ready-file", ready], {
      stdio: ["ignore", "ignore", log],
      env: { ...process.env, ...clock },
    });
    closeSync(log);
    this.ended = new Promise((resolve) => this.process.once("exit", resolve));
    senders.add(this);
    const isReady = () => existsSync(ready) && readFileSync(ready, "utf8").split("\n").length > 2;
    const hasEnded = () => this.process.exitCode !== null || this.process.signalCode !== null;
    await until(() => hasEnded() || isReady(), "Urna serves");
    if (hasEnded()) throw new Error(`Urna has ended: ${this.log()}`);
    [this.grpc, this.http] = readFileSync(ready, "utf8").split("\n");
  }
  log() {
    return readFileSync(join(this.folder, "log"), "utf8");
  }
  kill() {
    this.process?.kill("SIGKILL");
    return this.ended;
  }
  async stop() {
    this.process?.kill();
    await this.ended;
    senders.delete(this);
  }
  async restart(options) {
    await this.stop();
    await this.start(options);
  }

  async call(method, request = {}) {
    const answer = await fetch(`${this.http}/urna.v1.${method}`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${this.token}` },
      body: JSON.stringify(request),
    });
    const body = await answer.json();
    if (answer.status !== 200) throw Object.assign(new Error(`${method}: ${body.message}`), { status: answer.status, body });
    return body;
  }
  async command(...args) {
    const { stdout, stderr, code } = await run(urna, args, {
      cwd: this.folder,
      env: { ...process.env, URNA_SERVER: this.grpc, URNA_TOKEN: this.token, LANG: "C.UTF-8" },
    });
    if (code !== 0) throw new Error(`urna ${args.join(" ")}: ${stderr}`);
    return stdout;
  }
  async test(address, language = "fr") {
    return (await this.call("Messages/SendTestMessage", { address, language })).name;
  }
  async messages() {
    return (await this.call("Messages/ListMessages", { pageSize: 1000 })).messages ?? [];
  }
  async message(name) {
    return (await this.messages()).find((one) => one.name === name);
  }
  // The message, once `holds` is true of it.
  became(name, holds, what, options) {
    return until(
      async () => {
        const message = await this.message(name);
        return message && holds(message) && message;
      },
      what,
      options,
    );
  }
  sent(name, options) {
    return this.became(name, isIn("SENT"), "the message is sent", options);
  }
  failed(name) {
    return this.became(name, isIn("FAILED"), "the message has failed");
  }
  async suppresses(address) {
    return ((await this.call("Messages/ListSuppressions", { address })).suppressions ?? []).length === 1;
  }
}
