// The spring of a citizen budget whose people log in: citizens who propose, one who follows, a department that reviews, and one who wants to be
// forgotten. One server, which is killed twice; its mail goes to a mail server of another make, under TLS.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { people, startProvider } from "./support/identity_providers.mjs";
import { MailServer, linkIn } from "./support/mail_server.mjs";
import { OwnServer, loginTable } from "./support/own_server.mjs";
import { Person, french } from "./support/person.mjs";
import { jpeg, latitude, longitude, partsOfWebp, png } from "./support/pictures.mjs";
import { root } from "./support/world.mjs";

const budget = "processes/printemps";
const folder = mkdtempSync(join(tmpdir(), "urna-spring-"));
const visitor = { name: "amina", refuses: false };
const providers = [];
let server;
let mail;
let log;
let administrator;
let stranger;

// What each writes; words of `own` stand nowhere else, those of `note` only beside the pixels of the photograph.
const stories = {
  amina: {
    title: "Des arbres fruitiers à l’école Jean-Moulin",
    summary: "Des pêchers dans la cour, pour les élèves.",
    description: "Les écoliers récolteront des pêches à la rentrée. Verger pomologique-2718.",
    own: "pomologique-2718",
    note: "Boitier d'Amina, noctiluque-3141",
    make: png,
    seen: "La cour de l’école, sans un arbre",
    address: "amina@courriel.example",
    author: "Une mère d’élève",
  },
  joseph: {
    title: "Des vélos abrités près de la gare",
    summary: "Un abri fermé, éclairé la nuit.",
    description: "Les voyageurs laissent leurs bicyclettes sous la pluie. Atelier velocipedique-1618.",
    own: "velocipedique-1618",
    note: "Appareil de Joseph, gypaete-5772",
    make: jpeg,
    seen: "Des vélos couchés devant la gare",
    address: "joseph@courriel.example",
    author: "",
  },
  lucie: {
    title: "Une fresque géante sur le château d’eau",
    summary: "Peinte par les lycéens, l’été prochain.",
    description: "Des hirondelles bleues, hautes de trois étages. Ritournelle tintinnabulesque-6931.",
    own: "tintinnabulesque-6931",
    note: "Telephone de Lucie, zibeline-1414",
    make: jpeg,
    seen: "Le château d’eau, gris, depuis la route",
    address: "lucie@courriel.example",
    author: "Lucie, lycéenne",
  },
};
const authors = {};
const noe = { address: "noe@courriel.example" };
const marie = {};
const luc = {};

const contentOf = (story) => ({
  text: { language: "fr", title: story.title, summary: story.summary, description: story.description, area: "centre", category: "cadre" },
  authorName: story.author,
  contact: story.address,
  notify: true,
});

before(async () => {
  const data = (name) => readFileSync(join(root, "tests/data/tls", name));
  mail = await MailServer.open({ key: data("localhost.key"), cert: data("localhost.crt"), user: "mairie", password: "un mot de passe" });
  server = await OwnServer.in(folder);
  for (const algorithm of ["RS256", "ES256"]) providers.push(await startProvider({ algorithm, redirect: server.base, visitor }));
  const [france, pro] = providers;
  const secret = server.secret("secret", "a secret of thirty-two characters\n");
  const token = server.initialise(`attachment_bytes = 2000000
smtp_server = "${mail.address}"
smtp_security = "starttls"
smtp_credentials = "${server.secret("smtp", "mairie\nun mot de passe\n")}"
mail_ca_file = "${join(root, "tests/data/tls/localhost.crt")}"
mail_from = "Budget citoyen <budget@ville.example>"
mail_per_minute = 10000
${loginTable("franceconnect", "citizens", france, "RS256", secret, 'userinfo = "jwt"\nscopes = ["openid", "identite_pivot"]')}
${loginTable(
  "proconnect",
  "staff",
  pro,
  "ES256",
  secret,
  `userinfo = "jwt"
scopes = ["openid", "given_name", "usual_name", "email", "siret", "groups"]
display_name = ["given_name", "usual_name"]
mail = "email"
require = [{ claim = "siret", any_of = ["21630001000017"] }]
grant = [{ claim = "groups", any_of = ["urna-agents"], role = "agent", processes = ["${budget}"] }]`,
)}
`);
  log = openSync(join(folder, "log"), "a");
  await server.start(log);
  administrator = new Person(server.base, token);
  stranger = new Person(server.base);
});
after(async () => {
  await server?.end("SIGKILL");
  await mail?.end();
  for (const one of providers) one.end();
  if (log !== undefined) closeSync(log);
  rmSync(folder, { recursive: true, force: true });
});

