// Mail that came back is read over IMAP from a server of another make, Dovecot.
import assert from "node:assert/strict";
import { connect, createServer } from "node:net";
import { after, before, describe, test } from "node:test";
import { domain, until } from "./support/mail_servers.mjs";
import { PostOffice, addressOf, idOf } from "./support/post_office.mjs";
import { isIn } from "./support/sender.mjs";

let office;
before(async () => (office = await PostOffice.open()));
after(() => office.close());

// A report as Postfix writes it, about the message with this id.
function report({ to, id, action = "failed", status = "5.1.1", said = "550 5.1.1 Recipient address rejected: User unknown" }) {
  return `Return-Path: <>
Delivered-To: retours+${id}@${domain}
Received: by mx.${domain} (Postfix)
	id 4D1E21C0; Mon,  2 Mar 2026 10:00:00 +0100 (CET)
Date: Mon,  2 Mar 2026 10:00:00 +0100 (CET)
From: MAILER-DAEMON@mx.${domain} (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: retours+${id}@${domain}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
	boundary="3F2A01C0.1772442000/mx.${domain}"
Content-Transfer-Encoding: 7bit
Message-Id: <20260302090000.4D1E21C0@mx.${domain}>

This is a MIME-encapsulated message.

--3F2A01C0.1772442000/mx.${domain}
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.${domain}.

<${to}>: host mx.elsewhere.example[192.0.2.1] said: ${said} (in reply to RCPT TO command)

--3F2A01C0.1772442000/mx.${domain}
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.${domain}
X-Postfix-Queue-ID: 3F2A01C0
X-Postfix-Sender: rfc822; retours+${id}@${domain}
Arrival-Date: Mon,  2 Mar 2026 09:59:58 +0100 (CET)

Final-Recipient: rfc822; ${to}
Original-Recipient: rfc822;${to}
Action: ${action}
Status: ${status}
Remote-MTA: dns; mx.elsewhere.example
Diagnostic-Code: smtp; ${said}

--3F2A01C0.1772442000/mx.${domain}
Content-Description: Undelivered Message
Content-Type: message/rfc822

Return-Path: <retours+${id}@${domain}>
From: Budget citoyen <budget@${domain}>
To: ${to}
Subject: Message d'essai
Message-ID: <${id}@${domain}>

Bonjour

--3F2A01C0.1772442000/mx.${domain}--
`.replaceAll("\n", "\r\n");
}
// What somebody answers to the message with this id.
function answer(from, id, fields, body) {
  const head = [
    `Return-Path: <${from}>`,
    `Delivered-To: retours+${id}@${domain}`,
    `From: ${from}`,
    `To: retours+${id}@${domain}`,
    `In-Reply-To: <${id}@${domain}>`,
    ...fields,
  ];
  return [...head, "", ...body, ""].join("\r\n");
}
const absence = (from, id) =>
  answer(from, id, ["Subject: Absence", "Auto-Submitted: auto-replied"], ["Je suis absente.", "", "Action: failed", "Status: 5.1.1"]);
const reply = (from, id) => answer(from, id, ["Subject: Re: essai"], ["Cette adresse n'existe plus : 550 5.1.1 User unknown"]);
const receipt = (from, id) =>
  answer(
    from,
    id,
    ["Subject: Lu", 'Content-Type: multipart/report; report-type=disposition-notification; boundary="b"'],
    [
      "--b",
      "Content-Type: message/disposition-notification",
      "",
      `Final-Recipient: rfc822;${from}`,
      `Original-Message-ID: <${id}@${domain}>`,
      "Disposition: automatic-action/MDN-sent-automatically; displayed",
      "--b--",
    ],
  );
const letter = (i) => `From: ada@example.org\r\nSubject: Bonjour\r\n\r\nLettre ${i}\r\n`;
const photographs = () => Buffer.concat([Buffer.from(letter(0)), Buffer.alloc(30 << 20, `${"A".repeat(74)}\r\n`)]);
const noise = () => Buffer.from(Array.from({ length: 50_000 }, (_, i) => (i * 7919 + (i >> 3)) % 256));

// It is looked at the start, and then not for five minutes: a hundred messages each time. A server that stops before it has logged out
// looks at some of them again.
async function lookThrough(sender, imap, box) {
  const visits = () => imap.log().split("Disconnected: Logged out").length;
  for (let looks = 0; box.unseen().length > 0; ++looks) {
    assert.ok(looks < 4, "a hundred are looked at each time");
    const left = Math.max(0, box.unseen().length - 100);
    const before = visits();
    await sender.restart();
    await until(() => visits() > before, "the mailbox has been looked at");
    assert.ok(box.unseen().length <= left, "a hundred are looked at");
    assert.ok(box.files().every((file) => !/:2,[A-Z]*T/.test(file)), "what was deleted is gone");
  }
}

