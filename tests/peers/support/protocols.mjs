// Connect and gRPC-Web as their specifications write them, and nothing of a client library: what is sent can be wrong
// in any place, and every byte of what comes back is seen.
import { gunzipSync, gzipSync } from "node:zlib";
import { create, fromBinary, fromJson, toBinary, toJson } from "@bufbuild/protobuf";
import { StatusSchema } from "../gen/google/rpc/status_pb.js";
import { ErrorInfoSchema } from "../gen/google/rpc/error_details_pb.js";
import { ask } from "./http.mjs";

// The codes in the order of their numbers, as Connect spells them.
export const codes = [
  "ok",
  "canceled",
  "unknown",
  "invalid_argument",
  "deadline_exceeded",
  "not_found",
  "already_exists",
  "permission_denied",
  "resource_exhausted",
  "failed_precondition",
  "aborted",
  "out_of_range",
  "unimplemented",
  "internal",
  "unavailable",
  "data_loss",
  "unauthenticated",
];

const unary = { encoding: "content-encoding", accept: "accept-encoding", timeout: "connect-timeout-ms" };
const stream = {
  encoding: "connect-content-encoding",
  accept: "connect-accept-encoding",
  timeout: "connect-timeout-ms",
  framed: true,
};
const web = { encoding: "grpc-encoding", accept: "grpc-accept-encoding", timeout: "grpc-timeout", framed: true, web: true };
export const formats = {
  "connect/proto": { ...unary, type: "application/proto" },
  "connect/json": { ...unary, type: "application/json", json: true },
  "connect-stream/proto": { ...stream, type: "application/connect+proto" },
  "connect-stream/json": { ...stream, type: "application/connect+json", json: true },
  "grpc-web/proto": { ...web, type: "application/grpc-web+proto" },
  "grpc-web-text/proto": { ...web, type: "application/grpc-web-text+proto", text: true },
};

export function envelope(bytes, flags = 0, length = bytes.length) {
  const head = Buffer.alloc(5);
  head.writeUInt8(flags, 0);
  head.writeUInt32BE(length, 1);
  return Buffer.concat([head, bytes]);
}

export const pathOf = (method) => `/${method.parent.typeName}/${method.name}`;

export function encode(format, schema, message) {
  const made = create(schema, message);
  return Buffer.from(format.json ? JSON.stringify(toJson(schema, made)) : toBinary(schema, made));
}

const decode = (format, schema, bytes) =>
  format.json ? fromJson(schema, JSON.parse(bytes.toString())) : fromBinary(schema, bytes);

// The frames of a body; throws where it ends within one.
export function frames(body) {
  const found = [];
  for (let at = 0; at < body.length;) {
    if (body.length - at < 5) throw new Error("the body ends within the head of a frame");
    const [flags, length] = [body.readUInt8(at), body.readUInt32BE(at + 1)];
    if (body.length - at - 5 < length) throw new Error("the body ends within a frame");
    found.push({ flags, bytes: body.subarray(at + 5, at + 5 + length) });
    at += 5 + length;
  }
  return found;
}

// Text that may be padded wherever a piece of it ended.
const fromText = (body) =>
  Buffer.concat((body.toString("latin1").match(/[^=]+=*/g) ?? []).flatMap((one) => Buffer.from(one, "base64")));

export function trailersOf(bytes) {
  return Object.fromEntries(
    bytes
      .toString("latin1")
      .split("\r\n")
      .filter(Boolean)
      .map((line) => {
        const colon = line.indexOf(":");
        return [line.slice(0, colon), line.slice(colon + 1).trim()];
      }),
  );
}

const reasonOf = (details) =>
  details.filter(({ type }) => type === "google.rpc.ErrorInfo").map(({ value }) => fromBinary(ErrorInfoSchema, value).reason)[0];

const ofConnect = (error) => {
  const details = (error.details ?? []).map(({ type, value }) => ({ type, value: Buffer.from(value, "base64") }));
  return { code: error.code, message: error.message, details, reason: reasonOf(details) };
};

const ofGrpc = (trailers) => {
  const code = codes[Number(trailers["grpc-status"])];
  if (code === "ok") return { code };
  const { details } = fromBinary(StatusSchema, Buffer.from(trailers["grpc-status-details-bin"] ?? "", "base64"));
  const named = details.map(({ typeUrl, value }) => ({ type: typeUrl.split("/").pop(), value: Buffer.from(value) }));
  return { code, message: decodeURIComponent(trailers["grpc-message"] ?? ""), details: named, reason: reasonOf(named) };
};

// What an answer says: { status, fields, code, message, details, reason, messages, sizes }. `sizes` are those of the messages
// as they were sent.
export function outcomeOf(format, answer, method) {
  const told = { status: answer.status, fields: answer.fields, body: answer.body, messages: [], sizes: [] };
  const unpack = (bytes, isPacked) => (isPacked ? gunzipSync(bytes) : bytes);
  const add = (bytes, isPacked) => {
    told.sizes.push(bytes.length);
    told.messages.push(decode(format, method.output, unpack(bytes, isPacked)));
  };
  if (!format.framed || answer.status !== 200) {
    const isPacked = answer.fields["content-encoding"]?.[0] === "gzip";
    if (answer.status !== 200) return { ...told, ...ofConnect(JSON.parse(unpack(answer.body, isPacked).toString())) };
    add(answer.body, isPacked);
    return { ...told, code: "ok" };
  }
  const end = format.web ? 0x80 : 0x02;
  const all = frames(format.text ? fromText(answer.body) : answer.body);
  const last = all.pop();
  if (last === undefined || (last.flags & ~1) !== end) throw new Error("the answer has no end");
  for (const { flags, bytes } of all) {
    if ((flags & ~1) !== 0) throw new Error("a frame that is no message");
    add(bytes, flags === 1);
  }
  const text = unpack(last.bytes, (last.flags & 1) === 1);
  if (format.web) return { ...told, trailers: trailersOf(text), ...ofGrpc(trailersOf(text)) };
  const { error } = JSON.parse(text.toString());
  return { ...told, end: JSON.parse(text.toString()), ...(error ? ofConnect(error) : { code: "ok" }) };
}

// Calls a method. Of `how` everything may be left out:
//   fields    more fields of the head, as pairs
//   type      another content type
//   gzip      packs the message
//   token     sends it
//   timeout   as the protocol writes it
//   frames    the body's frames, instead of one with the message
//   body      the whole body, as it is
export async function call(format, method, message = {}, how = {}) {
  const fields = [["content-type", how.type ?? format.type]];
  if (how.token) fields.push(["authorization", `Bearer ${how.token}`]);
  if (how.timeout !== undefined) fields.push([format.timeout, how.timeout]);
  if (how.gzip) fields.push([format.encoding, "gzip"]);
  let body = how.body;
  if (body === undefined) {
    const plain = encode(format, method.input, message);
    const bytes = how.gzip ? gzipSync(plain) : plain;
    body = format.framed ? Buffer.concat(how.frames ?? [envelope(bytes, how.gzip ? 1 : 0)]) : bytes;
    if (format.text) body = Buffer.from(body.toString("base64"));
  }
  const answer = await ask({ path: how.path ?? pathOf(method), fields: [...fields, ...(how.fields ?? [])], body });
  return outcomeOf(format, answer, method);
}

// Connect's GET, with the query as it is given.
export async function get(format, method, query, fields = []) {
  const answer = await ask({ method: "GET", path: `${pathOf(method)}?${query}`, fields });
  return outcomeOf(format, answer, method);
}
