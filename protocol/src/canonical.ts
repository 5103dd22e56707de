import { fromBinary, toBinary, type DescMessage, type MessageShape } from "@bufbuild/protobuf";
import { demand, equalBytes, ProtocolError } from "./bytes.js";

/**
 * Reads a message whose bytes must be the one spelling of its content (section 3): what was read, without unknown fields, must be
 * written again as it was given. Throws a ProtocolError that begins with `what`.
 */
export function decodeCanonical<Desc extends DescMessage>(schema: Desc, bytes: Uint8Array, what: string): MessageShape<Desc> {
  let message: MessageShape<Desc>;
  try {
    message = fromBinary(schema, bytes, { readUnknownFields: false });
  } catch {
    throw new ProtocolError(`${what} is not a protobuf message of its type`);
  }
  demand(equalBytes(toBinary(schema, message, { writeUnknownFields: false }), bytes), `${what} is not canonical`);
  return message;
}

/** The canonical bytes of a message. */
export function encodeCanonical<Desc extends DescMessage>(schema: Desc, message: MessageShape<Desc>): Uint8Array {
  return toBinary(schema, message, { writeUnknownFields: false });
}
