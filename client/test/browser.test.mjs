// The pages of examples/ in Chromium, with a real server: what the README shows is what works.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { checkReceiptFile, openElection, readOpeningFile, readReceiptFile } from "../dist/checks.js";
import { connectServer, fetchTransport } from "../dist/connect/index.js";
import { codesOf } from "./support/parties.mjs";
import { openBrowser, servePages } from "./support/page.mjs";
import { startServer } from "./support/world.mjs";

let pages, world, browser, checks, work;
before(async () => {
  work = mkdtempSync(join(tmpdir(), "urna-pages-"));
  pages = await servePages();
  world = await startServer({ origins: [pages.origin] });
  browser = await openBrowser();
  checks = await openElection(connectServer(fetchTransport(world.http)), "processes/again");
});
after(async () => {
  await browser?.close();
  await world?.stop();
  pages?.stop();
  rmSync(work, { recursive: true, force: true });
});

async function votingPage({ manifest = checks.info.manifestHash, context = browser } = {}) {
  const page = await context.newPage();
  page.on("pageerror", (error) => page.faults.push(error.message));
  page.faults = [];
  const address = new URLSearchParams({ process: "processes/again", server: world.http, manifest });
  await page.goto(`${pages.origin}/vote.html?${address}`);
  return page;
}

const text = (page, selector) => page.$eval(selector, (element) => element.textContent);

async function identify(page, codes) {
  await page.bringToFront();
  await page.waitForSelector("body[data-ready]");
  const fields = await page.$$("[name=code]");
  for (const [i, code] of codes.entries()) await fields[i].type(code);
  await page.click("#letters button");
}

async function encrypt(page, ...projects) {
  await page.waitForSelector("#ballot:not([hidden])");
  for (const project of projects) await page.click(`[value=${project}]`);
  await page.click("#ballot button");
  await page.waitForSelector("#decide:not([hidden])");
  return text(page, "#tracker");
}

const decide = (page, what) => press(page, `#decide [value=${what}]`);

/** Presses a button, saves what comes of it as a person would, and gives its text. */
async function press(page, button) {
  await page.click(button);
  await page.waitForSelector("#done:not([hidden])");
  const session = await page.createCDPSession();
  await session.send("Browser.setDownloadBehavior", { behavior: "allow", downloadPath: work, eventsEnabled: true });
  const saved = new Promise((resolve) => {
    session.on("Browser.downloadProgress", ({ state }) => state === "completed" && resolve());
  });
  await page.click("#done a");
  await saved;
  return readFileSync(join(work, await page.$eval("#done a", ({ download }) => download)), "utf8");
}

