// Calls that end well, of each kind in each format.
import assert from "node:assert/strict";
import { Eligibility } from "../gen/urna/v1/eligibility_service_pb.js";
import { Ledger } from "../gen/urna/v1/ledger_service_pb.js";
import { ended, field } from "../support/expect.mjs";
import { call, formats } from "../support/protocols.mjs";
import { election, electorate, rollBytes } from "../support/world.mjs";

const { getCheckpoint } = Ledger.method;
const { readRoll } = Eligibility.method;
const suite = {};

for (const [name, format] of Object.entries(formats)) {
  if (!name.startsWith("connect-stream")) {
    suite[`Basic/${name}/unary/success`] = async () => {
      const outcome = await call(format, getCheckpoint, { process: election });
      ended(outcome, format, "ok");
      field(outcome, "content-type", format.type);
      assert.equal(outcome.messages.length, 1);
      assert.match(Buffer.from(outcome.messages[0].checkpoint).toString(), /^localhost\/|^[^\n]+\n\d+\n/);
    };
  }
  if (format.framed) {
    suite[`Basic/${name}/server-stream/success`] = async () => {
      const outcome = await call(format, readRoll, { electorate });
      ended(outcome, format, "ok");
      field(outcome, "content-type", format.type);
      assert.ok(outcome.messages.length >= 1);
      assert.equal(Buffer.concat(outcome.messages.map(({ data }) => data)).length, rollBytes);
    };
    suite[`Basic/${name}/server-stream/error-without-messages`] = async () => {
      const outcome = await call(format, readRoll, { electorate: `${election}/electorates/none` });
      ended(outcome, format, "not_found", "RESOURCE_NOT_FOUND");
      assert.equal(outcome.messages.length, 0);
    };
  }
}

export default suite;
