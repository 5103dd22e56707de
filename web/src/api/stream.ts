import type { CallOptions } from "./call.js";
import { ApiError } from "./error.js";

type Access = Pick<CallOptions, "token" | "isLoggedIn">;

const endFlag = 2;
const headBytes = 5;

/** What stands before each message of a stream: its flags, and how long it is (docs/api.md, "Attachments"). */
export function headOf(size: number): Uint8Array<ArrayBuffer> {
  const head = new Uint8Array(headBytes);
  new DataView(head.buffer).setUint32(1, size);
  return head;
}

/** The messages of an answer. Throws the ApiError that its end tells of, and `unavailable` where the end is missing. */
export function messagesIn(bytes: Uint8Array): readonly Uint8Array[] {
  const messages: Uint8Array[] = [];
  for (let at = 0; at + headBytes <= bytes.length;) {
    const size = new DataView(bytes.buffer, bytes.byteOffset + at).getUint32(1);
    const message = bytes.subarray(at + headBytes, at + headBytes + size);
    if (message.length < size) break;
    if (((bytes[at] ?? 0) & endFlag) === 0) messages.push(message);
    else {
      const { error } = JSON.parse(new TextDecoder().decode(message)) as { readonly error?: unknown };
      if (error !== undefined) throw ApiError.read(200, JSON.stringify(error));
      return messages;
    }
    at += headBytes + size;
  }
  throw new ApiError("unavailable", "", "the answer is cut off");
}

/** Calls a method whose messages come or go one after the other, as Connect's JSON has them. Throws an ApiError. */
export async function callStream(method: string, messages: readonly object[], { token, isLoggedIn }: Access): Promise<readonly unknown[]> {
  const parts = messages.flatMap((message) => {
    const text = new TextEncoder().encode(JSON.stringify(message));
    return [headOf(text.length), text];
  });
  let answer: Response;
  let bytes: Uint8Array;
  try {
    answer = await fetch(`/urna.v1.${method}`, {
      method: "POST", headers: { "content-type": "application/connect+json", ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) }, body: new Blob(parts),
      credentials: isLoggedIn === true ? "same-origin" : "omit", redirect: "error", cache: "no-store", signal: AbortSignal.timeout(300_000),
    });
    bytes = new Uint8Array(await answer.arrayBuffer());
  } catch (problem) {
    throw new ApiError("unavailable", "", problem instanceof Error ? problem.message : "");
  }
  if (!answer.ok) throw ApiError.read(answer.status, new TextDecoder().decode(bytes));
  return messagesIn(bytes).map((message) => JSON.parse(new TextDecoder().decode(message)) as unknown);
}
