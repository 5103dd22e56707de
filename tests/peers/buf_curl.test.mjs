// `buf curl`: a client in Go, in its three protocols. It reads the .proto files as they are.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ballot, election, grpc, http, root, run, token } from "./support/world.mjs";

const protocols = {
  connect: { address: http, voter: 10 },
  grpcweb: { address: http, voter: 11 },
  grpc: { address: `http://${grpc}`, voter: 12, more: ["--http2-prior-knowledge"] },
};

for (const [protocol, { address, voter, more = [] }] of Object.entries(protocols)) {
  const curl = (method, message, ...options) =>
    run("buf", [
      "curl",
      "--protocol",
      protocol,
      "--schema",
      root,
      ...more,
      ...options,
      "-d",
      JSON.stringify(message),
      `${address}/urna.v1.${method}`,
    ]);

  describe(`buf curl --protocol ${protocol}`, { concurrency: true }, () => {
    test("lists the processes", async () => {
      const { stdout, stderr, code } = await curl("Processes/ListProcesses", {});
      assert.equal(code, 0, stderr);
      assert.ok(JSON.parse(stdout).processes.some((one) => one.name === election));
    });

    test("casts a ballot", async () => {
      const message = { process: election, ballot: ballot(voter).toString("base64") };
      const { stdout, stderr, code } = await curl("Ballots/CastBallot", message);
      assert.equal(code, 0, stderr);
      assert.match(JSON.parse(stdout).name, /^processes\/test\/ballots\/[a-z2-7]{20}$/);
    });

    test("takes a stream of the server", async () => {
      const { stdout, stderr, code } = await curl("Eligibility/ReadRoll", { electorate: `${election}/electorates/electorate-0` });
      assert.equal(code, 0, stderr);
      assert.ok(Buffer.from(JSON.parse(stdout).data, "base64").length % 64 === 0);
    });

    test("shows an error with its details", async () => {
      const { stderr, code } = await curl("Processes/GetProcess", { name: "processes/none" });
      // Connect's clients in Go exit with eight times the code; NOT_FOUND is 5.
      assert.equal(code, 8 * 5);
      const error = JSON.parse(stderr);
      assert.equal(error.code, "not_found");
      assert.equal(error.details[0].type, "google.rpc.ErrorInfo");
      assert.match(Buffer.from(error.details[0].value, "base64").toString("latin1"), /RESOURCE_NOT_FOUND/);
    });

    test("is let in with a token", async () => {
      const { stdout, stderr, code } = await curl("Administration/ListAccessTokens", {}, "-H", `authorization: Bearer ${token}`);
      assert.equal(code, 0, stderr);
      assert.ok(JSON.parse(stdout).accessTokens.length > 0);
    });
  });
}
