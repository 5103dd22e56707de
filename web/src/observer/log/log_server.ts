import { fromBase64 } from "@urna/protocol/base_text";
import { mostNoteBytes } from "@urna/protocol/notes";

/** Where a log is read. Nothing that it gives is believed, so that it may be anybody. */
export interface LogServer {
  /** The newest checkpoint, a signed note. */
  checkpoint(signal: AbortSignal): Promise<Uint8Array>;
  /** A tile by its path, such as `tile/entries/000.p/17`, of at most so many bytes; `isAnew` is for whoever doubts what lies in a cache. */
  tile(path: string, most: number, isAnew: boolean, signal: AbortSignal): Promise<Uint8Array>;
  /** That the log of `size` continues that of `oldSize`; undefined where this log has no such proofs. */
  consistency(oldSize: bigint, size: bigint, signal: AbortSignal): Promise<readonly Uint8Array[] | undefined>;
}

/** Where a log's proofs of consistency are asked for, and of which process: `processes/<process>`. */
export interface ProofAddress {
  readonly url: string;
  readonly process: string;
}

/** The files of a log below `base` on a server of Urna, or on any other that has a copy of them. */
export class HttpLogServer implements LogServer {
  readonly #base: string;
  readonly #rpc: ProofAddress | undefined;

  /** `base` is `https://<server>/log/<process>`. */
  constructor(base: string, rpc: ProofAddress | undefined) {
    this.#base = base;
    this.#rpc = rpc;
  }

  checkpoint(signal: AbortSignal): Promise<Uint8Array> {
    // The server says whether it is still the same; what lies in a cache would be of yesterday.
    return readFile(`${this.#base}/checkpoint`, mostNoteBytes, "no-cache", signal);
  }

  tile(path: string, most: number, isAnew: boolean, signal: AbortSignal): Promise<Uint8Array> {
    return readFile(`${this.#base}/${path}`, most, isAnew ? "reload" : "default", signal);
  }

  async consistency(oldSize: bigint, size: bigint, signal: AbortSignal): Promise<readonly Uint8Array[] | undefined> {
    if (this.#rpc === undefined) return undefined;
    const answer = await fetch(this.#rpc.url, {
      method: "POST", headers: { "content-type": "application/json" }, credentials: "omit", cache: "no-store", signal,
      body: JSON.stringify({ process: this.#rpc.process, oldSize: String(oldSize), size: String(size) }),
    });
    if (!answer.ok) throw new Error(`${this.#rpc.url}: the server answers ${answer.status}`);
    const { hashes } = (await answer.json()) as { readonly hashes?: readonly string[] };
    return (hashes ?? []).map((hash) => fromBase64(hash));
  }
}

/** A file of at most `most` bytes, which is read no further than that. */
async function readFile(url: string, most: number, cache: RequestCache, signal: AbortSignal): Promise<Uint8Array> {
  const response = await fetch(url, { cache, credentials: "omit", signal });
  if (!response.ok || response.body === null) throw new Error(`${url}: the server answers ${response.status}`);
  const reader = response.body.getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > most) {
      await reader.cancel();
      throw new Error(`${url}: has more than ${most} bytes`);
    }
    parts.push(value);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
