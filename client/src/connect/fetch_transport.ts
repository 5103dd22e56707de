import type { Transport } from "@connectrpc/connect";
import { createTransport } from "@connectrpc/connect/protocol-connect";
import type { UniversalClientFn } from "@connectrpc/connect/protocol";

/** HTTP as Connect's protocol needs it, by the platform's fetch: every browser, worker and Node has one. */
function byFetch(fetcher: typeof fetch): UniversalClientFn {
  return async ({ url, method, header, body, signal }) => {
    const response = await fetcher(url, {
      method, headers: header, credentials: "omit", redirect: "error", cache: "no-store", referrerPolicy: "no-referrer", signal: signal ?? null,
      body: body === undefined ? null : await collect(body),
    });
    const headers = new Headers(response.headers);
    // What was packed is unpacked already, and the head still says how, and how long it was.
    for (const name of ["content-encoding", "content-length"]) headers.delete(name);
    return { status: response.status, header: headers, body: chunks(response.body), trailer: new Headers() };
  };
}

/** One message, since nothing that a voter calls streams out; browsers do not stream requests. */
async function collect(body: AsyncIterable<Uint8Array>): Promise<Blob> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for await (const part of body) parts.push(part.slice());
  return new Blob(parts);
}

async function* chunks(body: ReadableStream<Uint8Array> | null): AsyncGenerator<Uint8Array> {
  if (body === null) return;
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

/** What the largest message of the API may take: a configuration, with room. */
const mostBytes = 80 * 1024 * 1024;

/** A Connect transport for `baseUrl`, such as `https://vote.example.org`. */
export function fetchTransport(baseUrl: string, fetcher: typeof fetch = globalThis.fetch.bind(globalThis)): Transport {
  return createTransport({
    baseUrl,
    httpClient: byFetch(fetcher),
    useBinaryFormat: true,
    interceptors: [],
    acceptCompression: [],
    sendCompression: null,
    compressMinBytes: mostBytes,
    readMaxBytes: mostBytes,
    writeMaxBytes: 1024 * 1024,
  });
}
