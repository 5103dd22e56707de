// Mail goes out by a server of another make, Exim, over TLS and with a password.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { CertificateAuthority, SmtpServer, domain, password, until } from "./support/mail_servers.mjs";
import { PostOffice, addressOf, arrivedAt, onlyAt } from "./support/post_office.mjs";
import { isIn, livesLater } from "./support/sender.mjs";

let office;
before(async () => (office = await PostOffice.open()));
after(() => office.close());

const mandate = `title = "Budget citoyen 2027"
purpose = "Les habitants décident de travaux."
promoter = "La Ville"
territory = "Le secteur Nord."
envelope = 50000
financing = "Budget d'investissement"
who_may_submit = "Toute personne qui habite la ville."
who_may_vote = "Toute personne qui habite la ville."
calendar = "Dépôt au printemps, vote à l'automne."
commitment = "Sous deux ans."
limits = "Aucune."
criteria = [{ id = "territory", text = "Dans la ville." }]
`;
const phase = (name, start, end) => `[${name}]\nstart = ${start}T09:00:00\nend = ${end}T18:00:00\n`;
const calendar = `time_zone = "Europe/Paris"
${phase("submission", "2098-01-01", "2098-02-01")}
${phase("review", "2098-03-01", "2098-04-01")}
${phase("voting", "2099-01-01", "2099-02-01")}`;
const form = `open_submission = true
categories = [{ id = "green", title = "Espaces verts" }]
`;
const town = `id = "our-town"
title = { fr = "Budget citoyen de notre ville" }
language = "fr"
currency = "EUR"
trustee_threshold = 1
opening_time = 2099-01-01T09:00:00+01:00
closing_time = 2099-02-01T18:00:00+01:00
areas = [{ id = "nord", title = "Nord" }]
electorates = [{ id = "nord", title = "Nord", contests = ["nord"], code_registrars = 1 }]
[[contests]]
id = "nord"
title = "Projets du Nord"
area = "nord"
budget = 50000
ballot = { format = "approval", max_length = 3 }
rule = "equal-shares"
tie_break = "lot"
projects = []
`;

async function beginSubmission(sender) {
  for (const [name, text] of Object.entries({ town, mandate, calendar, form })) writeFileSync(join(sender.folder, `${name}.toml`), text);
  await sender.command("admin", "create", "town.toml");
  await sender.command("process", "mandate", "draft", "our-town", "mandate.toml");
  await sender.command("process", "mandate", "publish", "our-town");
  await sender.command("process", "calendar", "set", "our-town", "calendar.toml");
  await sender.command("process", "form", "set", "our-town", "form.toml");
  await sender.command("process", "begin", "our-town", "submission");
}
async function handIn(sender, title, contact) {
  const made = await sender.call("Proposals/CreateProposal", {
    parent: "processes/our-town",
    channel: "CHANNEL_ONLINE",
    content: {
      text: { language: "fr", title, summary: "À l'ombre.", description: "Debout, au soleil.", area: "nord", category: "green" },
      contact,
      notify: true,
    },
  });
  return sender.call("Proposals/SubmitProposal", { name: made.proposal.name, editKey: made.editKey });
}

function expectWellFormed(mail, to) {
  assert.deepEqual(mail.defects, []);
  assert.deepEqual(mail.from, [["Budget citoyen de Sète", addressOf("budget")]]);
  assert.deepEqual(mail.fields.to, [to]);
  assert.ok(Math.abs(mail.time - Date.now() / 1000) < 60, mail.fields.date[0]);
  assert.match(mail.fields["message-id"][0], /^<[0-9a-f]{32}@example\.org>$/);
  assert.deepEqual(mail.fields["auto-submitted"], ["auto-generated"]);
  assert.deepEqual(mail.fields["content-language"], ["fr"]);
  assert.ok(mail.longest <= 998 && mail.is_ascii, `${mail.longest}`);
}

