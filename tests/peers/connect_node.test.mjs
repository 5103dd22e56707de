// Connect's client for Node in its three protocols: each call and each error is the same in all of them.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { compressionGzip, createConnectTransport, createGrpcTransport, createGrpcWebTransport } from "@connectrpc/connect-node";
import { BadRequestSchema, ErrorInfoSchema } from "./gen/google/rpc/error_details_pb.js";
import { Ballots } from "./gen/urna/v1/ballots_service_pb.js";
import { Eligibility } from "./gen/urna/v1/eligibility_service_pb.js";
import { Ledger } from "./gen/urna/v1/ledger_service_pb.js";
import { Processes } from "./gen/urna/v1/processes_service_pb.js";
import { ballot, election, electorate, grpc, http, rollBytes, token } from "./support/world.mjs";

const http1 = { baseUrl: http, httpVersion: "1.1" };
const everyMessage = { compressMinBytes: 0 };
const transports = {
  "Connect in bytes": createConnectTransport({ ...http1, useBinaryFormat: true }),
  "Connect in JSON": createConnectTransport({ ...http1, useBinaryFormat: false }),
  "Connect, packed": createConnectTransport({ ...http1, ...everyMessage, sendCompression: compressionGzip }),
  "gRPC-Web": createGrpcWebTransport(http1),
  "gRPC-Web, packed": createGrpcWebTransport({ ...http1, ...everyMessage, sendCompression: compressionGzip }),
  gRPC: createGrpcTransport({ baseUrl: `http://${grpc}` }),
};

async function refusal(call) {
  const error = await assert.rejects(call).then(() => call.catch((one) => one));
  assert.ok(error instanceof ConnectError, String(error));
  return error;
}

let voter = 0;
for (const [name, transport] of Object.entries(transports)) {
  describe(name, () => {
    const processes = createClient(Processes, transport);
    const ledger = createClient(Ledger, transport);
    const ballots = createClient(Ballots, transport);
    const eligibility = createClient(Eligibility, transport);
    const own = voter++;

    test("lists the processes", async () => {
      const { processes: found } = await processes.listProcesses({});
      assert.ok(found.some((one) => one.name === election));
    });

    test("reads the log, with 64-bit numbers as they are", async () => {
      const { entries, size } = await ledger.listEntries({ process: election });
      assert.equal(typeof size, "bigint");
      assert.ok(entries.length >= 2 && BigInt(entries.length) <= size);
    });

    test("casts a ballot, and finds it", async () => {
      const bytes = ballot(own);
      const cast = await ballots.castBallot({ process: election, ballot: bytes });
      assert.match(new TextDecoder().decode(cast.receipt), /^c2sp.org\/tlog-proof@v1\n/);
      const found = await ballots.getBallot({ name: cast.name });
      assert.deepEqual(Buffer.from(found.ballot), bytes);
      assert.equal(found.leafIndex, cast.leafIndex);
    });

    test("takes a stream of the server to its end", async () => {
      let bytes = 0;
      for await (const piece of eligibility.readRoll({ electorate })) bytes += piece.data.length;
      assert.equal(bytes, rollBytes);
    });

    test("is told an error of a stream with its details", async () => {
      const error = await refusal(
        (async () => {
          for await (const piece of eligibility.readRoll({ electorate: `${election}/electorates/none` })) assert.fail(piece);
        })(),
      );
      assert.equal(error.code, Code.NotFound);
      assert.equal(error.findDetails(ErrorInfoSchema)[0].reason, "RESOURCE_NOT_FOUND");
    });

    test("is told an error with its details", async () => {
      const error = await refusal(processes.getProcess({ name: "no such name" }));
      assert.equal(error.code, Code.InvalidArgument);
      const [info] = error.findDetails(ErrorInfoSchema);
      assert.equal(info.domain, "urna.v1");
      assert.equal(info.reason, "INVALID_FIELD");
      assert.equal(error.findDetails(BadRequestSchema)[0].fieldViolations[0].field, "name");
    });

    test("needs a token where one is needed, and is let in with it", async () => {
      const process = { processId: `connect-node-${own}`, process: {} };
      const nobody = await refusal(processes.createProcess(process));
      assert.equal(nobody.code, Code.Unauthenticated);
      const headers = { authorization: `Bearer ${token}` };
      const known = await refusal(processes.createProcess(process, { headers }));
      assert.equal(known.code, Code.InvalidArgument);
    });

    test("says how long it waits", async () => {
      const { checkpoint } = await ledger.getCheckpoint({ process: election }, { timeoutMs: 30000 });
      assert.ok(checkpoint.length > 0);
    });

    test("sends a stream, and is told what is wrong with it", async () => {
      const error = await refusal(
        eligibility.importPart(
          (async function* () {
            yield { data: new Uint8Array(10) };
          })(),
        ),
      );
      assert.equal(error.code, Code.InvalidArgument);
      assert.equal(error.findDetails(BadRequestSchema)[0].fieldViolations[0].field, "header");
    });
  });
}
