/** What a file is, its first bytes say, whatever it is called. */
export type FileKind = "jpeg" | "png" | "webp" | "pdf" | "heic" | "other";

const ascii = (bytes: Uint8Array, from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to));

export async function kindOf(file: Blob): Promise<FileKind> {
  const bytes = new Uint8Array(await file.slice(0, 16).arrayBuffer());
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return "jpeg";
  if (bytes[0] === 0x89 && ascii(bytes, 1, 4) === "PNG") return "png";
  if (ascii(bytes, 0, 4) === "RIFF" && ascii(bytes, 8, 12) === "WEBP") return "webp";
  if (ascii(bytes, 0, 5) === "%PDF-") return "pdf";
  return ascii(bytes, 4, 8) === "ftyp" && /^(heic|heix|heim|heis|mif1|msf1|avif)/u.test(ascii(bytes, 8, 12)) ? "heic" : "other";
}
