// What an answer must say, in one line.
import assert from "node:assert/strict";

// Connect's table of codes and HTTP statuses.
export const statusOf = {
  ok: 200,
  canceled: 499,
  unknown: 500,
  invalid_argument: 400,
  deadline_exceeded: 504,
  not_found: 404,
  already_exists: 409,
  permission_denied: 403,
  resource_exhausted: 429,
  failed_precondition: 400,
  aborted: 409,
  out_of_range: 400,
  unimplemented: 501,
  internal: 500,
  unavailable: 503,
  data_loss: 500,
  unauthenticated: 401,
};

// That the call ended with the code, and that the HTTP status is the protocol's for it.
export function ended(outcome, format, code, reason) {
  assert.equal(outcome.code, code, outcome.message);
  assert.equal(outcome.status, format.framed ? 200 : statusOf[code]);
  if (code !== "ok") {
    assert.ok(outcome.message.length > 0, "an error has words");
    assert.ok(outcome.reason, "an error has a reason");
  }
  if (reason) assert.equal(outcome.reason, reason);
}

// A field that is there once, or not at all where `value` is undefined.
export function field(outcome, name, value) {
  assert.deepEqual(outcome.fields[name], value === undefined ? undefined : [value], name);
}
