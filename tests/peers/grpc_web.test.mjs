// gRPC-Web's own client, in bytes and in text, on an XMLHttpRequest as browsers have it.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import xhr2 from "xhr2";
import { StatusSchema } from "./gen/google/rpc/status_pb.js";
import { ErrorInfoSchema } from "./gen/google/rpc/error_details_pb.js";
import { Ballots } from "./gen/urna/v1/ballots_service_pb.js";
import { Eligibility } from "./gen/urna/v1/eligibility_service_pb.js";
import { Ledger } from "./gen/urna/v1/ledger_service_pb.js";
import { Processes } from "./gen/urna/v1/processes_service_pb.js";
import { ballot, election, http, rollBytes } from "./support/world.mjs";

globalThis.XMLHttpRequest = xhr2.XMLHttpRequest;
const { default: web } = await import("grpc-web");

const descriptor = (service, method) =>
  new web.MethodDescriptor(
    `/${service.typeName}/${method.name}`,
    method.methodKind === "server_streaming" ? web.MethodType.SERVER_STREAMING : web.MethodType.UNARY,
    Object,
    Object,
    (message) => toBinary(method.input, create(method.input, message)),
    (bytes) => fromBinary(method.output, bytes),
  );

for (const [format, voter] of [
  ["binary", 13],
  ["text", 14],
]) {
  const client = new web.GrpcWebClientBase({ format });
  const call = (service, name, message) => {
    const method = service.method[name];
    return client.unaryCall(`${http}/${service.typeName}/${method.name}`, message, {}, descriptor(service, method));
  };

  describe(`grpc-web, ${format}`, () => {
    test("lists the processes", async () => {
      const { processes } = await call(Processes, "listProcesses", {});
      assert.ok(processes.some((one) => one.name === election));
    });

    test("casts a ballot", async () => {
      const { receipt } = await call(Ballots, "castBallot", { process: election, ballot: ballot(voter) });
      assert.match(new TextDecoder().decode(receipt), /^c2sp.org\/tlog-proof@v1\n/);
    });

    test("takes entries of the log", async () => {
      const { entries } = await call(Ledger, "listEntries", { process: election, start: 0n });
      assert.ok(entries.length >= 2);
    });

    test("is told an error with its details", async () => {
      const error = await assert
        .rejects(call(Processes, "getProcess", { name: "processes/none" }))
        .then(() => call(Processes, "getProcess", { name: "processes/none" }).catch((one) => one));
      assert.equal(error.code, web.StatusCode.NOT_FOUND);
      const status = fromBinary(StatusSchema, Buffer.from(error.metadata["grpc-status-details-bin"], "base64"));
      assert.equal(status.message, error.message);
      assert.equal(fromBinary(ErrorInfoSchema, status.details[0].value).reason, "RESOURCE_NOT_FOUND");
    });
  });
}

// Bytes can be read as they come by the text format alone: an XMLHttpRequest gives no others.
describe("grpc-web, text, a stream of the server", () => {
  const client = new web.GrpcWebClientBase({ format: "text" });
  const read = (electorate) =>
    new Promise((resolve) => {
      const method = Eligibility.method.readRoll;
      const told = { bytes: 0 };
      client
        .serverStreaming(`${http}/${Eligibility.typeName}/ReadRoll`, { electorate }, {}, descriptor(Eligibility, method))
        .on("data", (piece) => (told.bytes += piece.data.length))
        .on("error", (error) => resolve({ ...told, error }))
        .on("end", () => resolve(told));
    });

  test("is taken to its end", async () => {
    const { bytes, error } = await read(`${election}/electorates/electorate-0`);
    assert.equal(error, undefined);
    assert.equal(bytes, rollBytes);
  });

  test("ends with an error", async () => {
    const { error } = await read(`${election}/electorates/none`);
    assert.equal(error.code, web.StatusCode.NOT_FOUND);
  });
});
