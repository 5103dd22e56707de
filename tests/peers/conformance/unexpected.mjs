// Requests that no client of the protocols sends.
import assert from "node:assert/strict";
import { Eligibility } from "../gen/urna/v1/eligibility_service_pb.js";
import { Ledger } from "../gen/urna/v1/ledger_service_pb.js";
import { ended, field } from "../support/expect.mjs";
import { ask } from "../support/http.mjs";
import { call, encode, envelope, formats, pathOf } from "../support/protocols.mjs";
import { election, electorate } from "../support/world.mjs";

const { getCheckpoint } = Ledger.method;
const { importPart, readRoll } = Eligibility.method;
const path = pathOf(getCheckpoint);
const suite = {};

for (const verb of ["PUT", "DELETE", "PATCH", "HEAD"]) {
  suite[`Connect Unexpected Requests/unexpected-verb/${verb}`] = async () => {
    const answer = await ask({
      method: verb,
      path,
      fields: [["content-type", "application/json"]],
      body: verb === "HEAD" ? undefined : "{}",
    });
    assert.equal(answer.status, 405);
    assert.ok(answer.fields.allow[0].includes("POST"));
  };
}
for (const type of [
  "image/jpeg",
  "text/plain",
  "application/xml",
  "application/grpc",
  "application/grpc+proto",
  "application/grpc-web+json",
  "application/connect+proto",
  "application/connect+json",
  "application/json; charset=latin1",
  "application",
  "",
]) {
  suite[`Connect Unexpected Requests/unexpected-content-type/${type || "empty"}`] = async () => {
    const answer = await ask({ path, fields: [["content-type", type]], body: "{}" });
    assert.equal(answer.status, 415);
    assert.match(answer.fields["accept-post"][0], /application\/json.*application\/proto/);
  };
}
suite["Connect Unexpected Requests/no-content-type"] = async () => assert.equal((await ask({ path, body: "{}" })).status, 415);
suite["Connect Unexpected Requests/unary-type-for-a-stream"] = async () =>
  assert.equal((await ask({ path: pathOf(readRoll), fields: [["content-type", "application/json"]], body: "{}" })).status, 415);
for (const type of [
  "application/json;charset=utf-8",
  "application/json; charset=UTF-8",
  "Application/JSON",
  'application/json; charset="utf-8"',
]) {
  suite[`Connect Content Types/${type}`] = async () =>
    ended(await call(formats["connect/json"], getCheckpoint, { process: election }, { type }), formats["connect/json"], "ok");
}
for (const type of ["application/grpc-web", "application/grpc-web+proto", "APPLICATION/grpc-web+PROTO"]) {
  suite[`gRPC-Web Proto Sub-Format Requests/${type}`] = async () =>
    ended(await call(formats["grpc-web/proto"], getCheckpoint, { process: election }, { type }), formats["grpc-web/proto"], "ok");
}
for (const version of ["2", "", "one"]) {
  suite[`Connect Unexpected Requests/protocol-version/${version || "empty"}`] = async () =>
    ended(
      await call(
        formats["connect/json"],
        getCheckpoint,
        { process: election },
        { fields: [["connect-protocol-version", version]] },
      ),
      formats["connect/json"],
      "invalid_argument",
    );
}
suite["Connect Unexpected Requests/protocol-version/1"] = async () =>
  ended(
    await call(formats["connect/json"], getCheckpoint, { process: election }, { fields: [["connect-protocol-version", "1"]] }),
    formats["connect/json"],
    "ok",
  );

for (const [protocol, type] of [
  ["Connect", "connect/json"],
  ["gRPC-Web", "grpc-web/proto"],
]) {
  for (const uri of [
    "/",
    "/urna.v1.Ledger",
    "/urna.v1.Ledger/",
    "/urna.v1.Ledger/Nothing",
    "/urna.v1.ledger/GetCheckpoint",
    "/urna.v1.Ledger/GetCheckpoint/",
    "//urna.v1.Ledger/GetCheckpoint",
    "/urna.v1.Ledger%2FGetCheckpoint",
  ]) {
    suite[`${protocol} Unexpected Requests/unexpected-uri${uri}`] = async () => {
      const answer = await ask({ path: uri, fields: [["content-type", formats[type].type]], body: "{}" });
      assert.equal(answer.status, 404);
      assert.equal(JSON.parse(answer.body.toString()).code, "unimplemented");
    };
  }
}

