// Senders of Urna and the mail servers that they write to and hear from, in one folder that goes with them.
import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CertificateAuthority, ImapServer, SmtpServer, domain, password, until } from "./mail_servers.mjs";
import { Sender } from "./sender.mjs";
import { run } from "./world.mjs";

export const addressOf = (localPart) => `${localPart}@${domain}`;
// The id in a message's name, which is in its Message-ID too.
export const idOf = (name) => name.slice("messages/".length);

// Mails as a library of another language reads them.
export async function readMails(files) {
  const script = fileURLToPath(new URL("read_mails.py", import.meta.url));
  const { stdout, stderr, code } = await run("python3", [script, ...files]);
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

export async function arrivedAt(smtp, address) {
  const mails = await readMails(smtp.arrived.files());
  return mails.filter(({ fields }) => fields["envelope-to"][0] === address);
}
// The only mail to an address, once it is there.
export async function onlyAt(smtp, address) {
  await until(() => smtp.hasDelivered(address) && smtp.isIdle(), `mail to ${address} arrives`);
  const mails = await arrivedAt(smtp, address);
  assert.equal(mails.length, 1, address);
  return mails[0];
}

export class PostOffice {
  static async open() {
    const office = new PostOffice();
    office.folder = mkdtempSync(join(tmpdir(), "urna-mail-"));
    process.once("exit", () => rmSync(office.folder, { recursive: true, force: true }));
    // Servers that are not root's go through it.
    chmodSync(office.folder, 0o711);
    office.opened = [];
    office.authority = await CertificateAuthority.make(join(office.folder, "authority"));
    office.certificate = await office.authority.issue("localhost");
    return office;
  }
  async close() {
    await Promise.all(this.opened.map((one) => one.stop()));
  }
  // Is stopped with the others.
  keep(one) {
    this.opened.push(one);
    return one;
  }
  async smtp(name, settings = {}) {
    return this.keep(await SmtpServer.open(join(this.folder, name), { certificate: this.certificate, ...settings }));
  }
  async imap(name, maildir, certificate = this.certificate) {
    return this.keep(await ImapServer.open(join(this.folder, `${name}-imap`), maildir, certificate));
  }
  // A server whose mail `smtp` takes.
  async sender(smtp, settings = {}, secret = password) {
    const folder = join(this.folder, `sender-${this.opened.length}-${smtp.port}`);
    const own = { smtp_server: `localhost:${smtp.port}`, mail_ca_file: this.authority.certificate, ...settings };
    return this.keep(await Sender.open(folder, own, secret));
  }
  imapSettings(imap) {
    const credentials = join(this.folder, "imap-credentials");
    writeFileSync(credentials, `retours\n${password}\n`, { mode: 0o600 });
    return { imap_server: imap.address, imap_credentials: credentials };
  }
}
