// A real server, which can be killed and started again at the same address.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, watch, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { writeMap } from "./map.ts";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../..", import.meta.url));

/** The built program: tests/npm/people.sh says which. */
export function program(): string {
  const path = process.env["URNA"];
  if (path === undefined) throw new Error("URNA is not set: run tests/npm/people.sh, which says what the tests need");
  return path;
}

/** A vote of the town, as `urna town` writes it down. */
export interface TownVote {
  readonly id: string;
  readonly contest: string;
  readonly manifest_hash: string;
  readonly log_vkey: string;
  readonly counted: boolean;
  /** When the vote ends, in Unix seconds. */
  readonly closing: number;
  readonly ballots: number;
  /** The codes of voters who have not voted. */
  readonly unused: readonly (readonly string[])[];
}

export interface TownSheet {
  readonly votes: readonly TownVote[];
  /** The processes that have proposals: how many, one that its author is asked to complete, and that author's key where they have one. */
  readonly proposals: readonly { readonly id: string; readonly proposals: number; readonly returned: string; readonly edit_key: string }[];
}

export interface Town {
  readonly http: string;
  readonly grpc: string;
  readonly token: string;
  readonly work: string;
  readonly sheet: TownSheet;
}

/** What else stands in a configuration, once the address and the folder of the server are known. */
export type MoreToml = (http: string, work: string) => Promise<string>;

/** A port that nobody listens on now. */
async function freePort(): Promise<number> {
  const listener = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => listener.once("listening", resolve));
  const address = listener.address();
  await new Promise((resolve) => listener.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/** Waits for a file that another program writes whole; gives up with that program. */
function appears(path: string, child: ChildProcess, said: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    const watcher = watch(join(path, ".."), look);
    child.once("exit", (code) => {
      watcher.close();
      reject(new Error(`the server ended with ${code}: ${said()}`));
    });
    function look(): void {
      if (!existsSync(path) || readFileSync(path, "utf8").trim() === "") return;
      watcher.close();
      resolve(readFileSync(path, "utf8"));
    }
    look();
  });
}

/** What Debian's package faketime puts before a program's clock. */
function fakeTime(): string {
  for (const folder of readdirSync("/usr/lib")) {
    const library = join("/usr/lib", folder, "faketime/libfaketimeMT.so.1");
    if (existsSync(library)) return library;
  }
  throw new Error("install the package faketime (deploy/dependencies.sh --tests)");
}

/** A server with a store of its own, which can be killed and started again at the same address. */
export class Server {
  #child: ChildProcess | undefined;
  #secondsAhead = 0;

  protected constructor(readonly work: string, readonly http: string, readonly grpc: string) {}

  /** A new folder with a configuration, at ports that nobody has, and a map of the town: its districts, and tiles where asked for. */
  protected static async place(tiles: boolean, more?: MoreToml): Promise<{ readonly work: string; readonly http: string; readonly grpc: string; readonly toml: string }> {
    const work = mkdtempSync(join(tmpdir(), "urna-people-"));
    const [http, grpc] = [await freePort(), await freePort()];
    const toml = join(work, "urna.toml");
    writeFileSync(toml, `name = "localhost"\ndata_dir = "${work}/store"\nlisten = ["127.0.0.1:${grpc}"]\nhttp_listen = ["127.0.0.1:${http}"]\nmap_dir = "${writeMap(work, tiles)}"\n${(await more?.(`http://127.0.0.1:${http}`, work)) ?? ""}`);
    return { work, toml, http: `http://127.0.0.1:${http}`, grpc: `127.0.0.1:${grpc}` };
  }

  /** One on which there is nothing yet but the token of an administrator. */
  static async empty(): Promise<{ readonly server: Server; readonly token: string }> {
    const { work, http, grpc, toml } = await Server.place(false);
    const { stdout } = await run(program(), ["init", "--config", toml]);
    const server = new Server(work, http, grpc);
    await server.start();
    return { server, token: stdout.trim() };
  }

  /** Of programs that live at the server's time. */
  get environment(): NodeJS.ProcessEnv {
    if (this.#secondsAhead === 0) return process.env;
    // gRPC and the server wait by the monotonic clock, which must not jump.
    return { ...process.env, LD_PRELOAD: fakeTime(), FAKETIME: `+${this.#secondsAhead}s`, FAKETIME_DONT_FAKE_MONOTONIC: "1" };
  }

  /** Starts again, so many seconds ahead of the true time. */
  async liveLater(secondsAhead: number): Promise<void> {
    await this.end();
    this.#secondsAhead = secondsAhead;
    await this.start();
  }

  async start(): Promise<void> {
    let said = "";
    const ready = join(this.work, "ready");
    rmSync(ready, { force: true });
    this.#child = spawn(program(), ["serve", "--config", join(this.work, "urna.toml"), "--ready-file", ready], { stdio: ["ignore", "ignore", "pipe"], env: this.environment });
    this.#child.stderr?.on("data", (text: Buffer) => {
      said += text.toString();
    });
    await appears(ready, this.#child, () => said);
  }

  /** As a power cut would end it, or as an operator does. */
  async end(signal: "SIGKILL" | "SIGTERM" = "SIGTERM"): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    await ended;
  }

  async close(): Promise<void> {
    await this.end();
    rmSync(this.work, { recursive: true, force: true });
  }
}

export class TownServer extends Server {
  private constructor(readonly town: Town) {
    super(town.work, town.http, town.grpc);
  }

  /**
   * A new store with the demonstration town in it (`urna town`), served. `voters` is how many of the real ones live there; 0 is all, and then its map has
   * tiles as well as districts.
   */
  static async open(voters = 0, more?: MoreToml): Promise<TownServer> {
    const { work, http, grpc, toml } = await Server.place(voters === 0, more);
    await run(program(), ["town", join(root, "deploy/town"), "--config", toml, "--out", work, ...(voters === 0 ? [] : ["--voters", String(voters)])]);
    const server = new TownServer({
      http, grpc, work, token: readFileSync(join(work, "admin.token"), "utf8").trim(), sheet: JSON.parse(readFileSync(join(work, "town.json"), "utf8")) as TownSheet,
    });
    await server.start();
    return server;
  }
}
