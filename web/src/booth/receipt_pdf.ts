import { PDFDocument, type PDFFont, type PDFPage, rgb, StandardFonts } from "pdf-lib";
import { qrModules } from "../design/qr.js";
import { petals, trackerGroups } from "../design/tracker.js";

/** What a receipt on paper says: nothing of what was chosen. */
export interface PrintedReceipt {
  readonly name: string;
  readonly language: string;
  readonly title: string;
  readonly process: string;
  readonly contest: string;
  /** Ids of both, for titles in a script that the fonts of every PDF reader do not have. */
  readonly fallback: readonly [string, string];
  readonly lead: string;
  readonly keep: string;
  readonly keepText: string;
  /** The receipt itself, with its proof, where it fits into a code. */
  readonly whole: string | undefined;
  readonly trackerLabel: string;
  readonly tracker: string;
  readonly facts: readonly (readonly [string, string])[];
  /** Where it is checked. */
  readonly address: string;
}

const ink = rgb(20 / 255, 22 / 255, 58 / 255);
const ink2 = rgb(71 / 255, 74 / 255, 107 / 255);
const line = rgb(217 / 255, 218 / 255, 232 / 255);
const margin = 62;

/** One page of A4, with fonts that every reader has, so that it stays small and opens everywhere. */
export async function receiptPdf(receipt: PrintedReceipt): Promise<File> {
  const document = await PDFDocument.create();
  const [serif, sans, bold, mono] = await Promise.all(
    [StandardFonts.TimesRomanBold, StandardFonts.Helvetica, StandardFonts.HelveticaBold, StandardFonts.CourierBold].map((font) => document.embedFont(font)),
  ) as [PDFFont, PDFFont, PDFFont, PDFFont];
  const page = document.addPage([595, 842]);
  const titled = (text: string, other: string) => (isWritable(text, sans) ? text : other);
  document.setTitle(`${receipt.title} ${receipt.tracker}`);
  document.setLanguage(receipt.language);
  document.setCreator("Urna");
  document.setProducer("Urna");

  let y = 842 - margin;
  const write = (text: string, font: PDFFont, size: number, color = ink, width = 595 - 2 * margin) => {
    for (const row of rows(text, font, size, width)) {
      y -= size * 1.3;
      page.drawText(row, { x: margin, y, size, font, color });
    }
  };
  drawSeal(page, receipt.tracker, 595 - margin - 62, 842 - margin - 72);
  write(titled(receipt.process, receipt.fallback[0]), bold, 11, ink2, 320);
  write(titled(receipt.contest, receipt.fallback[1]), sans, 11, ink2, 320);
  y -= 8;
  write(receipt.title, serif, 40, ink, 320);
  y -= 10;
  write(receipt.lead, sans, 12, ink, 320);
  y = Math.min(y - 26, 842 - margin - 190);
  page.drawLine({ start: { x: margin, y }, end: { x: 595 - margin, y }, thickness: 1.5, color: ink });
  y -= 12;
  write(receipt.trackerLabel, bold, 11, ink2);
  y -= 4;
  write(trackerGroups(receipt.tracker).join("  "), mono, 24);
  y -= 16;
  for (const [name, value] of receipt.facts.filter(([, text]) => text !== "")) {
    y -= 17;
    page.drawText(writable(name, sans), { x: margin, y, size: 10, font: sans, color: ink2 });
    page.drawText(writable(value, bold), { x: margin + 110, y, size: 10.5, font: bold, color: ink });
  }
  y -= 22;
  page.drawLine({ start: { x: margin, y }, end: { x: 595 - margin, y }, thickness: 1, color: line });
  y -= 14;
  const top = y;
  drawQr(page, `urna2:${receipt.tracker}`, margin, top - 110, 110);
  const beside = margin + 134;
  y = top - 12;
  page.drawText(writable(receipt.keep, bold), { x: beside, y, size: 12, font: bold, color: ink });
  for (const row of rows(`${receipt.keepText}\n${receipt.address}`, sans, 11, 595 - margin - beside)) {
    y -= 15;
    page.drawText(row, { x: beside, y, size: 11, font: sans, color: ink });
  }
  if (receipt.whole !== undefined) drawQr(page, receipt.whole, margin, Math.min(y, top - 110) - 244, 220);
  return new File([new Uint8Array(await document.save())], `${receipt.name}.pdf`, { type: "application/pdf" });
}

function isWritable(text: string, font: PDFFont): boolean {
  try {
    font.encodeText(spaced(text));
    return true;
  } catch {
    return false;
  }
}

/** The narrow space of French is in none of these fonts. */
function spaced(text: string): string {
  return text.replaceAll("\u202f", "\u00a0");
}

function writable(text: string, font: PDFFont): string {
  return [...spaced(text)].map((character) => (isWritable(character, font) ? character : "?")).join("");
}

/** Broken between words; a word that is longer than the line, such as an address, anywhere. */
function rows(text: string, font: PDFFont, size: number, width: number): string[] {
  const fits = (row: string) => font.widthOfTextAtSize(row, size) <= width;
  return text.split("\n").flatMap((part) => {
    const out: string[] = [];
    let row = "";
    for (const word of writable(part, font).split(" ")) {
      if (row !== "" && fits(`${row} ${word}`)) {
        row = `${row} ${word}`;
        continue;
      }
      if (row !== "") out.push(row);
      row = "";
      for (const character of word) {
        if (!fits(row + character)) {
          out.push(row);
          row = "";
        }
        row += character;
      }
    }
    return [...out, row];
  });
}

function drawQr(page: PDFPage, text: string, x: number, y: number, side: number): void {
  const { rows, size } = qrModules(text);
  const module = side / size;
  for (const [row, modules] of rows.entries()) {
    for (const [column, isDark] of modules.entries()) {
      // A hair wider, so that no reader shows a seam.
      if (isDark) page.drawRectangle({ x: x + column * module, y: y + side - (row + 1) * module, width: module + 0.05, height: module + 0.05, color: ink });
    }
  }
}

/** The seal without its ring of words: half the size of the page's. */
function drawSeal(page: PDFPage, tracker: string, x: number, y: number): void {
  const scale = 0.72;
  for (const [radius, width] of [[86, 2.2], [75, 1.2], [11, 1.6]] as const) {
    page.drawCircle({ x, y, size: radius * scale, borderColor: ink, borderWidth: width * scale });
  }
  for (const { angle, path } of petals(tracker)) {
    page.drawSvgPath(turned(path, angle), { x: x - 100 * scale, y: y + 100 * scale, scale, color: ink });
  }
}

/** A path of the seal's field, turned about its middle. */
function turned(path: string, degrees: number): string {
  const angle = (degrees * Math.PI) / 180;
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  return path.replace(/(-?[\d.]+) (-?[\d.]+)/g, (_, x: string, y: string) => {
    const [dx, dy] = [Number(x) - 100, Number(y) - 100];
    return `${(100 + dx * cos - dy * sin).toFixed(2)} ${(100 + dx * sin + dy * cos).toFixed(2)}`;
  });
}
