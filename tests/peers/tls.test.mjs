// The server's own TLS with no proxy before it: Connect's client for Node and curl, over HTTP under a certificate that they
// are told to believe.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { createConnectTransport, createGrpcWebTransport } from "@connectrpc/connect-node";
import { Ballots } from "./gen/urna/v1/ballots_service_pb.js";
import { Eligibility } from "./gen/urna/v1/eligibility_service_pb.js";
import { Processes } from "./gen/urna/v1/processes_service_pb.js";
import { ballot, election, electorate, rollBytes, root, run, tlsStore, token, urna, work } from "./support/world.mjs";

const certificate = join(root, "tests/data/tls/localhost.crt");
let server;
let base;

before(async () => {
  const key = join(work, "tls.key");
  copyFileSync(join(root, "tests/data/tls/localhost.key"), key);
  chmodSync(key, 0o600);
  const config = join(work, "tls.toml");
  writeFileSync(
    config,
    `name = "localhost"
data_dir = "${tlsStore}"
listen = ["127.0.0.1:0"]
http_listen = ["127.0.0.1:0"]
tls_certificate = "${certificate}"
tls_key = "${key}"
`,
  );
  const ready = join(work, "tls.ready");
  server = spawn(urna, ["serve", "--config", config, "--ready-file", ready], { stdio: ["ignore", "ignore", "inherit"] });
  while (!existsSync(ready)) {
    assert.equal(server.exitCode, null, "the server has ended");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  base = readFileSync(ready, "utf8").split("\n")[1];
  assert.match(base, /^https:/);
});
after(() => server.kill());

const http1 = () => ({ baseUrl: base, httpVersion: "1.1" });
const believing = () => ({ ...http1(), nodeOptions: { ca: readFileSync(certificate) } });
const transports = {
  Connect: () => createConnectTransport({ ...believing(), useBinaryFormat: true }),
  "gRPC-Web": () => createGrpcWebTransport(believing()),
};

// Its own store: all voters are there once more.
let voter = 0;
for (const [name, transport] of Object.entries(transports)) {
  describe(`${name} under TLS`, () => {
    const own = voter++;

    test("lists the processes", async () => {
      const { processes } = await createClient(Processes, transport()).listProcesses({});
      assert.ok(processes.some((one) => one.name === election));
    });

    test("casts a ballot", async () => {
      const { receipt } = await createClient(Ballots, transport()).castBallot({ process: election, ballot: ballot(own) });
      assert.match(new TextDecoder().decode(receipt), /^c2sp.org\/tlog-proof@v1\n/);
    });

    test("takes a stream of the server to its end", async () => {
      let bytes = 0;
      for await (const piece of createClient(Eligibility, transport()).readRoll({ electorate })) bytes += piece.data.length;
      assert.equal(bytes, rollBytes);
    });

    test("is told an error", async () => {
      const call = createClient(Processes, transport()).getProcess({ name: "no such name" });
      await assert.rejects(call, (error) => error instanceof ConnectError && error.code === Code.InvalidArgument);
    });
  });
}

test("Connect calls nobody whose certificate it does not believe", async () => {
  const call = createClient(Processes, createConnectTransport(http1())).listProcesses({});
  await assert.rejects(call, (error) => error instanceof ConnectError && error.code !== Code.InvalidArgument);
});

describe("curl under TLS", () => {
  const list = ["-H", "content-type: application/json", "-d", "{}"];
  const curl = (path, ...options) => run("curl", ["-sS", "--cacert", certificate, ...options, `${base}${path}`]);

  for (const version of ["1.2", "1.3"]) {
    test(`calls under TLS ${version}, over HTTP/1.1 even where it would rather have HTTP/2`, async () => {
      const { stdout, stderr, code } = await curl(
        "/urna.v1.Processes/ListProcesses",
        ...list,
        `--tlsv${version}`,
        "--tls-max",
        version,
        "--http2",
        "-w",
        "\n%{http_version}",
      );
      assert.equal(code, 0, stderr);
      const [answer, http] = stdout.split("\n");
      assert.ok(JSON.parse(answer).processes.some((one) => one.name === election));
      assert.equal(http, "1.1");
    });
  }

  test("sends a token", async () => {
    const { stdout, stderr, code } = await curl(
      "/urna.v1.Administration/ListAccessTokens",
      ...list,
      "-H",
      `authorization: Bearer ${token}`,
    );
    assert.equal(code, 0, stderr);
    assert.ok(JSON.parse(stdout).accessTokens.length > 0);
  });

  test("fetches files and asks how the server is", async () => {
    const { stdout, stderr, code } = await curl("/log/test/checkpoint", "-f");
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^urna.test\/test\n\d+\n/);
    assert.equal((await curl("/healthz", "-f")).stdout, "ok\n");
  });

  test("believes no other certificate, and is told nothing in the clear", async () => {
    const distrusting = await run("curl", ["-sS", `${base}/healthz`]);
    assert.equal(distrusting.code, 60, distrusting.stderr);
    const clear = await run("curl", ["-sS", `${base}/healthz`.replace("https:", "http:")]);
    assert.notEqual(clear.code, 0);
  });
});
