import { demand, type Reader } from "@urna/protocol/bytes";

export { compareBytes, concat, demand, equalBytes, le64, Reader, utf8 } from "@urna/protocol/bytes";

/** Reads F(x), of which x has at most `most` bytes. */
export function frameOf(reader: Reader, most: number): Uint8Array {
  const length = reader.u64();
  demand(length <= BigInt(most), "dkg_record: a frame is longer than it may be");
  return reader.take(Number(length));
}
