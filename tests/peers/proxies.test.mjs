// The samples of deploy/ for what stands in front of the server, in Debian's nginx and HAProxy: they are taken as they are but
// for ports and certificates, and everything that they promise to let through is called through them, over TLS and HTTP/2.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { createServer as createHttpServer } from "node:http";
import { connect } from "node:http2";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { createClient } from "@connectrpc/connect";
import { createConnectTransport, createGrpcWebTransport } from "@connectrpc/connect-node";
import { Ballots } from "./gen/urna/v1/ballots_service_pb.js";
import { Eligibility } from "./gen/urna/v1/eligibility_service_pb.js";
import { Processes } from "./gen/urna/v1/processes_service_pb.js";
import { ballot, election, electorate, http, rollBytes, root, run, work } from "./support/world.mjs";

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

// The sample with its port, certificate and server replaced; each must be there to be replaced.
function sample(file, replacements) {
  let text = readFileSync(join(root, "deploy", file), "utf8");
  for (const [what, by] of replacements) {
    assert.ok(text.includes(what), `${file} has no ${what}`);
    text = text.replaceAll(what, by);
  }
  return text;
}

const certificate = join(work, "proxy.pem");
const key = join(work, "proxy.key");
const server = new URL(http).host;

const proxies = {
  nginx: {
    voter: 301,
    write: (port, backend) => {
      const inner = sample("nginx.conf.example", [
        ["listen 443 ", `listen 127.0.0.1:${port} `],
        ["  listen [::]:443 ssl http2;\n", ""],
        ["127.0.0.1:9480", backend],
        ["/etc/urna/fullchain.pem", certificate],
        ["/etc/urna/privkey.pem", key],
      ]);
      const own = `${work}/nginx-${port}`;
      return (
        `daemon off; pid ${own}.pid; error_log stderr crit; events {}\nhttp {\n` +
        ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((one) => `${one}_temp_path ${own}-${one};\n`).join("") +
        `${inner}}\n`
      );
    },
    check: (file) => ["/usr/sbin/nginx", ["-t", "-c", file]],
    start: (file) => ["/usr/sbin/nginx", ["-c", file]],
  },
  haproxy: {
    voter: 302,
    write: (port, backend) =>
      sample("haproxy.cfg.example", [
        ["bind :443 ", `bind 127.0.0.1:${port} `],
        ["  bind [::]:443 v6only ssl crt /etc/urna/fullchain-and-key.pem alpn h2,http/1.1\n", ""],
        ["127.0.0.1:9480", backend],
        ["/etc/urna/fullchain-and-key.pem", `${certificate}.both`],
      ]),
    check: (file) => ["/usr/sbin/haproxy", ["-c", "-f", file]],
    start: (file) => ["/usr/sbin/haproxy", ["-db", "-f", file]],
  },
};

before(async () => {
  const made = await run("openssl", [
    "req",
    "-x509",
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:P-256",
    "-nodes",
    "-days",
    "1",
    "-subj",
    "/CN=localhost",
    "-addext",
    "subjectAltName=DNS:localhost",
    "-keyout",
    key,
    "-out",
    certificate,
  ]);
  assert.equal(made.code, 0, made.stderr);
  writeFileSync(`${certificate}.both`, readFileSync(certificate, "utf8") + readFileSync(key, "utf8"));
});