const wrongPassword = "another password";
// An operator reads what became of it, and neither passwords nor people's addresses.
async function expectNoSecrets(sender) {
  const told = sender.log() + (await sender.command("messages", "list", "--json"));
  const secrets = [password, wrongPassword, addressOf("operator")];
  const encoded = secrets.map((one) => Buffer.from(one).toString("base64"));
  for (const secret of [...secrets, ...encoded]) assert.ok(!told.includes(secret), secret);
}
// By what Exim says of the commands that it heard.
function expectNothingSaid(smtp, commands = /C=\S*(AUTH|MAIL|RCPT|DATA)|A=plain|authenticator/) {
  assert.deepEqual(smtp.taken(), []);
  assert.doesNotMatch(smtp.log(), commands);
}
// The password was wrong, and was said all the same: to whom it is for.
const expectNoMessageSaid = (smtp) => expectNothingSaid(smtp, /C=\S*(MAIL|RCPT|DATA)/);
const waitsAfter = (sender, name, code) =>
  sender.became(name, (message) => isIn("WAITING")(message) && message.replyCode === code, `it waits, after ${code}`);

// All at once: most of it waits.
describe("mail", { concurrency: true }, () => {
  describe("a message", { concurrency: true }, () => {
    test("arrives whole over STARTTLS, and its author can stop the next", async () => {
      const smtp = await office.smtp("whole");
      const sender = await office.sender(smtp);
      await beginSubmission(sender);
      const title = "Des bancs ombragés devant l'école Jean-Moulin, où cœurs fatigués & façades à 35 °C attendent l'été";
      const proposal = await handIn(sender, title, addressOf("ada"));
      const mail = await onlyAt(smtp, addressOf("ada"));
      expectWellFormed(mail, addressOf("ada"));
      assert.deepEqual(mail.fields.subject, [`Votre proposition est bien arrivée\u00a0: ${title}`]);
      assert.ok(mail.body.startsWith(`Bonjour,\n\nvotre proposition «\u00a0${title}\u00a0» est bien arrivée.`), mail.body);
      assert.match(mail.fields.received[0], /with esmtpsa/);
      const id = mail.fields["message-id"][0].slice(1, 33);
      assert.deepEqual(mail.fields["return-path"], [`<retours+${id}@${domain}>`]);
      assert.match(smtp.taken()[0], /P=esmtpsa X=TLS1\.[23]\S* CV=no A=plain:urna .* for ada@example\.org$/);

      const stop = mail.fields["list-unsubscribe"][0].match(/^<https:\/\/vote\.example\.org(\/unsubscribe\?t=[\w-]+)>$/)[1];
      assert.deepEqual(mail.fields["list-unsubscribe-post"], ["List-Unsubscribe=One-Click"]);
      assert.ok(mail.body.includes(stop));
      const stopped = await fetch(sender.http + stop, { method: "POST", body: new URLSearchParams("List-Unsubscribe=One-Click") });
      assert.equal(stopped.status, 200);
      await sender.call("Proposals/ScreenProposal", { name: proposal.name });
      await sender.sent(await sender.test(addressOf("after")));
      await onlyAt(smtp, addressOf("after"));
      assert.equal((await arrivedAt(smtp, addressOf("ada"))).length, 1);
    });
    test("is not damaged by what SMTP and MIME do to lines, and each has its own Message-ID", async () => {
      const smtp = await office.smtp("lines", { tls: "tls" });
      const sender = await office.sender(smtp, { smtp_security: "tls" });
      const lines = [
        ".",
        ".une ligne qui commence par un point",
        "..deux",
        "",
        "From là-bas",
        "à la fin des espaces   ",
        "=C3=A9 reste",
        `${"é".repeat(1500)}.`,
        // A point begins what follows a soft break.
        `${"x".repeat(75)}.${"y".repeat(74)}.`,
        "\tune tabulation",
        ".",
      ];
      await sender.call("Messages/UpdateTemplate", {
        template: { occasion: "OCCASION_TEST", language: "fr", subject: "Çà et là =?utf-8?Q?non?= 🌳", body: `${lines.join("\n")}\n` },
      });
      const to = [1, 2, 3].map((i) => addressOf(`lines${i}`));
      for (const address of to) await sender.sent(await sender.test(address));
      const mails = await Promise.all(to.map((address) => onlyAt(smtp, address)));
      for (const [i, mail] of mails.entries()) {
        expectWellFormed(mail, to[i]);
        assert.deepEqual(mail.fields.subject, ["Çà et là =?utf-8?Q?non?= 🌳"]);
        assert.deepEqual(mail.body.trimEnd().split("\n"), lines);
        assert.equal(mail.fields["list-unsubscribe"], undefined);
      }
      assert.equal(new Set(mails.map(({ fields }) => fields["message-id"][0])).size, 3);
      assert.ok(smtp.taken().every((line) => / P=esmtpsa X=TLS/.test(line)));
    });
  });

  describe("nothing is sent, and no password said", { concurrency: true }, () => {
    test("where the password is wrong, until it is put right", async () => {
      const smtp = await office.smtp("password");
      const sender = await office.sender(smtp, {}, wrongPassword);
      const name = await sender.test(addressOf("operator"));
      const message = await waitsAfter(sender, name, 535);
      assert.equal(message.attempts ?? 0, 0);
      expectNoMessageSaid(smtp);
      await expectNoSecrets(sender);
      assert.match(smtp.log(), /plain authenticator failed .*535 Incorrect authentication data/);
      sender.writeCredentials(password);
      await sender.restart();
      await sender.sent(name);
      await onlyAt(smtp, addressOf("operator"));
    });
    test("where nobody vouches for the certificate, until its authority is named", async (t) => {
      const stranger = await CertificateAuthority.make(join(office.folder, "stranger"));
      const smtp = await office.smtp("untrusted");
      const sender = await office.sender(smtp, { mail_ca_file: stranger.certificate });
      const name = await sender.test(addressOf("operator"));
      await until(() => /TLS error/.test(smtp.log()), "the line ends in the handshake");
      expectNothingSaid(smtp);
      assert.ok(isIn("WAITING")(await sender.message(name)));
      await expectNoSecrets(sender);
      await t.test("and the operator reads why", () => {
        assert.match(sender.log(), /certificate|TLS handshake/i);
      });
      sender.configure({ mail_ca_file: office.authority.certificate });
      await sender.restart();
      await sender.sent(name);
      await onlyAt(smtp, addressOf("operator"));
    });
    test("where the certificate is of another name, until the server has its own", async () => {
      const smtp = await office.smtp("name", { certificate: await office.authority.issue("other.example") });
      const sender = await office.sender(smtp);
      const name = await sender.test(addressOf("operator"));
      await until(() => /TLS error|no MAIL in/.test(smtp.log()), "the line ends");
      expectNothingSaid(smtp);
      await expectNoSecrets(sender);
      await smtp.stop();
      await smtp.start({ certificate: office.certificate });
      await sender.sent(name);
      await onlyAt(smtp, addressOf("operator"));
    });
    test("where TLS is not offered, until it is", async (t) => {
      const smtp = await office.smtp("clear", { tls: "none" });
      const sender = await office.sender(smtp);
      const name = await sender.test(addressOf("operator"));
      await until(() => /C=EHLO/.test(smtp.log()), "the line ends");
      expectNothingSaid(smtp);
      await expectNoSecrets(sender);
      await t.test("and the operator reads why", () => {
        assert.match(sender.log(), /STARTTLS|offers no TLS/i);
      });
      await smtp.stop();
      await smtp.start({ tls: "starttls" });
      await sender.sent(name);
      const mail = await onlyAt(smtp, addressOf("operator"));
      assert.match(mail.fields.received[0], /with esmtpsa/);
    });
  });

  describe("an outage", { concurrency: true }, () => {
    test("is over when somebody tries again by hand", async () => {
      const silent = createServer((socket) => socket.destroy()).listen(0, "127.0.0.1");
      await new Promise((resolve) => silent.once("listening", resolve));
      const { port } = silent.address();
      const sender = await office.sender({ port });
      const name = await sender.test(addressOf("operator"));
      await until(() => sender.log().includes("the mail server takes no mail now"), "it is tried");
      await new Promise((resolve) => silent.close(resolve));
      const smtp = office.keep(new SmtpServer(join(office.folder, "outage"), port, { certificate: office.certificate }));
      await smtp.start();
      await sender.call("Messages/RetryMessages", { names: [name] });
      await sender.sent(name, { seconds: 5 });
    });
    test("of no more than a restart holds no message up", async () => {
      const smtp = await office.smtp("restart");
      const sender = await office.sender(smtp);
      await sender.sent(await sender.test(addressOf("before")));
      await smtp.stop();
      await smtp.start();
      await sender.sent(await sender.test(addressOf("after")), { seconds: 6 });
    });
  });

  describe("a recipient", { concurrency: true }, () => {
    test("whom the server refuses for good is not tried again, until somebody clears that", async () => {
      const smtp = await office.smtp("refused");
      smtp.list("unknown", ["personne"]);
      const sender = await office.sender(smtp);
      const to = addressOf("personne");
      const refusal = await sender.failed(await sender.test(to));
      assert.deepEqual([refusal.fault, refusal.replyCode], ["MESSAGE_FAULT_ADDRESS_REFUSED", 550]);
      assert.ok(await sender.suppresses(to));
      const tried = () => smtp.log().split("<personne@example.org>: no such person here").length - 1;
      assert.equal(tried(), 1);
      const second = await sender.failed(await sender.test(to));
      assert.equal(second.fault, "MESSAGE_FAULT_SUPPRESSED");
      await sender.sent(await sender.test(addressOf("another")));
      assert.equal(tried(), 1);
      smtp.list("unknown", []);
      await sender.call("Messages/ClearSuppression", { address: to });
      await sender.sent(await sender.test(to));
      await onlyAt(smtp, to);
    });
    test("whom it refuses with 451 is tried again: by hand at once, by itself after a minute", async () => {
      const smtp = await office.smtp("later");
      smtp.list("full", ["tard", "plus-tard"]);
      const sender = await office.sender(smtp);
      const [byHand, byItself] = [await sender.test(addressOf("tard")), await sender.test(addressOf("plus-tard"))];
      for (const name of [byHand, byItself]) {
        const { attempts, dueTime } = await waitsAfter(sender, name, 451);
        assert.equal(attempts, 1);
        assert.ok(Math.abs(Date.parse(dueTime) - Date.now() - 60_000) < 30_000, dueTime);
      }
      smtp.list("full", []);
      await sender.call("Messages/RetryMessages", { names: [byHand] });
      await sender.sent(byHand);
      assert.ok(isIn("WAITING")(await sender.message(byItself)));
      if (livesLater) {
        await sender.restart({ later: 90 });
        await sender.sent(byItself);
      }
      for (const one of livesLater ? ["tard", "plus-tard"] : ["tard"]) await onlyAt(smtp, addressOf(one));
      assert.ok(!(await sender.suppresses(addressOf("tard"))));
    });
    test("is not to blame for a message that is too long", async () => {
      const smtp = await office.smtp("long", { most: "1K" });
      const sender = await office.sender(smtp);
      await sender.call("Messages/UpdateTemplate", {
        template: { occasion: "OCCASION_TEST", language: "fr", subject: "Long", body: "é".repeat(2000) },
      });
      const to = addressOf("long");
      const name = await sender.test(to);
      const refusal = await sender.failed(name);
      assert.deepEqual([refusal.fault, refusal.replyCode], ["MESSAGE_FAULT_REFUSED", 552]);
      assert.ok(!(await sender.suppresses(to)));
      await smtp.stop("SIGKILL");
      await smtp.start({ most: "1M" });
      await sender.call("Messages/RetryMessages", { names: [name] });
      await sender.sent(name);
      await onlyAt(smtp, to);
    });
    test("is not to blame where nothing is taken from us", async () => {
      const smtp = await office.smtp("relay");
      const sender = await office.sender(smtp, { smtp_credentials: "" });
      const to = addressOf("innocent");
      const name = await sender.test(to);
      await until(() => /relay not permitted/.test(smtp.log()), "it is refused");
      await sender.became(name, (message) => message.replyCode === 550, "the refusal is known");
      assert.ok(!(await sender.suppresses(to)));
    });
    test("has an address that every mail server takes", async () => {
      const smtp = await office.smtp("ascii");
      const sender = await office.sender(smtp);
      const others = ["zoé@example.org", "zoe@exämple.org", "a\r\nRCPT TO:<b@example.org>@example.org", "a@example.org>\r\nDATA"];
      for (const address of others) {
        await assert.rejects(sender.test(address), { status: 400 }, address);
      }
      const odd = "o'brien.#!%&*+-/=?^_`{|}~@example.org";
      await sender.sent(await sender.test(odd));
      await onlyAt(smtp, odd);
    });
  });
});
