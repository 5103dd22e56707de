// A mail server that takes everything, but for addresses that it is told to refuse, and passes nothing on: what people are written stays here, to be
// read by tests.
import { createServer, type Server, type Socket } from "node:net";

export interface Mail {
  readonly to: readonly string[];
  /** Heads and body, as they came. */
  readonly text: string;
}

/** Without TLS, on this machine alone (`smtp_security = "none"`). */
export class MailSink {
  /** Whole addresses, and what is answered to them: `550` for good, `450` to be tried again. */
  readonly refused = new Map<string, number>();
  readonly #mails: Mail[] = [];
  readonly #waiting = new Set<() => void>();

  private constructor(private readonly server: Server, readonly address: string) {}

  static async open(): Promise<MailSink> {
    const server = createServer();
    await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
    const at = server.address();
    if (at === null || typeof at === "string") throw new Error("no port");
    const sink = new MailSink(server, `127.0.0.1:${at.port}`);
    server.on("connection", (socket) => sink.#serve(socket));
    return sink;
  }

  #serve(socket: Socket): void {
    let rest = "";
    let to: string[] = [];
    let isData = false;
    const say = (line: string) => socket.write(`${line}\r\n`);
    const take = (line: string) => {
      const command = line.slice(0, 4).toUpperCase();
      if (command === "RCPT") {
        const address = /<([^>]*)>/.exec(line)?.[1] ?? "";
        const code = this.refused.get(address);
        if (code !== undefined) {
          say(`${code} not this one`);
          return;
        }
        to.push(address);
      }
      if (command === "MAIL" || command === "RSET") to = [];
      isData = command === "DATA";
      say(command === "EHLO" ? "250 localhost" : command === "DATA" ? "354 go on" : command === "QUIT" ? "221 bye" : "250 ok");
      if (command === "QUIT") socket.end();
    };
    socket.on("error", () => undefined);
    socket.on("data", (bytes) => {
      rest += bytes.toString("utf8");
      for (;;) {
        const end = isData ? rest.indexOf("\r\n.\r\n") : rest.indexOf("\r\n");
        if (end < 0) return;
        const part = rest.slice(0, end);
        rest = rest.slice(end + (isData ? 5 : 2));
        if (!isData) take(part);
        else {
          isData = false;
          this.#mails.push({ to, text: part });
          for (const look of this.#waiting) look();
          say("250 taken");
        }
      }
    });
    say("220 localhost");
  }

  /** The first mail to `address` after those that were asked for before; waits for it. */
  async next(address: string): Promise<Mail> {
    return new Promise((resolve) => {
      const look = () => {
        const at = this.#mails.findIndex(({ to }) => to.includes(address));
        if (at < 0) return;
        this.#waiting.delete(look);
        resolve(this.#mails.splice(at, 1)[0] as Mail);
      };
      this.#waiting.add(look);
      look();
    });
  }

  /** What was sent to an address and not asked for by next(), heads and bodies. */
  textsTo(address: string): readonly string[] {
    return this.#mails.filter(({ to }) => to.includes(address)).map(({ text }) => text);
  }

  close(): void {
    this.server.close();
    this.server.unref();
  }
}

/** The words of a mail: its body, whichever of the two encodings for texts it has. */
export function bodyOf({ text }: Mail): string {
  const [head = "", ...rest] = text.split("\r\n\r\n");
  const body = rest.join("\r\n\r\n");
  if (/content-transfer-encoding: base64/iu.test(head)) return Buffer.from(body, "base64").toString();
  if (!/content-transfer-encoding: quoted-printable/iu.test(head)) return body;
  const bytes = body.replace(/=\r\n/gu, "").replace(/=([0-9A-F]{2})/giu, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString();
}

/** The link of a mail that leads to `path` of the server. */
export function linkIn(mail: Mail, path: string): string {
  const found = new RegExp(`https?://\\S+${path}\\?t=[\\w-]+`, "u").exec(bodyOf(mail));
  if (found === null) throw new Error(`no link to ${path}: ${bodyOf(mail)}`);
  return found[0];
}
