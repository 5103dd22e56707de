// Mail servers of others (Debian's Exim and Dovecot), each in a folder of its own, on loopback ports, as a user without rights.
import { spawn } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "./world.mjs";

export const domain = "example.org";
export const user = "urna";
export const password = "a password of the mail server";

// Neither server runs for root: root becomes who owns nothing.
const someone = process.getuid() === 0 ? { uid: 65534, gid: 65534 } : { uid: process.getuid(), gid: process.getgid() };
const asSomeone = process.getuid() === 0 ? someone : {};

const groups = new Set();
// A group that is gone already, or was never there, needs no end.
function endGroup(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}
process.on("exit", () => {
  for (const child of groups) endGroup(child, "SIGKILL");
});
// The runner ends a file that takes too long by this signal.
process.once("SIGTERM", () => process.exit(1));

// A program and all that it starts in turn.
function startGroup(program, args, options) {
  const child = spawn(program, args, { stdio: "ignore", detached: true, ...options });
  groups.add(child);
  child.once("exit", () => endGroup(child, "SIGKILL"));
  return child;
}
async function stopGroup(child, signal) {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = new Promise((resolve) => child.once("exit", resolve));
    endGroup(child, signal);
    await ended;
  }
  groups.delete(child);
}

export async function until(holds, what, { seconds = 30, every = 50 } = {}) {
  for (const limit = Date.now() + seconds * 1000; ; ) {
    const value = await holds();
    if (value) return value;
    if (Date.now() > limit) throw new Error(`it never happens: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, every));
  }
}

export async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

// Empty before anybody wrote it.
const readText = (file) => (existsSync(file) ? readFileSync(file, "utf8") : "");

export function ownFolder(folder) {
  mkdirSync(folder, { recursive: true });
  if (process.getuid() === 0) chownSync(folder, someone.uid, someone.gid);
  return folder;
}
function ownFile(file, text) {
  writeFileSync(file, text);
  if (process.getuid() === 0) chownSync(file, someone.uid, someone.gid);
  return file;
}

// An authority of tests alone.
export class CertificateAuthority {
  static async make(folder) {
    const authority = new CertificateAuthority();
    authority.folder = ownFolder(folder);
    authority.certificate = join(folder, "authority.pem");
    authority.key = join(folder, "authority.key");
    const { key, certificate } = authority;
    await authority.#openssl("req", "-x509", ...newKey(key), "-subj", "/CN=Authority of tests", "-out", certificate);
    return authority;
  }
  async issue(host) {
    const [key, certificate] = [join(this.folder, `${host}.key`), join(this.folder, `${host}.pem`)];
    const by = ["-CA", this.certificate, "-CAkey", this.key];
    const whose = ["-subj", `/CN=${host}`, "-addext", `subjectAltName=DNS:${host}`];
    await this.#openssl("req", "-x509", ...by, ...newKey(key), ...whose, "-out", certificate);
    if (process.getuid() === 0) chownSync(key, someone.uid, someone.gid);
    return { key, certificate };
  }
  async #openssl(...args) {
    const made = await run("openssl", args);
    if (made.code !== 0) throw new Error(made.stderr);
  }
}
const newKey = (file) => ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1", "-keyout", file];

export class Maildir {
  constructor(folder) {
    this.folder = ownFolder(folder);
    for (const part of ["tmp", "new", "cur"]) ownFolder(join(folder, part));
  }
  files() {
    return ["new", "cur"].flatMap((part) => readdirSync(join(this.folder, part)).map((name) => join(this.folder, part, name)));
  }
  unseen() {
    return this.files().filter((file) => !/:2,[A-Z]*S/.test(file));
  }
  // As whatever delivers mail does: nobody reads half of it.
  deliver(bytes) {
    Maildir.#delivered += 1;
    const name = `${2_000_000_000 + Maildir.#delivered}.M0P${process.pid}Q${Maildir.#delivered}.mail`;
    const draft = ownFile(join(this.folder, "tmp", name), bytes);
    renameSync(draft, join(this.folder, "new", name));
  }
  static #delivered = 0;
}

// Takes mail for addresses of `domain` from who knows the password, over TLS alone unless it is told otherwise.
export class SmtpServer {
  // Settings: `tls`, "starttls", "tls" or "none"; `certificate`, as an authority issues it; `most`, bytes of a message.
  constructor(folder, port, settings) {
    this.folder = ownFolder(folder);
    this.port = port;
    this.settings = { tls: "starttls", most: "1M", ...settings };
    this.arrived = new Maildir(join(folder, "arrived"));
    this.returned = new Maildir(join(folder, "returned"));
    for (const part of ["spool", "spool/input", "log"]) ownFolder(join(folder, part));
    for (const kind of ["unknown", "full", "gone"]) this.list(kind, []);
  }
  static async open(folder, settings) {
    const server = new SmtpServer(folder, await freePort(), settings);
    await server.start();
    return server;
  }

  // Local parts that are `unknown`; `full`, which is refused with 451 and may be tried again; or `gone`, which only turns out after they were taken.
  list(kind, localParts) {
    const draft = ownFile(join(this.folder, `${kind}.draft`), localParts.map((one) => `${one}\n`).join(""));
    renameSync(draft, join(this.folder, kind));
  }
  async start(settings = {}) {
    Object.assign(this.settings, settings);
    const file = ownFile(join(this.folder, "exim.conf"), this.#configuration());
    const listening = this.#starts();
    this.process = startGroup("/usr/sbin/exim4", ["-C", file, "-bdf", "-q2s"], { cwd: this.folder, ...asSomeone });
    await until(() => this.#starts() > listening || this.process.exitCode !== null, "Exim listens");
    if (this.process.exitCode !== null) throw new Error(`Exim has ended: ${this.log()}`);
  }
  stop(signal = "SIGTERM") {
    return stopGroup(this.process, signal);
  }
  #starts() {
    return this.log().split("daemon started").length;
  }
  log() {
    return readText(join(this.folder, "log", "mainlog"));
  }
  // Lines of what it took from clients; what it writes itself comes from <>.
  taken() {
    return this.log()
      .split("\n")
      .filter((line) => / <= (?!<>)/.test(line));
  }
  hasDelivered(address) {
    return this.log().includes(`<${address}> R=person T=arrived`);
  }
  // Half of a message, which is there when it was killed, is none that it took.
  isIdle() {
    return !readdirSync(join(this.folder, "spool", "input")).some((name) => name.endsWith("-H"));
  }
  #configuration() {
    const { tls, certificate, most } = this.settings;
    const { folder } = this;
    const listed = (kind) => `local_parts = lsearch;${folder}/${kind}`;
    return `primary_hostname = mail.${domain}
exim_user = ${someone.uid}
exim_group = ${someone.gid}
spool_directory = ${folder}/spool
log_file_path = ${folder}/log/%slog
pid_file_path = ${folder}/pid
keep_environment =
local_interfaces = 127.0.0.1
daemon_smtp_ports = ${this.port}
daemon_startup_retries = 0
host_lookup =
rfc1413_query_timeout = 0s
smtp_accept_max = 0
log_selector = +received_recipients +smtp_connection +smtp_no_mail +smtp_protocol_error +smtp_syntax_error
message_size_limit = ${most}
deliver_drop_privilege
tls_certificate = ${certificate.certificate}
tls_privatekey = ${certificate.key}
tls_advertise_hosts = ${tls === "starttls" ? "*" : ""}
${tls === "tls" ? `tls_on_connect_ports = ${this.port}` : ""}
# Where there is no TLS the password is asked for all the same: whoever says it then is caught.
auth_advertise_hosts = ${tls === "none" ? "*" : "${if eq{$tls_in_cipher}{}{}{*}}"}
acl_smtp_rcpt = recipient
begin acl
recipient:
  deny !authenticated = *
       message = relay not permitted
  require domains = ${domain}
  require verify = recipient
  accept
begin routers
unknown:
  driver = redirect
  ${listed("unknown")}
  data = :fail: no such person here
  allow_fail
full:
  driver = redirect
  ${listed("full")}
  data = :defer: the mailbox is full
  allow_defer
gone:
  driver = redirect
  no_verify
  ${listed("gone")}
  data = :fail: this person has gone
  allow_fail
returned:
  driver = accept
  local_parts = retours
  local_part_suffix = +*
  local_part_suffix_optional
  transport = returned
person:
  driver = accept
  transport = arrived
begin transports
${["arrived", "returned"]
  .map(
    (box) => `${box}:
  driver = appendfile
  directory = ${folder}/${box}
  maildir_format
  return_path_add
  envelope_to_add`,
  )
  .join("\n")}
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = \${if and{{eq{$auth2}{${user}}}{eq{$auth3}{${password}}}}}
  server_set_id = $auth2
`;
  }
}

// The mailbox of what comes back.
export class ImapServer {
  static async open(folder, maildir, certificate) {
    const server = new ImapServer();
    server.folder = ownFolder(folder);
    [server.port, server.plainPort] = [await freePort(), await freePort()];
    const { uid } = someone;
    const name = process.getuid() === 0 ? "nobody" : userInfo().username;
    const group = (await run("id", ["-gn", name])).stdout.trim();
    ownFile(join(folder, "users"), `retours:{PLAIN}${password}\n`);
    chmodSync(join(folder, "users"), 0o600);
    const file = ownFile(
      join(folder, "dovecot.conf"),
      `base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/log
default_internal_user = ${name}
default_internal_group = ${group}
default_login_user = ${name}
first_valid_uid = ${uid}
first_valid_gid = 0
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <${certificate.certificate}
ssl_key = <${certificate.key}
mail_location = maildir:${maildir.folder}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${server.plainPort}
  }
  inet_listener imaps {
    port = ${server.port}
    ssl = yes
  }
}
service anvil {
  chroot =
}
service stats {
  chroot =
}
passdb {
  driver = passwd-file
  args = ${folder}/users
}
userdb {
  driver = static
  args = uid=${uid} gid=${someone.gid} home=${folder}
}
`,
    );
    server.process = startGroup("/usr/sbin/dovecot", ["-F", "-c", file], { cwd: folder, ...asSomeone });
    await until(() => server.process.exitCode !== null || server.log().includes("starting up"), "Dovecot listens");
    if (server.process.exitCode !== null) throw new Error(`Dovecot has ended: ${server.log()}`);
    return server;
  }
  get address() {
    return `localhost:${this.port}`;
  }
  log() {
    return readText(join(this.folder, "log"));
  }
  stop() {
    return stopGroup(this.process, "SIGTERM");
  }
}
