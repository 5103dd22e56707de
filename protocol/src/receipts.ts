import { fromBase64 } from "./base_text.js";
import { demand, textOf, utf8 } from "./bytes.js";
import { mostNoteBytes } from "./notes.js";

/** A C2SP tlog-proof (8.5), read and not verified. */
export interface Receipt {
  readonly index: bigint;
  readonly path: readonly Uint8Array[];
  /** The bytes of the checkpoint note. */
  readonly note: Uint8Array;
}

/** Reads a receipt's text; throws a ProtocolError on whatever is not well-formed. */
export function parseReceipt(bytes: Uint8Array): Receipt {
  demand(bytes.length <= 2 * mostNoteBytes, "a receipt is too long");
  const text = textOf(bytes, "a receipt");
  const split = text.indexOf("\n\n");
  demand(split >= 0, "a receipt has no checkpoint");
  const [magic, index, ...path] = text.slice(0, split).split("\n");
  demand(magic === "c2sp.org/tlog-proof@v1", "a receipt does not begin as a tlog-proof");
  const number = /^index (0|[1-9][0-9]{0,18})$/.exec(index ?? "");
  demand(number !== null, "a receipt has no index");
  demand(path.length <= 63, "a receipt has more than 63 hashes");
  const hashes = path.map((line) => {
    const hash = fromBase64(line);
    demand(hash.length === 32, "a hash of a receipt has not 32 bytes");
    return hash;
  });
  const value = BigInt(number[1] as string);
  demand(value < 1n << 63n, "a receipt's index is 2^63 or more");
  return { index: value, path: hashes, note: utf8(text.slice(split + 2)) };
}
