// The largest message: 4 MiB, unpacked.
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { Processes } from "../gen/urna/v1/processes_service_pb.js";
import { ended } from "../support/expect.mjs";
import { say } from "../support/http.mjs";
import { call, encode, envelope, formats } from "../support/protocols.mjs";
import { http } from "../support/world.mjs";

const { getProcess } = Processes.method;
const most = 4 << 20;
// A message of so many bytes, which names no process.
const ofSize = (format, size) => {
  const name = "x".repeat(size - 64);
  const rest = size - encode(format, getProcess.input, { name }).length;
  return { name: name + "x".repeat(rest) };
};
// 256 MiB in a quarter of one.
const bomb = gzipSync(Buffer.alloc(256 << 20));
const suite = {};

for (const [name, format] of Object.entries(formats)) {
  if (name.startsWith("connect-stream")) continue;
  suite[`Server Message Size/${name}/at-limit`] = async () => {
    const message = ofSize(format, most);
    assert.equal(encode(format, getProcess.input, message).length, most);
    ended(await call(format, getProcess, message), format, "invalid_argument");
  };
  suite[`Server Message Size/${name}/over-limit`] = async () =>
    ended(await call(format, getProcess, ofSize(format, most + 1)), format, "resource_exhausted", "MESSAGE_TOO_LARGE");
  suite[`Server Message Size/${name}/over-limit-unpacked`] = async () =>
    ended(
      await call(format, getProcess, ofSize(format, most + 1), { gzip: true }),
      format,
      "resource_exhausted",
      "MESSAGE_TOO_LARGE",
    );
  suite[`Server Message Size/${name}/bomb`] = async () => {
    const how = { fields: [[format.encoding, "gzip"]] };
    ended(
      await call(
        format,
        getProcess,
        {},
        format.text
          ? { ...how, body: envelope(bomb, 1).toString("base64") }
          : format.framed
            ? { ...how, frames: [envelope(bomb, 1)] }
            : { ...how, body: bomb },
      ),
      format,
      "resource_exhausted",
      "MESSAGE_TOO_LARGE",
    );
  };
}

suite["Server Message Size/connect/announced"] = async () => {
  // Refused by what the head says: nothing of the body need be sent.
  const { host } = new URL(http);
  const answer = await say(
    `POST /urna.v1.Processes/GetProcess HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\n` +
      `content-length: ${most + 1}\r\nexpect: 100-continue\r\n\r\n`,
  );
  assert.match(answer.toString(), /^HTTP\/1\.1 429 /);
  assert.match(answer.toString(), /"resource_exhausted"/);
};
suite["Server Message Size/grpc-web/announced"] = async () =>
  ended(
    await call(formats["grpc-web/proto"], getProcess, {}, { frames: [envelope(Buffer.alloc(0), 0, 0xffffffff)] }),
    formats["grpc-web/proto"],
    "resource_exhausted",
  );

export default suite;
