import assert from "node:assert/strict";
import { test } from "node:test";
import { messageOfText, statusOf } from "../../src/api/may_call.ts";

function frame(flags: number, content: Uint8Array): Uint8Array {
  const out = new Uint8Array(5 + content.length);
  out[0] = flags;
  new DataView(out.buffer).setUint32(1, content.length);
  out.set(content, 5);
  return out;
}
const text = (of: string) => new TextEncoder().encode(of);

test("the status of an answer is that of its trailers, whatever message comes before", () => {
  const end = frame(0x80, text("grpc-status: 7\r\ngrpc-message: no\r\n"));
  assert.equal(statusOf(end), 7);
  assert.equal(statusOf(Uint8Array.of(...frame(0, text("grpc-status: 0\r\n")), ...end)), 7);
  assert.equal(statusOf(Uint8Array.of(...frame(0, new Uint8Array(300)), ...frame(0x80, text("grpc-message: a\r\ngrpc-status:0\r\n")))), 0);
});

test("what is cut off, or has no trailers, says nothing", () => {
  const whole = Uint8Array.of(...frame(0, text("abc")), ...frame(0x80, text("grpc-status: 0\r\n")));
  for (let length = 0; length < whole.length; ++length) assert.equal(statusOf(whole.subarray(0, length)), undefined);
  assert.equal(statusOf(frame(0, text("grpc-status: 0"))), undefined);
  assert.equal(statusOf(frame(0x80, text("other: 0"))), undefined);
});

test("a message of one text is as Protocol Buffers write it", () => {
  assert.deepEqual(messageOfText("processes/é"), Uint8Array.of(0x0a, 12, ...text("processes/é")));
  assert.throws(() => messageOfText("x".repeat(128)));
});
