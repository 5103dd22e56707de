// Pictures and documents that people might hand in, made here so that nothing of anybody's is kept with the sources.
import { crc32, deflateSync } from "node:zlib";

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [size, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  size.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([size, named, sum]);
}

/** A square with a tree and a bench, as PNG: parts of it are told apart by their colours. `grain` makes it as large as photographs are. */
export function png(width: number, height: number, grain = 0): Buffer {
  const rows = Buffer.alloc(height * (1 + 3 * width));
  let seed = 7;
  for (let y = 0, at = 0; y < height; y++) {
    rows[at++] = 0;
    for (let x = 0; x < width; x++) {
      const [u, v] = [x / width, y / height];
      const isTree = (u - 0.3) ** 2 + ((v - 0.35) * height / width) ** 2 < 0.03 || (Math.abs(u - 0.3) < 0.02 && v > 0.4 && v < 0.75);
      const isBench = u > 0.55 && u < 0.85 && ((v > 0.66 && v < 0.69) || (v > 0.56 && v < 0.59) || (v < 0.76 && v > 0.56 && (Math.abs(u - 0.58) < 0.008 || Math.abs(u - 0.82) < 0.008)));
      const color = isBench ? [120, 70, 40] : isTree ? (v > 0.5 ? [96, 72, 52] : [60, 130, 80]) : v > 0.72 ? [206, 196, 170] : [168 + 60 * v, 200 + 30 * v, 235];
      for (const value of color) {
        seed = (seed * 1103515245 + 12345) % 2147483648;
        rows[at++] = Math.max(0, Math.min(255, value + (grain === 0 ? 0 : (seed % grain) - grain / 2)));
      }
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), chunk("IHDR", head), chunk("IDAT", deflateSync(rows, { level: 1 })), chunk("IEND", Buffer.alloc(0))]);
}

/** One empty sheet. */
export function pdf(): Buffer {
  const objects = ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"];
  let text = "%PDF-1.4\n";
  const places = objects.map((object, i) => {
    const at = text.length;
    text += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return at;
  });
  const xref = text.length;
  text += `xref\n0 4\n0000000000 65535 f \n${places.map((at) => `${String(at).padStart(10, "0")} 00000 n \n`).join("")}trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n${xref}\n%%EOF\n`;
  return Buffer.from(text, "latin1");
}