// The address of a server before `port`: what has been said by the latter is given to `broken`, until that takes a line for itself.
async function openBreakable(port, isBroken, broken) {
  const server = createServer((client) => {
    const line = connect(port, "127.0.0.1");
    let heard = "";
    const close = () => {
      client.destroy();
      line.destroy();
    };
    client.on("error", close).on("close", close).pipe(line);
    line.on("error", close).on("close", close);
    line.on("data", (bytes) => {
      heard += bytes.toString("latin1");
      if (isBroken(heard)) broken(close);
      else client.write(bytes);
    });
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  office.keep({ stop: () => new Promise((resolve) => server.close(resolve)) });
  return `localhost:${server.address().port}`;
}

// How a server fares whose mailbox has a report that it is kept from reading to its end, once.
async function breakWhileReading(name, breakLine) {
  const smtp = await office.smtp(name);
  const imap = await office.imap(name, smtp.returned);
  const sender = await office.sender(smtp);
  const sent = await sender.test(addressOf("partie"));
  await sender.sent(sent);
  smtp.returned.deliver(report({ to: addressOf("partie"), id: idOf(sent) }));
  let breaks = 0;
  const isBroken = (heard) => breaks === 0 && /FETCH \(.*BODY\[\]/.test(heard);
  const address = await openBreakable(imap.plainPort, isBroken, (close) => {
    ++breaks;
    return breakLine(sender, close);
  });
  sender.configure({ ...office.imapSettings(imap), imap_server: address, imap_security: "none" });
  // It may be killed before it is ready.
  await sender.restart().catch(() => {});
  await until(() => breaks === 1, "the report is asked for");
  await until(() => smtp.returned.unseen().length === 0, "it is marked");
  await sender.restart();
  await sender.became(sent, isIn("BOUNCED"), "it is known that it came back", { seconds: 6 });
}

describe("mail that came back", { concurrency: true }, () => {
  test("marks the address it is about, among 300 letters, one of 30 MiB and one of no sense; answers of people mark nobody", async () => {
    const smtp = await office.smtp("bounces");
    smtp.list("gone", ["partie"]);
    const imap = await office.imap("bounces", smtp.returned);
    const sender = await office.sender(smtp);
    const [returned, stayed] = [["partie", "postfix", "plein", "spam"], ["lent", "absente", "fache", "lu"]];
    const names = {};
    for (const one of [...returned, ...stayed]) names[one] = await sender.test(addressOf(one));
    for (const name of Object.values(names)) await sender.sent(name);
    const box = smtp.returned;
    await until(() => smtp.isIdle() && box.files().length === 1, "Exim's own report comes back");

    const about = (one) => ({ to: addressOf(one), id: idOf(names[one]) });
    const answered = (one) => [addressOf(one), idOf(names[one])];
    const kept = [...Array.from({ length: 300 }, (_, i) => letter(i)), photographs(), noise()];
    kept.push(absence(...answered("absente")), reply(...answered("fache")), receipt(...answered("lu")));
    kept.push(report({ to: addressOf("inconnu"), id: "f".repeat(32) }).replaceAll(domain, "elsewhere.example"));
    for (const bytes of kept) box.deliver(bytes);
    box.deliver(report(about("postfix")));
    box.deliver(report({ ...about("plein"), status: "5.2.2", said: "552 5.2.2 Mailbox full" }));
    box.deliver(report({ ...about("spam"), status: "5.7.1", said: "554 5.7.1 Message rejected as spam" }));
    box.deliver(report({ ...about("lent"), action: "delayed", status: "4.4.1", said: "Connection timed out" }));
    sender.configure(office.imapSettings(imap));
    await lookThrough(sender, imap, box);

    const states = Object.fromEntries((await sender.messages()).map(({ name, state }) => [name, state]));
    for (const one of returned) assert.equal(states[names[one]], "MESSAGE_STATE_BOUNCED", one);
    for (const one of stayed) assert.equal(states[names[one]], "MESSAGE_STATE_SENT", one);
    for (const one of ["partie", "postfix"]) assert.ok(await sender.suppresses(addressOf(one)), one);
    for (const one of ["plein", "spam", ...stayed]) assert.ok(!(await sender.suppresses(addressOf(one))), one);
    assert.equal(box.files().length, kept.length);
    assert.match(imap.log(), /user=<retours>, method=PLAIN, .* TLS/);
    const next = await sender.failed(await sender.test(addressOf("postfix")));
    assert.equal(next.fault, "MESSAGE_FAULT_SUPPRESSED");
  });
  test("is left alone where the mailbox is of another name, and its password is not said", async () => {
    const smtp = await office.smtp("stranger");
    const imap = await office.imap("stranger", smtp.returned, await office.authority.issue("other.example"));
    smtp.returned.deliver(letter(0));
    const sender = await office.sender(smtp, office.imapSettings(imap));
    await until(() => sender.log().includes("the mailbox of what comes back was not looked through"), "it is told");
    await until(() => /imap-login: .*Disconnected/.test(imap.log()), "the line ends");
    assert.doesNotMatch(imap.log(), /user=<retours>|method=/);
    assert.equal(smtp.returned.unseen().length, 1);
  });
  test("is read again where the server was killed before it was in the store", () =>
    breakWhileReading("killed", async (sender, close) => {
      await sender.kill();
      close();
    }),
  );
  test("is read again where the line was lost before its end", () =>
    breakWhileReading("lost", (_, close) => close()),
  );
});
