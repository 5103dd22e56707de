// How a screen looks, small enough to be kept with the sources: its brightness in cells of 32 px, as hexadecimal digits. A part that is gone, that has
// moved, or that nobody can read any more changes many cells; another version of the browser or of a font changes few, and those little.
import { type BrowserContext, expect, type Page } from "@playwright/test";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const file = fileURLToPath(new URL("../looks.json", import.meta.url));
const cell = 32;

/** Rows of cells, from dark 0 to light f. */
type Look = readonly string[];

function kept(): Record<string, Look> {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Record<string, Look>;
  } catch {
    return {};
  }
}

const artists = new WeakMap<BrowserContext, Page>();

async function artistOf(context: BrowserContext): Promise<Page> {
  const artist = artists.get(context) ?? (await context.newPage());
  artists.set(context, artist);
  return artist;
}

/** The brightness of a picture's cells; the browser decodes it, in a page of its own. */
async function lookOf(page: Page): Promise<Look> {
  const picture = await page.screenshot({ fullPage: true, animations: "disabled", scale: "css" });
  const artist = await artistOf(page.context());
  return artist.evaluate(async ({ base64, cell }) => {
    const bytes = Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const [columns, rows] = [Math.ceil(image.width / cell), Math.ceil(image.height / cell)];
    const canvas = new OffscreenCanvas(columns, rows);
    const context = canvas.getContext("2d");
    if (context === null) throw new Error("no canvas");
    context.imageSmoothingQuality = "high";
    context.drawImage(image, 0, 0, columns, rows);
    const { data } = context.getImageData(0, 0, columns, rows);
    return Array.from({ length: rows }, (_, y) => Array.from({ length: columns }, (_, x) => {
      const at = 4 * (y * columns + x);
      const light = 0.299 * (data[at] ?? 0) + 0.587 * (data[at + 1] ?? 0) + 0.114 * (data[at + 2] ?? 0);
      return Math.min(15, Math.floor(light / 16)).toString(16);
    }).join(""));
  }, { base64: picture.toString("base64"), cell });
}

/** The share of cells that differ by more than two sixteenths, and of those that only one of both has. */
function difference(a: Look, b: Look): number {
  const rows = Math.max(a.length, b.length);
  let [cells, different] = [0, 0];
  for (let y = 0; y < rows; y++) {
    const [left = "", right = ""] = [a[y], b[y]];
    const columns = Math.max(left.length, right.length);
    for (let x = 0; x < columns; x++) {
      cells += 1;
      const [l, r] = [Number.parseInt(left[x] ?? "", 16), Number.parseInt(right[x] ?? "", 16)];
      if (Number.isNaN(l) || Number.isNaN(r) || Math.abs(l - r) > 2) different += 1;
    }
  }
  return cells === 0 ? 0 : different / cells;
}

/**
 * That the page looks as it did when somebody last looked at it: `URNA_LOOKS=keep` keeps how it looks now, after whoever sets it has seen it; one worker
 * writes, others would write over it. What differs from run to run, such as a tracker or a date, is hidden by whoever calls.
 */
export async function expectToLookAs(page: Page, name: string): Promise<void> {
  const now = await lookOf(page);
  if (process.env["URNA_LOOKS"] === "keep") {
    const all = { ...kept(), [name]: now };
    writeFileSync(file, `${JSON.stringify(Object.fromEntries(Object.entries(all).sort(([a], [b]) => a.localeCompare(b))), null, 1)}\n`);
    return;
  }
  const before = kept()[name];
  expect(before, `${name} has never been looked at: URNA_LOOKS=keep tests/npm/people.sh URNA looks --workers=1`).toBeDefined();
  expect(difference(before ?? [], now), `how much of ${name} looks otherwise`).toBeLessThan(0.06);
}
