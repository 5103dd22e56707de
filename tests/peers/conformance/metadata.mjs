// Fields of the head, and what ends an answer.
import assert from "node:assert/strict";
import { Administration } from "../gen/urna/v1/administration_service_pb.js";
import { Eligibility } from "../gen/urna/v1/eligibility_service_pb.js";
import { Ledger } from "../gen/urna/v1/ledger_service_pb.js";
import { Processes } from "../gen/urna/v1/processes_service_pb.js";
import { ended, field } from "../support/expect.mjs";
import { call, formats } from "../support/protocols.mjs";
import { election, electorate, token } from "../support/world.mjs";

const { listAccessTokens } = Administration.method;
const { getCheckpoint } = Ledger.method;
const suite = {};

for (const [name, format] of Object.entries(formats)) {
  if (name.startsWith("connect-stream")) continue;
  suite[`Metadata/${name}/authorization`] = async () => ended(await call(format, listAccessTokens, {}, { token }), format, "ok");
  suite[`Metadata/${name}/name-in-capitals`] = async () =>
    ended(await call(format, listAccessTokens, {}, { fields: [["AUTHORIZATION", `Bearer ${token}`]] }), format, "ok");
  suite[`Duplicate Metadata/${name}/authorization`] = async () =>
    ended(
      await call(format, listAccessTokens, {}, { token, fields: [["authorization", "Bearer another"]] }),
      format,
      "unauthenticated",
    );
  suite[`Duplicate Metadata/${name}/accept-encoding`] = async () => {
    const outcome = await call(
      format,
      Processes.method.getManifest,
      { name: election },
      {
        fields: [
          [format.accept, "br"],
          [format.accept, "gzip"],
        ],
      },
    );
    ended(outcome, format, "ok");
    field(outcome, format.encoding, "gzip");
  };
  suite[`Duplicate Metadata/${name}/unknown-fields`] = async () =>
    ended(
      await call(
        format,
        getCheckpoint,
        { process: election },
        {
          fields: [
            ["x-odd", "a"],
            ["x-odd", "b"],
            ["x-odd-bin", "****"],
          ],
        },
      ),
      format,
      "ok",
    );
  suite[`Duplicate Metadata/${name}/one-content-type`] = async () =>
    field(await call(format, getCheckpoint, { process: election }), "content-type", format.type);
}

for (const name of ["grpc-web/proto", "grpc-web-text/proto"]) {
  const format = formats[name];
  suite[`gRPC-Web Trailers/${name}/in-body`] = async () => {
    const outcome = await call(format, getCheckpoint, { process: election });
    assert.equal(outcome.trailers["grpc-status"], "0");
    field(outcome, "grpc-status", undefined);
    field(outcome, "trailer", undefined);
  };
  suite[`gRPC-Web Trailers/${name}/lower-case`] = async () => {
    const { trailers } = await call(format, Processes.method.getProcess, { name: "processes/none" });
    for (const key of Object.keys(trailers)) assert.equal(key, key.toLowerCase());
  };
  suite[`gRPC-Web Trailers/${name}/server-stream/error`] = async () => {
    const outcome = await call(format, Eligibility.method.readRoll, { electorate: "none" });
    ended(outcome, format, "invalid_argument", "INVALID_FIELD");
    assert.equal(outcome.messages.length, 0);
  };
}
for (const name of ["connect-stream/proto", "connect-stream/json"]) {
  const format = formats[name];
  suite[`Connect End-Stream/${name}/success-has-no-error`] = async () => {
    const outcome = await call(format, Eligibility.method.readRoll, { electorate });
    assert.ok(!("error" in outcome.end));
  };
  suite[`Connect End-Stream/${name}/error`] = async () => {
    const outcome = await call(format, Eligibility.method.readRoll, { electorate: "none" });
    assert.equal(outcome.end.error.code, "invalid_argument");
    assert.ok(
      outcome.end.error.details.every(({ value }) => !value.endsWith("=")),
      "Base64 of details is not padded",
    );
  };
  suite[`Connect End-Stream/${name}/needs-a-token`] = async () => {
    const outcome = await call(format, Eligibility.method.importPart, {
      header: { electorate: "processes/none/electorates/e", registrar: "processes/none/registrars/r", size: 152n },
    });
    ended(outcome, format, outcome.code, undefined);
    assert.notEqual(outcome.code, "ok");
  };
}

export default suite;
