// gRPC's client for Node, over HTTP/2: the door for browsers has left the other one as it was.
import assert from "node:assert/strict";
import { test } from "node:test";
import { promisify } from "node:util";
import { credentials, loadPackageDefinition, status } from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { join } from "node:path";
import { ballot, election, grpc, rollBytes, root } from "./support/world.mjs";

const proto = join(root, "proto");
const { urna } = loadPackageDefinition(
  loadSync(
    ["ballots", "processes", "eligibility"].map((one) => `urna/v1/${one}_service.proto`),
    { includeDirs: [proto] },
  ),
);
const client = (service) => new urna.v1[service](grpc, credentials.createInsecure());

test("grpc-js casts a ballot", async () => {
  const ballots = client("Ballots");
  const cast = await promisify(ballots.castBallot.bind(ballots))({ process: election, ballot: ballot(15) });
  assert.match(cast.receipt.toString(), /^c2sp.org\/tlog-proof@v1\n/);
  ballots.close();
});

test("grpc-js takes a stream of the server", async () => {
  const eligibility = client("Eligibility");
  let bytes = 0;
  for await (const piece of eligibility.readRoll({ electorate: `${election}/electorates/electorate-0` }))
    bytes += piece.data.length;
  assert.equal(bytes, rollBytes);
  eligibility.close();
});

test("grpc-js is told an error", async () => {
  const processes = client("Processes");
  const call = promisify(processes.getProcess.bind(processes));
  await assert.rejects(
    call({ name: "processes/none" }),
    (error) => error.code === status.NOT_FOUND && error.metadata.get("grpc-status-details-bin").length === 1,
  );
  processes.close();
});