async function killAndStart() {
  await server.end("SIGKILL");
  await server.start(log);
}

async function logIn(name, provider) {
  visitor.name = name;
  const person = new Person(server.base);
  assert.equal(await person.logIn(provider, "/p/printemps"), `${server.base}/p/printemps`);
  return person;
}

async function until(holds) {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 25));
}

const outboxTo = async (address) => (await administrator.ask("Messages/ListMessages", { address })).messages ?? [];
const ownProposals = async (person) => (await person.ask("People/ListOwnProposals", { pageSize: 100 })).proposals ?? [];
const decide = (name, step, accepted, reason, costs = {}) =>
  marie.browser.ask("Proposals/RecordVerdict", { name, facts: { step: `REVIEW_STEP_${step}`, accepted, ...costs }, reason: french(reason), requestId: randomUUID() });
const screen = (name) => marie.browser.ask("Proposals/ScreenProposal", { name, requestId: randomUUID() });

// The proposals that a search finds, and the words of it that stand in the first of them.
async function search(person, text) {
  const { proposals = [], findings = [] } = await person.ask("Proposals/ListProposals", { parent: budget, filter: { text }, order: "PROPOSAL_ORDER_RELEVANCE" });
  const pieces = (findings[0]?.parts ?? []).flatMap((part) => part.pieces);
  return { names: proposals.map(({ name }) => name), words: pieces.filter(({ found }) => found).map((piece) => piece.text) };
}

// Those of the words that any file of the data folder holds.
function heldInStore(words) {
  const files = readdirSync(server.store, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)));
  return words.filter((word) => files.some((file) => file.includes(word)));
}

// A word within tokens, which are Base64: as it is at each of the three places where it can begin.
const inBase64 = (word) => [0, 1, 2].map((before) => Buffer.from("\0".repeat(before) + word).toString("base64url").slice(before === 0 ? 0 : before + 1, -3));

const identityOf = ({ given_name, family_name, birthdate }) => [given_name, family_name, birthdate];

// Of a file, since what is stored is cut somewhere.
const slicesOf = (file) => [1, 2, 3, 4, 5].map((sixth) => file.subarray(Math.floor((file.length * sixth) / 6)).subarray(0, 64));

