// A mail server by an implementation of others (smtp-server), under TLS, for those who know its password. It keeps what it takes, to be read by tests.
import assert from "node:assert/strict";
import { text } from "node:stream/consumers";
import { SMTPServer } from "smtp-server";

// What is written to those of whom `isAway(address)` holds is refused with 450, as a server does that asks for another try.
export class MailServer {
  // All that was taken, in order: `to`, `id`, `subject`, `words`, and the fields of the head by name in small letters.
  mails = [];
  isAway = () => false;
  #server;
  #waiting = new Set();

  static async open({ key, cert, user, password }) {
    const mail = new MailServer();
    const server = new SMTPServer({
      key,
      cert,
      onAuth: (auth, _, done) => done(...(auth.username === user && auth.password === password ? [null, { user }] : [new Error("who is that?")])),
      onRcptTo: ({ address }, _, done) =>
        mail.isAway(address) ? done(Object.assign(new Error("not now"), { responseCode: 450 })) : done(),
      onData: async (stream, { envelope, secure, user: known }, done) => {
        const bytes = await text(stream);
        assert.ok(secure && known === user, "mail came without TLS, or from nobody who is known");
        mail.#take(envelope.rcptTo.map(({ address }) => address), bytes);
        done();
      },
    });
    // Whoever is killed hangs up in the middle.
    server.on("error", () => undefined);
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    mail.#server = server;
    mail.address = `localhost:${server.server.address().port}`;
    return mail;
  }

  #take(to, bytes) {
    const [head, ...body] = bytes.split("\r\n\r\n");
    const fields = {};
    for (const line of head.replace(/\r\n[ \t]+/g, " ").split("\r\n")) {
      const [, name, value] = line.match(/^([^:]+):\s*(.*)$/);
      fields[name.toLowerCase()] = value;
    }
    assert.match(fields["content-transfer-encoding"], /quoted-printable/i);
    this.mails.push({ to, fields, id: fields["message-id"], subject: decodedWords(fields.subject), words: quotedPrintable(body.join("\r\n\r\n")) });
    for (const look of this.#waiting) look();
  }

  // What was taken for an address, of such a subject.
  to(address, subject = /./) {
    return this.mails.filter((mail) => mail.to.includes(address) && subject.test(mail.subject));
  }
  // That of them with the number, from 0; waits for it.
  next(address, subject, number = 0) {
    return new Promise((resolve) => {
      const look = () => {
        const found = this.to(address, subject)[number];
        if (found === undefined) return;
        this.#waiting.delete(look);
        resolve(found);
      };
      this.#waiting.add(look);
      look();
    });
  }
  end() {
    return new Promise((resolve) => this.#server.close(resolve));
  }
}

// RFC 2047, as one who reads it sees it; of Base64 in UTF-8.
function decodedWords(value) {
  return value
    .replace(/\?=\s+=\?/g, "?==?")
    .replace(/=\?utf-8\?B\?([^?]*)\?=/gi, (_, base64) => Buffer.from(base64, "base64").toString());
}

function quotedPrintable(body) {
  const bytes = body.replace(/=\r\n/g, "").replace(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString();
}

// The link of a mail that leads to `path`.
export function linkIn({ words }, path) {
  const found = words.match(new RegExp(`https?://\\S+${path}\\?t=[\\w-]+`));
  assert.ok(found, `no link to ${path}: ${words}`);
  return found[0];
}