const one = (format, method, message) => envelope(encode(format, method.input, message));
for (const [name, method, message] of [
  ["grpc-web/proto", getCheckpoint, { process: election }],
  ["grpc-web-text/proto", getCheckpoint, { process: election }],
  ["grpc-web/proto", readRoll, { electorate }],
  ["connect-stream/proto", readRoll, { electorate }],
  ["connect-stream/json", readRoll, { electorate }],
]) {
  const format = formats[name];
  const kind = method === readRoll ? "server-stream" : "unary";
  const bytes = encode(format, method.input, message);
  // gRPC's specification calls a number of messages that the method does not have unimplemented.
  suite[`Unexpected Requests/${name}/${kind}/no-request`] = async () =>
    ended(await call(format, method, {}, { frames: [] }), format, "unimplemented");
  suite[`Unexpected Requests/${name}/${kind}/multiple-requests`] = async () =>
    ended(
      await call(format, method, {}, { frames: [one(format, method, message), one(format, method, message)] }),
      format,
      "unimplemented",
    );
  // A message that is packed in no encoding. Connect's suite expects internal; here that is a fault of the server's
  // own, which its operator is told of, and no stranger may raise that alarm.
  suite[`Unexpected Requests/${name}/${kind}/unexpected-compressed-message`] = async () =>
    ended(
      await call(format, method, {}, { frames: [envelope(bytes, 1)], fields: [[format.encoding, "identity"]] }),
      format,
      "invalid_argument",
      "MALFORMED_ENVELOPE",
    );
  suite[`Malformed Envelopes/${name}/${kind}/head-cut-short`] = async () =>
    ended(await call(format, method, {}, { frames: [Buffer.from([0, 0, 0])] }), format, "invalid_argument", "MALFORMED_ENVELOPE");
  suite[`Malformed Envelopes/${name}/${kind}/message-cut-short`] = async () =>
    ended(
      await call(format, method, {}, { frames: [envelope(bytes, 0, bytes.length + 1)] }),
      format,
      "invalid_argument",
      "MALFORMED_ENVELOPE",
    );
  suite[`Malformed Envelopes/${name}/${kind}/bytes-after-it`] = async () =>
    ended(
      await call(format, method, {}, { frames: [envelope(bytes), Buffer.from([0])] }),
      format,
      "invalid_argument",
      "MALFORMED_ENVELOPE",
    );
  for (const flags of [0x02, 0x04, 0x40, 0x80]) {
    suite[`Malformed Envelopes/${name}/${kind}/flags-${flags}`] = async () =>
      ended(
        await call(format, method, {}, { frames: [envelope(bytes, flags)] }),
        format,
        "invalid_argument",
        "MALFORMED_ENVELOPE",
      );
  }
}
suite["Malformed Envelopes/grpc-web-text/proto/no-base64"] = async () =>
  ended(
    await call(formats["grpc-web-text/proto"], getCheckpoint, {}, { body: "****" }),
    formats["grpc-web-text/proto"],
    "invalid_argument",
  );
suite["Malformed Envelopes/connect-stream/json/client-stream/second-cut-short"] = async () =>
  ended(
    await call(formats["connect-stream/json"], importPart, {}, { frames: [envelope(Buffer.from("{}")), Buffer.from([0, 0])] }),
    formats["connect-stream/json"],
    "invalid_argument",
  );
suite["Unexpected Requests/connect-stream/content-encoding"] = async () => {
  const outcome = await call(
    formats["connect-stream/proto"],
    readRoll,
    { electorate },
    { fields: [["content-encoding", "gzip"]] },
  );
  ended(outcome, formats["connect-stream/proto"], "unimplemented");
  field(outcome, "content-encoding", undefined);
};

export default suite;
