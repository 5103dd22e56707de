// Protocol Buffers in JSON, as their own specification has it.
import assert from "node:assert/strict";
import { Administration } from "../gen/urna/v1/administration_service_pb.js";
import { Eligibility } from "../gen/urna/v1/eligibility_service_pb.js";
import { Ledger } from "../gen/urna/v1/ledger_service_pb.js";
import { Ballots } from "../gen/urna/v1/ballots_service_pb.js";
import { Processes } from "../gen/urna/v1/processes_service_pb.js";
import { ended } from "../support/expect.mjs";
import { call, formats } from "../support/protocols.mjs";
import { election, token } from "../support/world.mjs";

const format = formats["connect/json"];
const { createAccessToken } = Administration.method;
const { listEntries, getInclusionProof } = Ledger.method;
const ask = (method, body, how = {}) => call(format, method, {}, { ...how, body });
const well = (method, body) => async () => ended(await ask(method, body), format, "ok");
const refused = (method, body, reason) => async () => ended(await ask(method, body), format, "invalid_argument", reason);
const raw = async (method, body) => JSON.parse((await ask(method, body)).body.toString());

export default {
  "JSON/64-bit-number-as-string": well(getInclusionProof, `{"process":"${election}","index":"1"}`),
  "JSON/64-bit-number-as-number": well(getInclusionProof, `{"process":"${election}","index":1}`),
  "JSON/64-bit-number-in-the-answer-is-a-string": async () => {
    assert.match((await raw(listEntries, `{"process":"${election}"}`)).size, /^\d+$/);
  },
  "JSON/64-bit-number/largest": async () => {
    const outcome = await ask(getInclusionProof, `{"process":"${election}","index":"18446744073709551615"}`);
    assert.notEqual(outcome.code, "internal");
    assert.notEqual(outcome.code, "ok");
  },
  "JSON/64-bit-number/too-large": refused(getInclusionProof, `{"process":"${election}","index":"18446744073709551616"}`),
  "JSON/64-bit-number/negative": refused(getInclusionProof, `{"process":"${election}","index":"-1"}`),
  "JSON/64-bit-number/fraction": refused(getInclusionProof, `{"process":"${election}","index":1.5}`),
  "JSON/32-bit-number/too-large": refused(listEntries, `{"process":"${election}","pageSize":2147483648}`),
  "JSON/names/as-in-the-proto-file": well(listEntries, `{"process":"${election}","page_size":1}`),
  "JSON/names/lower-camel-case": well(listEntries, `{"process":"${election}","pageSize":1}`),
  "JSON/names/answer-in-lower-camel-case": async () => {
    assert.ok("keyRecord" in (await raw(Processes.method.getManifest, `{"name":"${election}"}`)));
  },
  "JSON/bytes/base64": async () => {
    const [first] = (await raw(listEntries, `{"process":"${election}","pageSize":1}`)).entries;
    assert.equal(Buffer.from(first, "base64").toString("base64"), first);
  },
  "JSON/bytes/any-alphabet": async () => {
    const url = await ask(
      Ballots.method.proveRefusal,
      `{"process":"${election}","votingKey":"${Buffer.alloc(32, 0xfb).toString("base64url")}","sequence":1}`,
    );
    const plain = await ask(
      Ballots.method.proveRefusal,
      `{"process":"${election}","votingKey":"${Buffer.alloc(32, 0xfb).toString("base64")}","sequence":1}`,
    );
    assert.deepEqual([url.code, url.reason], [plain.code, plain.reason]);
    assert.notEqual(url.reason, "MALFORMED_REQUEST");
  },
  "JSON/enum/by-number-and-name": async () => {
    for (const role of ["2", '"STAFF_ROLE_AGENT"']) {
      const outcome = await call(
        format,
        createAccessToken,
        {},
        { token, body: `{"accessToken":{"displayName":"json","grants":[{"role":${role},"process":"processes/none"}]}}` },
      );
      ended(outcome, format, "ok");
    }
  },
  "JSON/enum/unknown": async () =>
    ended(
      await call(
        format,
        createAccessToken,
        {},
        { token, body: `{"accessToken":{"displayName":"json","grants":[{"role":"NO_SUCH_ROLE"}]}}` },
      ),
      format,
      "invalid_argument",
    ),
  "JSON/null-is-left-out": well(listEntries, `{"process":"${election}","pageSize":null}`),
  "JSON/white-space": well(listEntries, ` \n\t{ "process" : "${election}" } \n`),
  "JSON/unknown-field": async () => {
    const outcome = await ask(listEntries, `{"process":"${election}","noSuchField":1}`);
    ended(outcome, format, "invalid_argument");
    assert.match(outcome.message, /noSuchField/);
  },
  "JSON/wrong-type": refused(listEntries, `{"process":7}`),
  "JSON/not-an-object": refused(listEntries, "[]"),
  "JSON/empty-body": refused(listEntries, ""),
  "JSON/cut-short": refused(listEntries, `{"process":"${election}"`),
  "JSON/text-after-it": refused(listEntries, `{"process":"${election}"}{}`),
  "JSON/not-utf-8": refused(listEntries, Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])),
  "JSON/very-deep": refused(listEntries, `${'{"a":'.repeat(100000)}1${"}".repeat(100000)}`),
  "JSON/timestamp": async () => {
    const outcome = await call(
      format,
      Processes.method.createProcess,
      {},
      {
        token,
        body: '{"processId":"json-time","process":{"title":[{"language":"en","text":"T"}],"currency":"EUR","closingTime":"2031-05-06T07:08:09Z"}}',
      },
    );
    ended(outcome, format, "ok");
    assert.equal(JSON.parse(outcome.body.toString()).closingTime, "2031-05-06T07:08:09Z");
  },
  "Proto/empty-body-is-an-empty-message": async () =>
    ended(await call(formats["connect/proto"], Processes.method.listProcesses, {}, { body: "" }), formats["connect/proto"], "ok"),
  "Proto/malformed": async () =>
    ended(
      await call(formats["connect/proto"], Processes.method.listProcesses, {}, { body: Buffer.from([0x0a, 0x05, 1]) }),
      formats["connect/proto"],
      "invalid_argument",
    ),
  "Proto/unknown-field-is-ignored": async () =>
    ended(
      await call(formats["connect/proto"], Processes.method.listProcesses, {}, { body: Buffer.from([0xf8, 0x7f, 1]) }),
      formats["connect/proto"],
      "ok",
    ),
  "Proto/text-not-utf-8": async () =>
    ended(
      await call(formats["connect/proto"], Processes.method.getProcess, {}, { body: Buffer.from([0x0a, 1, 0xff]) }),
      formats["connect/proto"],
      "invalid_argument",
    ),
  "Proto/stream-of-an-upload/no-header": async () =>
    ended(
      await call(formats["connect-stream/proto"], Eligibility.method.importPart, { data: new Uint8Array(4) }),
      formats["connect-stream/proto"],
      "invalid_argument",
    ),
};
