// Connect's GET, for what has no side effects.
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { Ledger } from "../gen/urna/v1/ledger_service_pb.js";
import { Processes } from "../gen/urna/v1/processes_service_pb.js";
import { ended, field } from "../support/expect.mjs";
import { ask } from "../support/http.mjs";
import { encode, formats, get, pathOf } from "../support/protocols.mjs";
import { election } from "../support/world.mjs";

const { getCheckpoint } = Ledger.method;
const [json, proto] = [formats["connect/json"], formats["connect/proto"]];
const message = (format) => encode(format, getCheckpoint.input, { process: election });
const text = encodeURIComponent(message(json));
const base64 = message(proto).toString("base64url");
const well = (format, query, fields) => async () => {
  const outcome = await get(format, getCheckpoint, query, fields);
  ended(outcome, format, "ok");
  field(outcome, "content-type", format.type);
};
const refused = (code, query) => async () => ended(await get(json, getCheckpoint, query), json, code);

export default {
  "Connect with GET/json": well(json, `connect=v1&encoding=json&message=${text}`),
  "Connect with GET/json/base64": well(json, `connect=v1&encoding=json&base64=1&message=${message(json).toString("base64url")}`),
  "Connect with GET/proto/base64": well(proto, `connect=v1&encoding=proto&base64=1&message=${base64}`),
  "Connect with GET/proto/base64-padded": well(
    proto,
    `connect=v1&encoding=proto&base64=1&message=${base64.padEnd(Math.ceil(base64.length / 4) * 4, "=").replaceAll("=", "%3D")}`,
  ),
  "Connect with GET/proto/percent-encoded": well(
    proto,
    `connect=v1&encoding=proto&message=${[...message(proto)].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("")}`,
  ),
  "Connect with GET/any-order": well(json, `message=${text}&encoding=json&connect=v1`),
  "Connect with GET/no-version": well(json, `encoding=json&message=${text}`),
  "Connect with GET/identity": well(json, `connect=v1&encoding=json&compression=identity&message=${text}`),
  "Connect with GET/gzip": well(
    proto,
    `connect=v1&encoding=proto&base64=1&compression=gzip&message=${gzipSync(message(proto)).toString("base64url")}`,
  ),
  "Connect with GET/timeout": well(json, `connect=v1&encoding=json&message=${text}`, [["connect-timeout-ms", "30000"]]),
  "Connect with GET/timeout-over": async () =>
    ended(
      await get(json, getCheckpoint, `encoding=json&message=${text}`, [["connect-timeout-ms", "0"]]),
      json,
      "deadline_exceeded",
    ),
  "Connect with GET/not-found": async () =>
    ended(
      await get(json, Processes.method.getProcess, `encoding=json&message=${encodeURIComponent('{"name":"processes/none"}')}`),
      json,
      "not_found",
    ),
  "Connect with GET/unknown-encoding": refused("invalid_argument", `connect=v1&encoding=xml&message=${text}`),
  "Connect with GET/unknown-version": refused("invalid_argument", `connect=v2&encoding=json&message=${text}`),
  "Connect with GET/unknown-compression": refused("unimplemented", `connect=v1&encoding=json&compression=zstd&message=${text}`),
  "Connect with GET/no-message": refused("invalid_argument", "connect=v1&encoding=json"),
  "Connect with GET/no-encoding": refused("invalid_argument", `connect=v1&message=${text}`),
  "Connect with GET/malformed-base64": refused("invalid_argument", "connect=v1&encoding=proto&base64=1&message=***"),
  "Connect with GET/malformed-escape": refused("invalid_argument", "connect=v1&encoding=json&message=%7"),
  "Connect with GET/malformed-json": refused("invalid_argument", "connect=v1&encoding=json&message=%7B"),
  "Connect with GET/with-side-effects": async () => {
    const answer = await ask({
      method: "GET",
      path: `${pathOf(Processes.method.createProcess)}?connect=v1&encoding=json&message=%7B%7D`,
    });
    assert.equal(answer.status, 405);
    assert.ok(answer.fields.allow[0].split(", ").includes("POST"));
    assert.ok(!answer.fields.allow[0].split(", ").includes("GET"));
  },
};
