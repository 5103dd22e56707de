// Between page and server: proxies that cut, portals that answer in their place, answers of other forms. Nothing of it is taken for an
// answer, and a ballot that was sent into it is unanswered, and cast once the line is good.
import assert from "node:assert/strict";
import { createServer, request } from "node:http";
import { after, before, describe, test } from "node:test";
import { Booth, memoryStorage } from "../dist/index.js";
import { connectServer, fetchTransport } from "../dist/connect/index.js";
import { codesOf } from "./support/parties.mjs";
import { startServer } from "./support/world.mjs";

let world, proxy, base;
let alter = () => false;
before(async () => {
  world = await startServer();
  proxy = createServer((asked, answer) => {
    if (alter(asked, answer)) return;
    const { hostname, port } = new URL(world.http);
    const passed = request({ hostname, port, method: asked.method, path: asked.url, headers: asked.headers }, (got) => {
      answer.writeHead(got.statusCode, got.headers);
      got.pipe(answer);
    });
    asked.pipe(passed);
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => proxy.once("listening", resolve));
  base = `http://127.0.0.1:${proxy.address().port}`;
});
after(async () => {
  proxy?.closeAllConnections();
  proxy?.close();
  await world?.stop();
});

let voter = 0;
async function booth() {
  const opened = await Booth.open({ process: "processes/again", server: connectServer(fetchTransport(base)), storage: memoryStorage(), pause: async () => {} });
  await opened.identify(codesOf("again", (voter += 2), 2));
  return opened;
}

const casting = (answerer) => (asked, answer) => {
  if (!asked.url.endsWith("/CastBallot") && !asked.url.includes("/ProveRefusal")) return false;
  answerer(answer, asked);
  return true;
};

const plain = (status, type, body) => (answer) => answer.writeHead(status, { "content-type": type }).end(body);
for (const [what, answerer, why] of [
  ["the connection is cut", (answer) => answer.destroy(), "SERVER_UNREACHABLE"],
  ["a portal shows its page", plain(200, "text/html", "<h1>Welcome</h1>"), undefined],
  ["a portal sends elsewhere", (answer) => answer.writeHead(302, { location: "http://127.0.0.1:1/" }).end(), "SERVER_UNREACHABLE"],
  ["a proxy says 502 in its own words", plain(502, "text/html", "Bad gateway"), "SERVER_UNREACHABLE"],
  ["a proxy says 503", plain(503, "text/plain", "busy"), "SERVER_UNREACHABLE"],
  ["a proxy says 429", plain(429, "text/plain", "too many"), undefined],
  ["an answer that is no message", plain(200, "application/proto", Buffer.from([0xff, 0xff])), undefined],
  ["an empty answer", plain(200, "application/proto", ""), "RECEIPT_MALFORMED"],
  ["an error without details", plain(400, "application/json", '{"code":"failed_precondition","message":"no"}'), "SERVER_REFUSED"],
  ["an error of another form", plain(400, "application/json", "[1]"), undefined],
  ["a body that ends early", (answer) => { answer.writeHead(200, { "content-type": "application/proto", "content-length": "100" }); answer.write("x"); answer.destroy(); }, "SERVER_UNREACHABLE"],
]) {
  test(what, async () => {
    const here = await booth();
    const { fullTracker } = await here.prepare("contest-0", [{ project: "p1" }]);
    const sent = [];
    alter = (asked, answer) => {
      if (asked.url.endsWith("/CastBallot")) sent.push(asked.method);
      return casting(answerer)(asked, answer);
    };
    await assert.rejects(here.cast(fullTracker), (error) => {
      assert.equal(error.code, "UNANSWERED", error);
      if (why !== undefined) assert.equal(error.why.code, why, error.why);
      return true;
    });
    assert.ok(sent.length >= 1);
    alter = () => false;
    const [settled] = await here.settle();
    assert.equal(settled.outcome.kind, "cast");
    assert.equal(settled.tracker, fullTracker.slice(0, 20));
  });
}

describe("the transport", () => {
  test("takes what the server packed with gzip, messages and streams alike", async () => {
    const server = connectServer(fetchTransport(base));
    const { config } = await server.readManifest("processes/again");
    assert.ok(config.length > 1024, "enough for the server to pack it");
    const roll = await server.readRoll("processes/again/electorates/electorate-0", 0, 200 * 64);
    assert.equal(roll.length, 200 * 64);
    await assert.rejects(server.readRoll("processes/again/electorates/electorate-0", 0, 100), { status: "out_of_range" });
  });

  test("gives up when it is told to", async () => {
    const server = connectServer(fetchTransport(base));
    await assert.rejects(server.readCheckpoint("processes/again", AbortSignal.abort()), { status: "canceled" });
    const stop = new AbortController();
    alter = () => { stop.abort(); return true; };
    await assert.rejects(server.readCheckpoint("processes/again", stop.signal), { status: "canceled" });
    alter = () => false;
  });

  test("tells the reason that the server gives", async () => {
    const server = connectServer(fetchTransport(base));
    await assert.rejects(server.readCheckpoint("processes/none"), { status: "not_found", reason: "RESOURCE_NOT_FOUND" });
    await assert.rejects(server.getBallot("processes/again", "a".repeat(20)), { status: "not_found", reason: "BALLOT_NOT_FOUND" });
    await assert.rejects(server.castBallot("processes/again", Buffer.from("x")), { status: "invalid_argument" });
  });
});