describe("the voting page", () => {
  test("casts a ballot and gives its receipt", async () => {
    const page = await votingPage();
    await identify(page, codesOf("again", 0, 2));
    const tracker = await encrypt(page, "p1", "p4");
    const receipt = readReceiptFile(await decide(page, "cast"));
    assert.ok(tracker.startsWith(receipt.tracker));
    const claim = checkReceiptFile(receipt, checks.info.logVkey);
    assert.match(await text(page, "#done p"), new RegExp(`record ${claim.index} `));
    assert.deepEqual(await checks.fate(receipt), { kind: "stands", isClosed: false });
    assert.deepEqual(page.faults, []);
    await page.close();
  });

  test("opens a ballot that is challenged, for another device", async () => {
    const page = await votingPage();
    await identify(page, codesOf("again", 2, 2));
    const tracker = await encrypt(page, "p0");
    const opened = await checks.checkOpening(readOpeningFile(await decide(page, "challenge")), tracker);
    assert.deepEqual(opened.choices, [{ project: "p0" }]);
    await page.close();
  });

  test("tells a typing error, a broken limit, and goes on", async () => {
    const page = await votingPage();
    const codes = codesOf("again", 4, 2);
    await identify(page, [codes[0].slice(0, 20), codes[1]]);
    await page.waitForFunction(() => document.querySelector("[role=alert]").textContent.includes("too short"));
    await page.$$eval("[name=code]", (fields) => fields.forEach((field) => { field.value = ""; }));
    await identify(page, codes);
    await page.waitForSelector("#ballot:not([hidden])");
    for (const project of ["p0", "p1", "p2", "p3", "p4", "p5"]) await page.click(`[value=${project}]`);
    await page.click("#ballot button");
    await page.waitForFunction(() => document.querySelector("[role=alert]").textContent.includes("Choose at most 5"));
    await page.click("[value=p0]");
    await page.click("#ballot button");
    await page.waitForSelector("#decide:not([hidden])");
    await page.close();
  });

  test("shows nothing of an election that is not the letter's", async () => {
    const page = await votingPage({ manifest: "0".repeat(64) });
    await page.waitForFunction(() => document.querySelector("[role=alert]").textContent.includes("not the election of your letter"));
    await page.close();
  });

  test("sends an unanswered ballot again when the voter comes back, byte for byte", async () => {
    const context = await browser.createBrowserContext();
    const first = await votingPage({ context });
    await identify(first, codesOf("again", 6, 2));
    const tracker = await encrypt(first, "p7");
    const sent = [];
    await first.setRequestInterception(true);
    first.on("request", (request) => {
      if (!request.url().endsWith("/CastBallot")) return request.continue();
      sent.push(request.method());
      return request.abort("connectionreset");
    });
    await first.click("#decide [value=cast]");
    await first.waitForFunction(() => document.querySelector("[role=alert]").textContent.includes("is kept on this device"), { timeout: 30000 });
    assert.ok(sent.filter((method) => method === "POST" || method === "OPTIONS").length >= 4);
    await first.close();
    const second = await votingPage({ context });
    await identify(second, codesOf("again", 6, 2));
    await second.waitForFunction(() => document.querySelector("[role=alert]").textContent.includes("is cast"));
    assert.match(await text(second, "[role=alert]"), new RegExp(tracker.slice(0, 20)));
    await context.close();
  });

  test("sends an unanswered ballot again when it is asked to, and gives its receipt", async () => {
    const page = await votingPage();
    await identify(page, codesOf("again", 12, 2));
    const tracker = await encrypt(page, "p7");
    let isLost = true;
    await page.setRequestInterception(true);
    page.on("request", (request) => (isLost && request.url().endsWith("/CastBallot") ? request.abort("connectionreset") : request.continue()));
    await page.click("#decide [value=cast]");
    await page.waitForSelector("#unanswered:not([hidden])", { timeout: 30000 });
    isLost = false;
    const receipt = readReceiptFile(await press(page, "#unanswered button"));
    assert.ok(tracker.startsWith(receipt.tracker));
    assert.deepEqual(await checks.fate(receipt), { kind: "stands", isClosed: false });
    assert.deepEqual(page.faults, []);
    await page.close();
  });

  test("says so where its worker does not load", async (context) => {
    const incomplete = await servePages(new Map(), ["worker.js"]);
    context.after(() => incomplete.stop());
    const page = await browser.newPage();
    await page.goto(`${incomplete.origin}/vote.html?process=processes/again&server=${world.http}`);
    await page.waitForFunction(() => document.querySelector("[role=alert]").textContent.includes("browser"), { timeout: 10000 });
    await page.close();
  });

  test("of a code in the second field alone asks for the first", async () => {
    const page = await votingPage();
    await identify(page, ["", codesOf("again", 14, 2)[1]]);
    await page.waitForFunction(() => document.querySelector("[role=alert]").textContent.includes("Code 1 is missing"));
    await page.close();
  });

  test("of a second window says that the first one is open", async () => {
    const context = await browser.createBrowserContext();
    const [first, second] = [await votingPage({ context }), await votingPage({ context })];
    await identify(first, codesOf("again", 8, 2));
    await first.waitForSelector("#ballot:not([hidden])");
    await identify(second, codesOf("again", 8, 2));
    await second.waitForFunction(() => document.querySelector("[role=alert]").textContent.includes("another window"));
    await first.close();
    await second.$$eval("[name=code]", (fields) => fields.forEach((field) => { field.value = ""; }));
    await identify(second, codesOf("again", 8, 2));
    await second.waitForSelector("#ballot:not([hidden])");
    await context.close();
  });
});

test("the receipt page checks receipts, and tells one that was changed", async () => {
  const page = await votingPage();
  await identify(page, codesOf("again", 10, 2));
  await encrypt(page, "p1");
  const receipt = await decide(page, "cast");
  await page.goto(`${pages.origin}/receipt.html`);
  await page.waitForSelector("body[data-ready]");
  let files = 0;
  const check = async (content) => {
    const path = join(work, `checked-${files++}.json`);
    writeFileSync(path, content);
    await page.$eval("[role=status]", (element) => { element.textContent = ""; });
    await (await page.$("#files")).uploadFile(path);
    await page.waitForFunction(() => document.querySelector("[role=status]").textContent !== "");
    return text(page, "[role=status]");
  };
  await page.type("#key", checks.info.logVkey);
  assert.match(await check(receipt), /^Ballot [a-z2-7]{20} is record \d+ of the log urna.test\/again\+/);
  const changed = JSON.parse(receipt);
  assert.match(await check(JSON.stringify({ ...changed, receipt: changed.receipt.replace(/index (\d+)/, "index 1") })), /damaged or false: try the original file/);
  assert.match(await check("{}"), /not a receipt/);
  await page.$eval("#key", (field) => { field.value = "hello"; });
  assert.match(await check(receipt), /key of a log/);
  await page.close();
});
