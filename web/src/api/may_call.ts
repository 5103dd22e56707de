import type { MethodName, ServiceName } from "./call.js";

const trailers = 0x80;

/**
 * Whether the server would answer a call for this token. Asked over gRPC-Web, which answers a refusal with HTTP 200 too (docs/api.md, "Errors"): a browser
 * tells of every other answer as a fault of the page, and to be without a right is none. `message` is the request as Protocol Buffers write it.
 */
export async function mayCall<S extends ServiceName>(service: S, method: MethodName<S>, message: Uint8Array, token: string): Promise<boolean> {
  const body = new Uint8Array(5 + message.length);
  new DataView(body.buffer).setUint32(1, message.length);
  body.set(message, 5);
  try {
    const answer = await fetch(`/urna.v1.${service}/${method.charAt(0).toUpperCase()}${method.slice(1)}`, {
      method: "POST", headers: { "content-type": "application/grpc-web+proto", authorization: `Bearer ${token}` },
      body, credentials: "omit", redirect: "error", cache: "no-store", signal: AbortSignal.timeout(30_000),
    });
    return answer.ok && statusOf(new Uint8Array(await answer.arrayBuffer())) === 0;
  } catch {
    // Nobody answered: whoever calls next hears of it.
    return false;
  }
}

/** The status at the end of an answer; undefined where it is cut off. */
export function statusOf(answer: Uint8Array): number | undefined {
  const view = new DataView(answer.buffer, answer.byteOffset, answer.byteLength);
  for (let at = 0; at + 5 <= answer.length;) {
    const end = at + 5 + view.getUint32(at + 1);
    if (end > answer.length) return undefined;
    if ((view.getUint8(at) & trailers) !== 0) {
      const found = /(?:^|\r\n)grpc-status:\s*(\d+)/i.exec(new TextDecoder().decode(answer.subarray(at + 5, end)));
      return found === null ? undefined : Number(found[1]);
    }
    at = end;
  }
  return undefined;
}

/** A message whose first field is this text. */
export function messageOfText(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length > 127) throw new Error("longer than names are");
  return Uint8Array.of(0x0a, bytes.length, ...bytes);
}
