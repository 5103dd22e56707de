// Packed messages, both ways.
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { Eligibility } from "../gen/urna/v1/eligibility_service_pb.js";
import { Ledger } from "../gen/urna/v1/ledger_service_pb.js";
import { Processes } from "../gen/urna/v1/processes_service_pb.js";
import { ended, field } from "../support/expect.mjs";
import { call, encode, envelope, formats } from "../support/protocols.mjs";
import { election, electorate } from "../support/world.mjs";

const { getManifest, getProcess } = Processes.method;
const { readRoll } = Eligibility.method;
const suite = {};

for (const [name, format] of Object.entries(formats)) {
  const isStream = name.startsWith("connect-stream");
  const [method, message] = isStream ? [readRoll, { electorate }] : [getManifest, { name: election }];
  suite[`Compression/${name}/gzip-request`] = async () =>
    ended(await call(format, method, message, { gzip: true }), format, "ok");
  suite[`Compression/${name}/identity-request`] = async () =>
    ended(await call(format, method, message, { fields: [[format.encoding, "identity"]] }), format, "ok");
  suite[`Compression/${name}/gzip-response`] = async () => {
    const plain = await call(format, method, message);
    const packed = await call(format, method, message, { fields: [[format.accept, "br, gzip"]] });
    ended(packed, format, "ok");
    assert.deepEqual(packed.messages, plain.messages);
    assert.notEqual(packed.body.length, plain.body.length);
    field(packed, format.encoding, "gzip");
  };
  suite[`Compression/${name}/response-not-asked-for`] = async () => {
    const plain = await call(format, method, message, { fields: [[format.accept, "br, deflate"]] });
    ended(plain, format, "ok");
    field(plain, format.encoding, undefined);
  };
  suite[`Compression/${name}/unknown`] = async () => {
    const outcome = await call(format, method, message, { fields: [[format.encoding, "zstd"]] });
    ended(outcome, format, "unimplemented", "ENCODING_UNKNOWN");
    assert.match(outcome.message, /gzip/, "what is supported is named");
  };
  suite[`Compression/${name}/truncated`] = async () => {
    const packed = gzipSync(encode(format, method.input, message)).subarray(0, -6);
    const how = { fields: [[format.encoding, "gzip"]] };
    ended(
      await call(format, method, {}, format.framed ? { ...how, frames: [envelope(packed, 1)] } : { ...how, body: packed }),
      format,
      "invalid_argument",
      "MALFORMED_GZIP",
    );
  };
}

suite["Compression/connect/proto/q-zero"] = async () => {
  const outcome = await call(
    formats["connect/proto"],
    getManifest,
    { name: election },
    { fields: [["accept-encoding", "gzip;q=0"]] },
  );
  field(outcome, "content-encoding", undefined);
};
suite["Compression/connect/proto/small-response"] = async () => {
  const outcome = await call(
    formats["connect/proto"],
    Ledger.method.getInclusionProof,
    { process: election, index: 0n },
    { fields: [["accept-encoding", "gzip"]] },
  );
  ended(outcome, formats["connect/proto"], "ok");
  field(outcome, "content-encoding", undefined);
};
suite["Compression/connect/json/error-can-be-read"] = async () =>
  ended(
    await call(formats["connect/json"], getProcess, { name: "processes/none" }, { fields: [["accept-encoding", "gzip"]] }),
    formats["connect/json"],
    "not_found",
  );
suite["Compression/grpc-web/message-not-packed"] = async () =>
  ended(
    await call(formats["grpc-web/proto"], getManifest, { name: election }, { fields: [["grpc-encoding", "gzip"]] }),
    formats["grpc-web/proto"],
    "ok",
  );

export default suite;
