// A mail server on this machine: it takes what it is given, but for addresses that it refuses for good or for now, and passes nothing on.
import { createServer, type Server, type Socket } from "node:net";

export class SmtpReceiver {
  /** Whole addresses, and what is answered to them: `550` for good, `450` for now. */
  readonly refused = new Map<string, number>();
  readonly #taken: { readonly to: string; readonly text: string }[] = [];

  private constructor(private readonly server: Server, readonly address: string) {}

  static async open(): Promise<SmtpReceiver> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const at = server.address();
    if (at === null || typeof at === "string") throw new Error("no port");
    const receiver = new SmtpReceiver(server, `127.0.0.1:${at.port}`);
    server.on("connection", (socket) => receiver.#serve(socket));
    return receiver;
  }

  /** What was sent to an address, head and body. */
  textsTo(address: string): readonly string[] {
    return this.#taken.filter(({ to }) => to === address).map(({ text }) => text);
  }

  close(): void {
    this.server.close();
    this.server.unref();
  }

  #serve(socket: Socket): void {
    let left = "";
    let to = "";
    let isData = false;
    const say = (line: string) => socket.write(`${line}\r\n`);

    const hear = (line: string) => {
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === "RCPT") {
        to = /<([^>]*)>/.exec(line)?.[1] ?? "";
        const code = this.refused.get(to);
        say(code === undefined ? "250 ok" : `${code} not this one`);
      } else if (verb === "DATA") {
        isData = true;
        say("354 go on");
      } else {
        say(verb === "QUIT" ? "221 bye" : "250 ok");
        if (verb === "QUIT") socket.end();
      }
    };

    socket.on("error", () => undefined);
    socket.on("data", (bytes) => {
      left += bytes.toString();
      for (;;) {
        const mark = isData ? "\r\n.\r\n" : "\r\n";
        const end = left.indexOf(mark);
        if (end < 0) return;
        const part = left.slice(0, end);
        left = left.slice(end + mark.length);
        if (isData) {
          isData = false;
          this.#taken.push({ to, text: part });
          say("250 taken");
        } else {
          hear(part);
        }
      }
    });
    say("220 localhost");
  }
}
