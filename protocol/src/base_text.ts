import { demand } from "./bytes.js";

const base32Alphabet = "abcdefghijklmnopqrstuvwxyz234567";
const base64Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

function spell(bytes: Uint8Array, alphabet: string, width: number): string {
  let text = "";
  let buffer = 0;
  let bits = 0;
  for (const byte of bytes) {
    buffer = ((buffer << 8) | byte) & 0xffff;
    bits += 8;
    while (bits >= width) {
      bits -= width;
      text += alphabet[(buffer >> bits) & ((1 << width) - 1)];
    }
  }
  if (bits > 0) text += alphabet[(buffer << (width - bits)) & ((1 << width) - 1)];
  return text;
}

function read(text: string, alphabet: string, width: number, what: string): Uint8Array {
  const length = Math.floor((text.length * width) / 8);
  demand(Math.ceil((length * 8) / width) === text.length, `${what} has a length that no bytes have`);
  const bytes = new Uint8Array(length);
  let buffer = 0;
  let bits = 0;
  let at = 0;
  for (const character of text) {
    const value = alphabet.indexOf(character);
    demand(value >= 0, `${what} holds a character that does not belong there`);
    buffer = ((buffer << width) | value) & 0xffff;
    bits += width;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = (buffer >> bits) & 0xff;
    }
  }
  demand((buffer & ((1 << bits) - 1)) === 0, `${what} has unused bits that are not zero`);
  return bytes;
}

/** RFC 4648, section 6, without padding, in lower case. */
export function toBase32(bytes: Uint8Array): string {
  return spell(bytes, base32Alphabet, 5);
}

/** In either case; throws a ProtocolError on any other character, a wrong length, or unused bits that are not zero. */
export function fromBase32(text: string): Uint8Array {
  return read(text.toLowerCase(), base32Alphabet, 5, "base32");
}

/** Standard and padded. */
export function toBase64(bytes: Uint8Array): string {
  const text = spell(bytes, base64Alphabet, 6);
  return text + "=".repeat((4 - (text.length % 4)) % 4);
}

/** Only the one spelling that toBase64 writes; throws a ProtocolError on others. */
export function fromBase64(text: string): Uint8Array {
  demand(text.length % 4 === 0, "base64 is not padded");
  const bare = text.endsWith("==") ? text.slice(0, -2) : text.endsWith("=") ? text.slice(0, -1) : text;
  const bytes = read(bare, base64Alphabet, 6, "base64");
  demand(Math.ceil(bytes.length / 3) * 4 === text.length, "base64 is not padded as it should be");
  return bytes;
}