// A proxy that listens, in front of `backend`.
async function launch(name, { write, check, start }, backend) {
  const port = await freePort();
  const file = join(work, `${name}-${port}.conf`);
  writeFileSync(file, write(port, backend));
  const checked = await run(...check(file));
  assert.equal(checked.code, 0, checked.stderr);
  const proxy = spawn(...start(file), { stdio: ["ignore", "ignore", "inherit"] });
  const address = `https://localhost:${port}`;
  const nodeOptions = { ca: readFileSync(certificate) };
  for (let tries = 0; ; ++tries) {
    const session = connect(address, nodeOptions);
    const connected = await new Promise((resolve) =>
      session.once("connect", () => resolve(true)).once("error", () => resolve(false)),
    );
    session.destroy();
    if (connected) return { proxy, address, nodeOptions };
    assert.ok(tries < 1000 && proxy.exitCode === null, `${name} does not listen`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

for (const [name, kind] of Object.entries(proxies)) {
  const { voter } = kind;
  describe(`deploy's sample for ${name}`, () => {
    let proxy, address, nodeOptions;

    before(async () => ({ proxy, address, nodeOptions } = await launch(name, kind, server)));
    after(() => proxy?.kill());

    for (const [protocol, make] of [
      ["Connect", createConnectTransport],
      ["gRPC-Web", createGrpcWebTransport],
    ]) {
      for (const httpVersion of ["2", "1.1"]) {
        test(`lets ${protocol} through, over HTTP/${httpVersion}`, async () => {
          const transport = make({ baseUrl: address, httpVersion, nodeOptions });
          const { processes } = await createClient(Processes, transport).listProcesses({});
          assert.ok(processes.some((one) => one.name === election));
          let bytes = 0;
          for await (const piece of createClient(Eligibility, transport).readRoll({ electorate })) bytes += piece.data.length;
          assert.equal(bytes, rollBytes);
          const cast = await createClient(Ballots, transport).castBallot({ process: election, ballot: ballot(voter) });
          assert.match(new TextDecoder().decode(cast.receipt), /^c2sp.org\/tlog-proof@v1\n/);
          await assert.rejects(createClient(Processes, transport).getProcess({ name: "processes/none" }), { code: 5 });
        });
      }
    }

    test("lets a body of many MiB through to the server", async () => {
      const file = join(work, "large");
      writeFileSync(file, Buffer.alloc(3 << 20, " "));
      const { stdout, code } = await run("curl", [
        "-sS",
        "--cacert",
        certificate,
        "-H",
        "content-type: application/json",
        "--data-binary",
        `@${file}`,
        "-w",
        "%{http_version} %{http_code}",
        `${address}/urna.v1.Processes/ListProcesses`,
      ]);
      assert.equal(code, 0);
      // Three MiB of spaces are no JSON: it was all read.
      assert.match(stdout, /"invalid_argument".*2 400$/s);
    });

    test("lets a file in as one body, asked for with Expect", async () => {
      const { stdout } = await run("curl", [
        "-sS",
        "--http1.1",
        "--cacert",
        certificate,
        "-H",
        "content-type: application/octet-stream",
        "-H",
        "expect: 100-continue",
        "--data-binary",
        "part",
        `${address}/urna.v1.Eligibility/ImportPart?header=%7B%22electorate%22%3A%22processes%2Fnone%2Felectorates%2Fe%22%7D`,
      ]);
      assert.match(stdout, /"code":"(not_found|invalid_argument)"/);
    });

    test("tells where a call comes from, whatever the caller says of it", async () => {
      const echo = createHttpServer((request, answer) => answer.end(request.headers["x-forwarded-for"])).listen(0, "127.0.0.1");
      await new Promise((resolve) => echo.once("listening", resolve));
      const other = await launch(name, kind, `127.0.0.1:${echo.address().port}`);
      const lie = ["-H", "x-forwarded-for: 192.0.2.7", "-H", "x-forwarded-for: 192.0.2.8"];
      const { stdout } = await run("curl", ["-sS", "--cacert", certificate, ...lie, `${other.address}/`]);
      other.proxy.kill();
      echo.closeAllConnections();
      echo.close();
      assert.equal(stdout.split(",").pop().trim(), "127.0.0.1");
    });

    test("says whether the server serves", async () => {
      const { stdout } = await run("curl", ["-sS", "--cacert", certificate, `${address}/healthz`]);
      assert.equal(stdout, "ok\n");
    });
  });
}
