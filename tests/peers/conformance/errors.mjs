// Each code that a caller can bring about, with its HTTP status and its details, in each format of unary calls.
import assert from "node:assert/strict";
import { Administration } from "../gen/urna/v1/administration_service_pb.js";
import { Ballots } from "../gen/urna/v1/ballots_service_pb.js";
import { Ledger } from "../gen/urna/v1/ledger_service_pb.js";
import { Processes } from "../gen/urna/v1/processes_service_pb.js";
import { Tallies } from "../gen/urna/v1/tallies_service_pb.js";
import { ended } from "../support/expect.mjs";
import { call, formats } from "../support/protocols.mjs";
import { ballot, election, token } from "../support/world.mjs";

const { createProcess, getProcess, updateProcess } = Processes.method;
const draft = (id) => ({
  processId: id,
  process: { title: [{ language: "en", text: "A draft" }], currency: "EUR" },
});

// Each brings its code about; the text makes names that no other format uses.
const errors = {
  invalid_argument: ["INVALID_FIELD", (format) => call(format, getProcess, { name: "no name" })],
  not_found: ["RESOURCE_NOT_FOUND", (format) => call(format, getProcess, { name: "processes/none" })],
  unauthenticated: ["TOKEN_MISSING", (format) => call(format, createProcess, draft("nobodys"))],
  permission_denied: [
    "ROLE_MISSING",
    async (format, text) => {
      const accessToken = { displayName: text, grants: [{ role: 2, process: "processes/none" }] };
      const { messages } = await call(
        formats["connect/json"],
        Administration.method.createAccessToken,
        { accessToken },
        { token },
      );
      return call(format, createProcess, draft(text), { token: messages[0].secret });
    },
  ],
  already_exists: [
    "RESOURCE_EXISTS",
    async (format, text) => {
      await call(format, createProcess, draft(text), { token });
      return call(format, createProcess, draft(text), { token });
    },
  ],
  aborted: [
    "ETAG_MISMATCH",
    async (format, text) => {
      await call(format, createProcess, draft(text), { token });
      const process = { name: `processes/${text}`, etag: "another", currency: "CHF" };
      return call(format, updateProcess, { process, updateMask: { paths: ["currency"] } }, { token });
    },
  ],
  failed_precondition: [
    undefined,
    (format) => call(format, Tallies.method.getTally, { contest: `${election}/contests/contest-0` }),
  ],
  out_of_range: [undefined, (format) => call(format, Ledger.method.getInclusionProof, { process: election, index: 1n << 40n })],
  resource_exhausted: ["MESSAGE_TOO_LARGE", (format) => call(format, getProcess, { name: "x".repeat(5 << 20) })],
  deadline_exceeded: [undefined, (format) => call(format, getProcess, { name: election }, { timeout: format.web ? "0n" : "0" })],
  unimplemented: [
    "ENCODING_UNKNOWN",
    (format) => call(format, getProcess, { name: election }, { fields: [[format.encoding, "zstd"]] }),
  ],
};

const suite = {};
for (const name of ["connect/proto", "connect/json", "grpc-web/proto", "grpc-web-text/proto"]) {
  for (const [code, [reason, bring]] of Object.entries(errors)) {
    suite[`Errors/${name}/unary/${code}`] = async () => {
      const outcome = await bring(formats[name], `${name}-${code}`.replaceAll(/[/_]/g, "-"));
      ended(outcome, formats[name], code, reason);
      assert.equal(outcome.messages.length, 0);
    };
  }
}

suite["Errors/the same details in each format"] = async () => {
  const found = [];
  for (const name of ["connect/proto", "connect/json", "grpc-web/proto", "grpc-web-text/proto"]) {
    const { code, message, details } = await call(formats[name], Ballots.method.castBallot, {
      process: election,
      ballot: ballot(63).fill(0, 200),
    });
    found.push({ code, message, details });
  }
  for (const other of found) assert.deepEqual(other, found[0]);
};

suite["Errors/words are any text"] = async () => {
  // Trailers are ASCII: what is not stands there percent-encoded.
  const odd = { name: "processes/é%20\n" };
  const web = await call(formats["grpc-web/proto"], getProcess, odd);
  const connect = await call(formats["connect/json"], getProcess, odd);
  assert.equal(web.message, connect.message);
  assert.match(web.trailers["grpc-message"], /^[ -~]*$/);
};

export default suite;
