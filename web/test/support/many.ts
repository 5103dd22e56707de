// A vote with as many projects as the largest cities have, which urna_open_elections (tests/npm) puts into an empty store.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { program, Server } from "./server.ts";

const run = promisify(execFile);

interface Parties {
  readonly codesOf: (process: string, voter: number, count: number) => readonly string[];
}

export class ManyProjects extends Server {
  #parties: Parties | undefined;

  static async open(): Promise<ManyProjects> {
    const openElections = process.env["URNA_OPEN_ELECTIONS"];
    if (openElections === undefined) throw new Error("URNA_OPEN_ELECTIONS is not set: run tests/npm/people.sh");
    const { work, http, grpc, toml } = await Server.place(false);
    await run(program(), ["init", "--config", toml]);
    await run(openElections, [toml]);
    const server = new ManyProjects(work, http, grpc);
    server.#parties = (await import(pathToFileURL(join(fileURLToPath(new URL("../../..", import.meta.url)), "client/test/support/parties.mjs")).href)) as Parties;
    await server.start();
    return server;
  }

  get booth(): string {
    return `${this.http}/vote/many`;
  }

  /** The two codes of a voter, by number from 0. */
  codesOf(voter: number): readonly string[] {
    return this.#parties?.codesOf("many", voter, 2) ?? [];
  }
}
