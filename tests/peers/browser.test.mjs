// A page of another origin in Chromium: what a browser lets through, and what it keeps out.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, describe, test } from "node:test";
import { build } from "esbuild";
import puppeteer from "puppeteer-core";
import { call, formats } from "./support/protocols.mjs";
import { Processes } from "./gen/urna/v1/processes_service_pb.js";
import { ballot, election, electorate, http, origin, rollBytes, token } from "./support/world.mjs";

let server, browser, contest;

before(async () => {
  const bundle = await build({
    entryPoints: [new URL("browser/page.mjs", import.meta.url).pathname],
    bundle: true,
    format: "iife",
    write: false,
  });
  const html = `<!doctype html><meta charset="utf-8"><title>Vote</title><script>${bundle.outputFiles[0].text.replaceAll("</script", "<\\/script")}</script>`;
  server = createServer((_, answer) => answer.setHeader("content-type", "text/html").end(html)).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  browser = await puppeteer.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", `--host-resolver-rules=MAP *.example 127.0.0.1:${server.address().port}`],
  });
  const json = formats["connect/json"];
  const parent = "processes/browser";
  const text = [{ language: "en", text: "The street" }];
  await call(
    json,
    Processes.method.createProcess,
    { processId: "browser", process: { title: text, currency: "EUR" } },
    { token },
  );
  await call(json, Processes.method.createArea, { parent, areaId: "street", area: { title: text } }, { token });
  const made = await call(
    json,
    Processes.method.createContest,
    {
      parent,
      contestId: "street",
      contest: {
        title: text,
        area: `${parent}/areas/street`,
        budget: 10000n,
        ballotFormat: { format: { case: "approval", value: {} } },
        rule: { rule: "approval", tieBreak: 4 },
      },
    },
    { token },
  );
  assert.equal(made.code, "ok", made.message);
  contest = made.messages[0].name;
});

after(async () => {
  await browser?.close();
  server?.close();
});

async function visit(site, format, voter) {
  const page = await browser.newPage();
  const asked = [];
  try {
    await page.goto(site);
    page.on("request", (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`));
    const place = { http, process: election, electorate, contest, token, ballot: [...ballot(voter)] };
    return { ...(await page.evaluate((...args) => globalThis.visit(...args), format, place)), asked };
  } finally {
    await page.close();
  }
}

describe("a page of an origin that the operator lets in", () => {
  for (const [format, voter] of [
    ["connect", 20],
    ["json", 21],
    ["get", 22],
    ["grpc-web", 23],
  ]) {
    test(`lists, reads, takes a stream, casts and is told an error: ${format}`, async () => {
      const told = await visit(origin, format, voter);
      assert.ok(told.names.includes(election));
      assert.equal(told.title, "The street");
      assert.match(told.checkpoint, /^[^\n]+\n\d+\n/);
      assert.equal(told.roll, rollBytes);
      assert.match(told.receipt, /^c2sp.org\/tlog-proof@v1\n/);
      assert.ok(told.asked.includes(`${format === "get" ? "GET" : "POST"} /urna.v1.Ledger/GetCheckpoint`), told.asked.join());
      assert.deepEqual(told.error, { code: 5, reason: "RESOURCE_NOT_FOUND" });
    });
  }
});

test("a page of another origin is kept out by the browser", async () => {
  await assert.rejects(visit("http://other.example", "connect", 24), /Failed to fetch/);
});
