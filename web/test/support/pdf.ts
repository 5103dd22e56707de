// What a PDF says, as far as text is written in it: enough to know what is not.
import { inflateSync } from "node:zlib";

/** The text of all streams, packed or not: strings in brackets and in hexadecimal, one after the other. */
export function pdfText(bytes: Buffer): string {
  const raw = bytes.toString("latin1");
  const texts: string[] = [];
  for (const { 1: body = "" } of raw.matchAll(/stream\r?\n([\s\S]*?)\r?\nendstream/g)) {
    let content = body;
    try {
      content = inflateSync(Buffer.from(body, "latin1")).toString("latin1");
    } catch {
      // Not packed.
    }
    texts.push(content.replaceAll(/<([0-9A-Fa-f]+)>/g, (_, digits: string) => Buffer.from(digits, "hex").toString("latin1")));
  }
  return [raw, ...texts].join("\n");
}
