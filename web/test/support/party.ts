// What registrars, authorities and trustees do on machines of their own, with the program.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { program, type Server } from "./server.ts";

const run = promisify(execFile);

/** Runs commands as pages of the staff show them: words apart by spaces, none with quotes. Gives what they print. */
export class Party {
  constructor(private readonly server: Server, private readonly folder: string, readonly role: "registrar" | "authority" | "trustee") {}

  async does(command: string): Promise<string> {
    const [name, ...words] = command.split(" ");
    if (name !== "urna") throw new Error(`no command of the program: ${command}`);
    try {
      const { stdout } = await run(program(), words, { cwd: this.folder, env: { ...this.server.environment, URNA_SERVER: this.server.grpc, URNA_HTTP: this.server.http, URNA_PASSPHRASE: "of a test" } });
      return stdout;
    } catch (problem) {
      const said = problem instanceof Error && "stderr" in problem ? String(problem.stderr) : "";
      throw new Error(`${command}: ${said}`);
    }
  }
}