describe("the spring of a citizen budget", () => {
  test("is opened by the department", async () => {
    await administrator.ask("Processes/CreateProcess", { processId: "printemps", process: { title: french("Budget citoyen du printemps"), currency: "EUR" } });
    await administrator.ask("Processes/CreateArea", { parent: budget, areaId: "centre", area: { title: french("Centre") } });
    const texts = ["title", "purpose", "promoter", "territory", "financing", "whoMaySubmit", "whoMayVote", "calendar", "commitment", "limits"];
    await administrator.ask("Planning/UpdateMandateDraft", {
      process: budget,
      mandate: {
        ...Object.fromEntries(texts.map((name) => [name, french(`Ce que l’assemblée a décidé : ${name}.`)])),
        envelope: "10000000",
        criteria: [{ id: "territoire", text: french("Le projet se trouve dans la ville.") }],
      },
    });
    await administrator.ask("Planning/PublishMandate", { process: budget });
    await administrator.ask("Planning/SetForm", { process: budget, form: { openSubmission: true, categories: [{ id: "cadre", title: french("Cadre de vie") }] } });
    const day = (n) => String(Math.floor(Date.now() / 1000) + n * 86400);
    const windows = [["SUBMISSION", 1, 20], ["REVIEW", 20, 40], ["APPEAL", 40, 50]];
    await administrator.ask("Planning/SetCalendar", {
      process: budget,
      calendar: { timeZone: "Europe/Paris", windows: windows.map(([kind, from, to]) => ({ kind: `WINDOW_KIND_${kind}`, startTime: day(from), endTime: day(to) })) },
    });
    await administrator.ask("Planning/BeginPhase", { process: budget, phase: "PHASE_SUBMISSION" });
    assert.equal((await stranger.ask("Processes/GetProcess", { name: budget })).phase, "PHASE_SUBMISSION");
    assert.equal((await stranger.ask("Messages/GetMessaging")).enabled, true);
  });

  test("finds three citizens who log in, and each writes of a place and shows it", async () => {
    let seed = 1;
    for (const [name, story] of Object.entries(stories)) {
      const browser = await logIn(name, "franceconnect");
      const made = await browser.ask("Proposals/CreateProposal", { parent: budget, content: contentOf(story), channel: "CHANNEL_ONLINE", requestId: randomUUID() });
      assert.equal(made.editKey, undefined, "an account needs no key");
      const photograph = story.make({ width: 512, height: 384, seed: seed++, note: story.note });
      const image = await browser.attach(made.proposal.name, photograph, story.seen);
      // What lay on its side stands upright.
      assert.deepEqual([image.width, image.height], story.make === jpeg ? [384, 512] : [512, 384]);
      assert.equal(image.path ?? "", "");
      authors[name] = { browser, draft: made.proposal.name, image, photograph, account: await browser.ask("People/GetOwnAccount"), ...story };
    }
    for (const { browser, draft, account, image } of Object.values(authors)) {
      assert.equal(account.displayName ?? account.mail, undefined);
      assert.deepEqual((await ownProposals(browser)).map(({ name }) => name), [draft]);
      assert.ok((await browser.readAttachment(image.name)).length > 1000);
      assert.equal(await stranger.refusal("Proposals/GetProposal", { name: draft }), "RESOURCE_NOT_FOUND");
    }
    assert.equal(await authors.amina.browser.refusal("Proposals/GetProposal", { name: authors.lucie.draft }), "RESOURCE_NOT_FOUND");
  });

  test("loses nothing that was answered when the server is killed under their calls", async () => {
    const { amina, joseph, lucie } = authors;
    mail.isAway = () => true;
    amina.name = (await amina.browser.ask("Proposals/SubmitProposal", { name: amina.draft, requestId: randomUUID() })).name;
    await until(async () => (await outboxTo(amina.address)).some(({ state, attempts }) => state === "MESSAGE_STATE_WAITING" && attempts === 1));

    const handsIn = { name: lucie.draft, requestId: randomUUID() };
    const drafts = Array.from({ length: 12 }, (_, i) => ({
      parent: budget,
      content: { ...contentOf(stories.joseph), text: { language: "fr", title: `Brouillon ${i}` } },
      channel: "CHANNEL_ONLINE",
      requestId: randomUUID(),
    }));
    const answers = [];
    let started;
    const page = async (browser, calls) => {
      for (const [method, request] of calls) {
        answers.push(await browser.ask(method, request));
        // The calls of the other pages are on their way, or being carried out, or done and not answered.
        if (answers.length === 6) started = killAndStart();
      }
    };
    const creations = drafts.map((draft) => ["Proposals/CreateProposal", draft]);
    await Promise.allSettled([
      page(lucie.browser, [["Proposals/UpdateProposal", { name: lucie.draft, content: contentOf(lucie), requestId: randomUUID() }], ["Proposals/SubmitProposal", handsIn]]),
      ...[0, 4, 8].map((first) => page(joseph.browser, creations.slice(first, first + 4))),
    ]);
    assert.ok(started, "fewer were answered than the server was to be killed after");
    await started;

    for (const { browser, account } of Object.values(authors)) assert.equal((await browser.ask("People/GetOwnAccount")).name, account.name);
    assert.equal((await amina.browser.ask("Proposals/GetProposal", { name: amina.name })).status, "PROPOSAL_STATUS_SUBMITTED");
    const kept = (await ownProposals(joseph.browser)).map(({ name }) => name);
    for (const name of [joseph.draft, ...answers.filter((body) => body.proposal).map((body) => body.proposal.name)]) assert.ok(kept.includes(name), name);
    assert.deepEqual((await joseph.browser.ask("Attachments/ListAttachments", { parent: joseph.draft })).attachments, [joseph.image]);

    // Pages that heard nothing ask again.
    lucie.name = (await lucie.browser.ask("Proposals/SubmitProposal", handsIn)).name;
    for (const answer of answers.filter(({ status }) => status === "PROPOSAL_STATUS_SUBMITTED")) assert.equal(answer.name, lucie.name);
    assert.deepEqual((await ownProposals(lucie.browser)).map(({ name }) => name), [lucie.name]);
    for (const draft of drafts) assert.ok([200, 409].includes((await joseph.browser.call("Proposals/CreateProposal", draft)).status));
    const all = await ownProposals(joseph.browser);
    assert.deepEqual(all.map(({ text }) => text.title).sort(), [joseph.title, ...drafts.map(({ content }) => content.text.title)].sort());
    for (const { name } of all) if (name !== joseph.draft) await joseph.browser.ask("Proposals/WithdrawProposal", { name, requestId: randomUUID() });
    joseph.name = (await joseph.browser.ask("Proposals/SubmitProposal", { name: joseph.draft, requestId: randomUUID() })).name;
  });

  test("tells each author that the proposal has come, once", async () => {
    mail.isAway = () => false;
    for (const { address, title, name } of Object.values(authors)) {
      let messages = [];
      await until(async () => {
        messages = await outboxTo(address);
        const names = messages.filter(({ state }) => state === "MESSAGE_STATE_WAITING").map((message) => message.name);
        if (names.length > 0) await administrator.ask("Messages/RetryMessages", { names });
        return messages.length > 0 && messages.every(({ state }) => ["MESSAGE_STATE_SENT", "MESSAGE_STATE_UNCERTAIN"].includes(state));
      });
      assert.equal(messages.length, 1);
      // A server that was killed while it handed a message over does not know, and waits an hour.
      if (messages[0].state === "MESSAGE_STATE_UNCERTAIN") {
        assert.equal(address, stories.lucie.address, "of the others none was on its way");
        assert.deepEqual(mail.to(address), []);
        continue;
      }
      assert.equal(mail.to(address).length, 1);
      const [received] = mail.to(address);
      assert.equal(received.subject, `Votre proposition est bien arrivée\u00a0: ${title}`);
      assert.ok(received.words.includes(`${server.base}/p/printemps/proposals/${name.split("/").at(-1)}`), received.words);
      assert.equal(received.fields["auto-submitted"], "auto-generated");
    }
  });

  test("shows nothing of them before an agent has, and then without place and owner of the photographs", async () => {
    const pathOf = ({ sha256 }) => `/attachment/printemps/${Buffer.from(sha256, "base64").toString("hex")}.webp`;
    for (const { name, image } of Object.values(authors)) {
      assert.equal(await stranger.refusal("Proposals/GetProposal", { name }), "RESOURCE_NOT_FOUND");
      assert.equal((await stranger.get(server.base + pathOf(image))).status, 404);
    }
    assert.deepEqual((await search(stranger, "fresque")).names, []);

    marie.browser = await logIn("marie", "proconnect");
    marie.account = await marie.browser.ask("People/GetOwnAccount");
    assert.deepEqual(marie.account.claimedGrants, [{ role: "STAFF_ROLE_AGENT", process: budget }]);
    for (const author of Object.values(authors)) {
      await screen(author.name);
      const online = await mail.next(author.address, /^En ligne/);
      assert.equal(online.subject, `En ligne\u00a0: ${author.title}`);
    }

    for (const author of Object.values(authors)) {
      const seen = await stranger.ask("Proposals/GetProposal", { name: author.name });
      assert.equal(seen.text.description, author.description);
      assert.deepEqual(seen.authorNames ?? [], author.author === "" ? [] : [author.author]);
      assert.equal(seen.internal, undefined);
      const [image] = (await stranger.ask("Attachments/ListAttachments", { parent: author.name })).attachments;
      assert.equal(image.alternativeText[0].text, author.seen);
      assert.equal(image.path, pathOf(image));
      author.files = [];
      for (const path of [image.path, image.smallPath]) {
        const answer = await stranger.get(server.base + path);
        assert.equal(answer.headers.get("content-type"), "image/webp");
        const file = Buffer.from(await answer.arrayBuffer());
        assert.equal(file.toString("latin1", 0, 4) + file.toString("latin1", 8, 12), "RIFFWEBP");
        for (const part of partsOfWebp(file)) assert.ok(["VP8 ", "VP8L"].includes(part), `${path} has ${part}`);
        for (const told of [author.note, latitude, longitude, "Exif"]) assert.ok(!file.includes(told), `${path} tells ${told}`);
        author.files.push(file);
      }
      author.image = image;
    }
  });

  test("goes on where it was when the server is killed once the mail has gone", async () => {
    await killAndStart();
    for (const { name, browser, account, image } of Object.values(authors)) {
      assert.equal((await stranger.ask("Proposals/GetProposal", { name })).status, "PROPOSAL_STATUS_SUBMITTED");
      assert.equal((await browser.ask("People/GetOwnAccount")).name, account.name);
      assert.equal((await stranger.get(server.base + image.path)).status, 200);
    }
    assert.equal((await marie.browser.ask("People/GetOwnAccount")).name, marie.account.name);
  });

  test("is searched by words in any form, with or without accents", async () => {
    const { amina, joseph, lucie } = authors;
    // The index is made anew after a server that was killed.
    await until(async () => (await stranger.call("Proposals/ListProposals", { parent: budget, filter: { text: "fresque" } })).status === 200);
    for (const [text, author, words] of [
      ["arbre fruitier ecole", amina, ["arbres", "fruitiers", "école"]],
      ["ecolier recolter peche", amina, []],
      ["velo abrite", joseph, ["vélos", "abrités"]],
      ["voyageur bicyclette", joseph, ["voyageurs", "bicyclettes"]],
      ["FRESQUES geantes chateaux", lucie, ["fresque", "géante", "château"]],
      ["tintinnabulesque", lucie, ["tintinnabulesque"]],
    ]) {
      const found = await search(stranger, text);
      assert.deepEqual(found.names, [author.name], text);
      for (const word of words) assert.ok(found.words.includes(word), `${text}: ${found.words}`);
    }
    assert.deepEqual((await search(stranger, "zibeline")).names, []);
  });

  test("shows the part that says most of what was searched", async () => {
    const { words } = await search(stranger, "ecolier recolter peche");
    for (const word of ["écoliers", "récolteront", "pêches"]) assert.ok(words.includes(word), `${words}`);
  });

  test("keeps what was hidden from strangers, and tells its author why", async () => {
    const { lucie } = authors;
    const reason = "Le temps de vérifier à qui est le château d’eau.";
    assert.equal(await marie.browser.refusal("Proposals/HideProposal", { name: lucie.name, reason: french(reason) }), "ROLE_MISSING");
    await administrator.ask("Proposals/HideProposal", { name: lucie.name, reason: french(reason), requestId: randomUUID() });
    assert.ok((await mail.next(lucie.address, /^Proposition masquée/)).words.includes(reason));
    const hidden = await stranger.ask("Proposals/GetProposal", { name: lucie.name });
    assert.equal(hidden.text, undefined);
    assert.deepEqual(hidden.hiddenReason, french(reason));
    assert.deepEqual((await search(stranger, "fresque")).names, []);
    assert.deepEqual((await search(marie.browser, "fresque")).names, [lucie.name]);
    for (const path of [lucie.image.path, lucie.image.smallPath]) assert.equal((await stranger.get(server.base + path)).status, 404);
    await administrator.ask("Proposals/RestoreProposal", { name: lucie.name, requestId: randomUUID() });
    await mail.next(lucie.address, /^De nouveau visible/);
    assert.deepEqual((await search(stranger, "fresque")).names, [lucie.name]);
    assert.equal((await stranger.get(server.base + lucie.image.path)).status, 200);
  });

  test("is reviewed by those who have the role, who hear of what is given to them", async () => {
    const { joseph } = authors;
    await administrator.ask("Planning/BeginPhase", { process: budget, phase: "PHASE_REVIEW" });
    luc.browser = await logIn("luc", "proconnect");
    const verdict = { name: joseph.name, facts: { step: "REVIEW_STEP_FORMAL", accepted: true }, reason: french("Oui.") };
    assert.equal(await luc.browser.refusal("Proposals/RecordVerdict", verdict), "ROLE_MISSING");
    assert.equal(await joseph.browser.refusal("Proposals/RecordVerdict", verdict), "ROLE_MISSING");
    const lucsAccount = (await luc.browser.ask("People/GetOwnAccount")).name;
    const give = { parent: budget, names: [joseph.name] };
    assert.equal((await administrator.call("Proposals/AssignProposals", { ...give, assignee: lucsAccount })).status, 400);

    await marie.browser.ask("Messages/SetStaffAddress", { address: marie.account.mail, language: "fr" });
    await administrator.ask("Proposals/AssignProposals", { ...give, assignee: marie.account.name, requestId: randomUUID() });
    const given = await mail.next(people.marie.email, /^À instruire/);
    assert.equal(given.subject, "À instruire\u00a0: 1 dans Budget citoyen du printemps");
    assert.ok(given.words.includes(`${server.base}/staff/printemps/proposals`), given.words);
    const { proposals } = await marie.browser.ask("Proposals/ListProposals", { parent: "processes/-", filter: { assignee: marie.account.name } });
    assert.deepEqual(proposals.map(({ name }) => name), [joseph.name]);
  });

  test("tells whoever follows, until one click ends it", async () => {
    const { amina, joseph } = authors;
    noe.browser = await logIn("noe", "franceconnect");
    await noe.browser.ask("Messages/FollowProposal", { name: joseph.name, address: noe.address, language: "fr" });
    const question = linkIn(await mail.next(noe.address, /^Voulez-vous suivre/), "/confirm");
    assert.match(await (await noe.browser.get(question)).text(), /<form method="post">/);
    const press = (url) => fetch(url, { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" }, body: "List-Unsubscribe=One-Click" });
    assert.equal((await press(question)).status, 200);

    const reason = "De quel côté de la gare ?";
    const due = new Date(Date.now() + 7 * 86400_000).toISOString().replace(/\.\d+/, "");
    await marie.browser.ask("Proposals/ReturnProposal", { name: joseph.name, reason: french(reason), dueTime: due, requestId: randomUUID() });
    joseph.returned = await mail.next(joseph.address, /^À compléter/);
    assert.ok(joseph.returned.words.includes(reason));
    assert.deepEqual(mail.to(noe.address, /compléter/), [], "that is between the author and the department");

    joseph.description += " Côté nord, sous la verrière.";
    await joseph.browser.ask("Proposals/UpdateProposal", { name: joseph.name, content: contentOf(joseph), requestId: randomUUID() });
    await joseph.browser.ask("Proposals/SubmitProposal", { name: joseph.name, requestId: randomUUID() });
    await mail.next(joseph.address, /^Votre nouvelle version/);
    assert.deepEqual((await search(stranger, "verriere")).names, []);
    await screen(joseph.name);
    await mail.next(joseph.address, /^En ligne/, 1);
    assert.deepEqual((await search(stranger, "verriere")).names, [joseph.name]);

    const news = await mail.next(noe.address, /^En ligne/);
    const stop = linkIn(news, "/unsubscribe");
    assert.equal(news.fields["list-unsubscribe"], `<${stop}>`);
    assert.equal(news.fields["list-unsubscribe-post"], "List-Unsubscribe=One-Click");
    // Programs that look through mail follow its links.
    assert.match(await (await fetch(stop)).text(), /<form method="post">/);
    await decide(joseph.name, "FORMAL", true, "Dans le périmètre du mandat.");
    await mail.next(joseph.address, /^Étape franchie/);
    await mail.next(noe.address, /^Étape franchie/);
    assert.equal((await press(stop)).status, 200);

    const refusal = "La gare appartient à la Région.";
    await decide(joseph.name, "SUBSTANTIVE", false, refusal);
    const refused = await mail.next(joseph.address, /^Proposition non retenue/);
    assert.ok(refused.words.includes(refusal));
    assert.equal((await stranger.ask("Proposals/GetProposal", { name: joseph.name })).status, "PROPOSAL_STATUS_REJECTED");

    await decide(amina.name, "FORMAL", true, "Dans le périmètre du mandat.");
    await decide(amina.name, "SUBSTANTIVE", true, "Faisable à l’automne.", { cost: "450000", months: 6 });
    // What is told later comes later: whatever was for the follower would have come before.
    assert.ok((await mail.next(amina.address, /^Étape franchie/, 1)).words.includes("Faisable à l’automne."));
    assert.equal((await stranger.ask("Proposals/GetProposal", { name: amina.name })).status, "PROPOSAL_STATUS_ADMITTED");
    assert.equal(mail.to(noe.address).length, 3);
  });

  test("tells whoever wrote with an account how it is completed", () => {
    assert.ok(authors.joseph.returned.words.includes("en vous connectant, si vous l'avez écrite avec un compte"), authors.joseph.returned.words);
  });

  test("forgets whoever asks for it", async () => {
    const { amina, lucie } = authors;
    const phone = await logIn("lucie", "franceconnect");
    assert.equal((await phone.ask("People/GetOwnAccount")).name, lucie.account.name);
    // Something is on its way to her, and her mail server takes nothing now.
    mail.isAway = (address) => address === lucie.address;
    await decide(lucie.name, "FORMAL", true, "Dans le périmètre du mandat.");
    await until(async () => (await outboxTo(lucie.address)).some(({ occasion, attempts }) => occasion === "OCCASION_ACCEPTED" && attempts === 1));
    const told = mail.to(lucie.address).length;
    lucie.words = [lucie.own, lucie.title, lucie.address, lucie.author, lucie.seen, people.lucie.sub];
    assert.deepEqual(heldInStore(lucie.words), lucie.words);
    assert.ok(heldInStore(inBase64(people.lucie.sub)).length > 0, "the provider's token, to log out there");
    for (const file of lucie.files) assert.ok(heldInStore(slicesOf(file)).length > 0);

    const { json } = await lucie.browser.ask("People/ExportAccount", { name: lucie.account.name });
    for (const word of [people.lucie.sub, lucie.title, lucie.own, lucie.address]) assert.ok(json.includes(word), word);
    const { entries } = await stranger.ask("Journal/ListActs", { process: budget, resource: lucie.name });
    const documents = entries.flatMap((entry) => entry.documents ?? []).filter(({ kind }) => kind === "DOCUMENT_KIND_PROPOSAL");
    const documentPath = `/journal/printemps/doc/${Buffer.from(documents[0].sha256, "base64").toString("hex")}`;
    assert.ok((await (await stranger.get(server.base + documentPath)).text()).includes(lucie.own));

    assert.equal(await amina.browser.refusal("People/EraseAccount", { name: lucie.account.name }), "ROLE_MISSING");
    assert.deepEqual((await lucie.browser.ask("People/EraseAccount", { name: lucie.account.name })).proposals, [lucie.name]);
    for (const browser of [lucie.browser, phone]) assert.match(await browser.refusal("People/GetOwnAccount"), /^(SESSION_OVER|TOKEN_MISSING)$/);
    assert.equal((await administrator.call("People/GetAccount", { name: lucie.account.name })).status, 404);
    assert.equal((await stranger.ask("Proposals/GetProposal", { name: lucie.name })).text.title, lucie.title, "what is public stays until it is erased too");

    assert.equal(await marie.browser.refusal("Proposals/EraseProposal", { name: lucie.name }), "ROLE_MISSING");
    await administrator.ask("Proposals/EraseProposal", { name: lucie.name, reasons: true, requestId: randomUUID() });
    for (const person of [stranger, marie.browser, administrator]) {
      const erased = await person.ask("Proposals/GetProposal", { name: lucie.name });
      assert.equal(erased.erased, true);
      assert.equal(erased.text ?? erased.authorNames, undefined);
      assert.equal((await person.call("Attachments/GetAttachment", { name: lucie.image.name })).status, 404);
      assert.deepEqual((await search(person, "tintinnabulesque")).names, []);
      assert.deepEqual((await search(person, "fresque chateau")).names, []);
    }
    for (const path of [lucie.image.path, lucie.image.smallPath, documentPath]) assert.equal((await stranger.get(server.base + path)).status, 404, path);
    assert.deepEqual(await outboxTo(lucie.address), []);
    mail.isAway = () => false;
    await administrator.ask("Messages/SendTestMessage", { address: "exploitant@ville.example" });
    await mail.next("exploitant@ville.example", /^Message d'essai/);
    assert.equal(mail.to(lucie.address).length, told);
    assert.deepEqual(heldInStore([...lucie.words, ...inBase64(people.lucie.sub), ...lucie.files.flatMap(slicesOf)]), []);
  });

  test("has written to nobody twice, and told nothing that the providers said of the citizens", async () => {
    const ids = mail.mails.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    for (const { address } of Object.values(authors)) assert.ok(mail.to(address, /^Votre proposition est bien arrivée/).length <= 1, address);
    const citizens = [people.amina, people.joseph, people.lucie, people.noe].flatMap(identityOf);
    for (const word of citizens) {
      assert.ok(!Person.heard.some((answer) => answer.includes(word)), `an answer tells ${word}`);
      assert.ok(!mail.mails.some(({ words, subject }) => (subject + words).includes(word)), `mail tells ${word}`);
    }
  });

  test("leaves in the files what is to stay there, and nothing else", async () => {
    const { amina, joseph, lucie } = authors;
    assert.equal(await server.end(), 0);
    // Of those who stay everything is found, so that what is not found is not there.
    for (const author of [amina, joseph]) {
      const words = [author.own, author.title, author.address, author.seen, author.account.name.split("/")[1]];
      assert.deepEqual(heldInStore(words), words);
      for (const file of author.files) assert.ok(heldInStore(slicesOf(file)).length > 0);
    }
    assert.deepEqual(heldInStore([people.amina.sub, people.joseph.sub]), [people.amina.sub, people.joseph.sub]);

    assert.deepEqual(heldInStore([...lucie.words, ...inBase64(people.lucie.sub), ...lucie.files.flatMap(slicesOf)]), []);
    const identities = [people.amina, people.joseph, people.lucie, people.noe].flatMap(identityOf);
    assert.deepEqual(heldInStore([...identities, ...identities.flatMap(inBase64)]), []);
    const photographs = Object.values(authors).flatMap(({ note, photograph }) => [note, ...slicesOf(photograph)]);
    assert.deepEqual(heldInStore([...photographs, latitude, longitude]), [], "of a photograph its pixels are kept alone");
    const written = readFileSync(join(folder, "log"), "utf8");
    const addresses = [...Object.values(stories), noe].map(({ address }) => address);
    for (const word of [...identities, ...addresses, people.marie.email, "mot de passe"]) assert.ok(!written.includes(word), `the log tells ${word}`);
  });
});
