// People in a browser: a page in which nothing may go wrong unseen, voters with codes of their own, and what all pages must be.
import axe from "axe-core";
import { test as base, expect, type BrowserContext, type Page } from "@playwright/test";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Town, TownVote } from "./server.ts";

export { expect };

/** The town that all tests share, with its four processes as they are. */
export const town = (): Town => shared("URNA_TOWN");

/** A smaller one beside it: there vote those who have no room in the first, and what takes long for a town is quickly counted and verified. */
export const hamlet = (): Town => shared("URNA_HAMLET");

function shared(name: string): Town {
  const text = process.env[name];
  if (text === undefined) throw new Error("there is no town");
  return JSON.parse(text) as Town;
}

/** The vote that is open in the town, and that which is counted. */
export const openVote = (of: Town = town()): TownVote => of.sheet.votes.find(({ counted }) => !counted) as TownVote;
export const countedVote = (of: Town = town()): TownVote => of.sheet.votes.find(({ counted }) => counted) as TownVote;

/** Whoever has letters: the codes of the open vote, and where it is. */
export interface Voter {
  readonly town: Town;
  readonly codes: readonly string[];
}

/** A voter who never votes: whoever only looks can be the same as others who only look. */
export const onlooker = (): Voter => ({ town: town(), codes: openVote().unused[0] as readonly string[] });

/** A voter of the town whom no other test has, whichever process it runs in. */
export function somebodyOf(town: Town): Voter | undefined {
  for (const [i, codes] of openVote(town).unused.entries()) {
    if (i === 0) continue;
    try {
      mkdirSync(join(town.work, `voter-${i}`));
      return { town, codes };
    } catch {
      // Somebody else's.
    }
  }
  return undefined;
}

export function anybody(): Voter {
  const voter = somebodyOf(hamlet()) ?? somebodyOf(town());
  if (voter === undefined) throw new Error("there are no more voters in the town, nor in the hamlet");
  return voter;
}

/** The link that a letter has as its QR code. */
export const letterLink = ({ town, codes }: Voter) => `${boothLink(town)}#c=${codes[0]}&m=${openVote(town).manifest_hash}`;
export const boothLink = (of: Town = town()) => `${of.http}/vote/${openVote(of).id}`;

interface People {
  /** What may be said on the console: a test that breaks something on purpose adds what that gives. */
  readonly expectedFaults: RegExp[];
  /** Another device, or another person: a browser that shares nothing with the first. */
  readonly anotherDevice: () => Promise<Page>;
}

export const test = base.extend<People>({
  baseURL: async ({}, use) => {
    await use(town().http);
  },
  expectedFaults: async ({}, use) => {
    await use([]);
  },
  // Errors of scripts, refused policies, failed loads and calls of strangers are faults, whatever the page looks like.
  context: async ({ context, expectedFaults }, use) => {
    const faults = watchFaults(context);
    await use(context);
    expectNone(faults, expectedFaults);
  },
  anotherDevice: async ({ browser, expectedFaults }, use) => {
    const contexts: BrowserContext[] = [];
    const faults: (readonly string[])[] = [];
    await use(async () => {
      const context = await browser.newContext();
      contexts.push(context);
      faults.push(watchFaults(context));
      return context.newPage();
    });
    await Promise.all(contexts.map((context) => context.close()));
    expectNone(faults.flat(), expectedFaults);
  },
});

function expectNone(faults: readonly string[], expected: readonly RegExp[]): void {
  expect(faults.filter((fault) => !expected.some((one) => one.test(fault))), "faults that the page's looks do not show").toEqual([]);
}

/** What a graphics driver in software says of its own speed where a map is drawn. */
const ofTheDriver = /GL Driver Message \(OpenGL, Performance/u;

function watchFaults(context: BrowserContext): readonly string[] {
  const faults: string[] = [];
  context.on("weberror", (error) => faults.push(`error: ${error.error().message}`));
  context.on("console", (message) => {
    if ((message.type() === "error" || message.type() === "warning") && !ofTheDriver.test(message.text())) faults.push(`console: ${message.text()} ${message.location().url}`);
  });
  context.on("request", (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (!["blob:", "data:", "file:"].includes(protocol) && hostname !== "127.0.0.1") faults.push(`request: ${request.url()}`);
  });
  return faults;
}

/** The heading of a page that is there, and of none that is on its way. */
export const pageHeading = (page: Page) => page.locator("h1:not(.waiting)");

/** A page that is whole: nothing of it waits, nothing has failed. */
export async function expectOpen(page: Page): Promise<void> {
  await expect(pageHeading(page)).toBeVisible();
  await expect(page.getByText(/^(Un instant|One moment)…$/)).toHaveCount(0);
  await expect(page.getByRole("alert").filter({ hasText: /\S/ })).toHaveCount(0);
}

const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** What axe finds by colours, and so in each light anew. */
const byColour = ["color-contrast", "link-in-text-block"];

/** Whether everything is asked of every page; an ordinary run asks of each what no other test of it has asked. */
export const isLong = process.env["URNA_LONG"] === "1";

/** No fault that axe knows of, in one light; where everything is asked, in the other one too what depends on colours. */
export async function expectAccessible(page: Page, light: "light" | "dark" = "light"): Promise<void> {
  const wasDark = await page.evaluate(() => matchMedia("(prefers-color-scheme: dark)").matches);
  // Once for a page: it is half a megabyte, and nothing of it is left behind by a run.
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe.source);
  const other = light === "light" ? "dark" as const : "light" as const;
  for (const colorScheme of isLong ? [light, other] : [light]) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const runOnly = colorScheme === light ? { type: "tag" as const, values: tags } : { type: "rule" as const, values: byColour };
    const faults = await page.evaluate(async (runOnly) => {
      const { violations } = await (globalThis as unknown as { readonly axe: typeof axe }).axe.run(document, { runOnly, resultTypes: ["violations"] });
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
    }, runOnly);
    expect(faults, `faults in the ${colorScheme}`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: wasDark ? "dark" : "light" });
}

/** Nothing to scroll sideways: at 320 px, which is 400 % of 1280, and with text twice as large. */
export async function expectToFit(page: Page): Promise<void> {
  const before = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await tooWide(page), "what is beyond 320 px").toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.evaluate(() => document.documentElement.style.setProperty("font-size", "200%"));
  expect(await tooWide(page), "what is beyond 390 px with text of 200 %").toEqual([]);
  await page.evaluate(() => document.documentElement.style.removeProperty("font-size"));
  if (before !== null) await page.setViewportSize(before);
}

/** The elements that make the page wider than its window, innermost last; none where it fits. */
function tooWide(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth && root.clientWidth <= innerWidth) return [];
    // What scrolls by itself may hold more than is seen; a word that is wider than its box has no box of its own.
    const wide = [...document.querySelectorAll("body *")].filter((one) => one.closest("nav, .scroll") === null
      && (one.getBoundingClientRect().right > root.clientWidth + 1 || (one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display === "block")));
    return [`${root.scrollWidth} px`, ...wide.slice(-6).map((one) => `${one.tagName.toLowerCase()}.${one.getAttribute("class") ?? ""}`)];
  });
}

/** All that the browser keeps of this origin beyond the page, as one text. */
export function keptText(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const databases = await Promise.all((await indexedDB.databases()).map(({ name }) => new Promise<unknown>((resolve, reject) => {
      const opening = indexedDB.open(name ?? "");
      opening.onerror = () => reject(new Error(`${name} does not open`));
      opening.onsuccess = async () => {
        const stores = [...opening.result.objectStoreNames];
        const all = await Promise.all(stores.map((store) => new Promise<unknown>((done) => {
          const reading = opening.result.transaction(store).objectStore(store).getAll();
          reading.onsuccess = () => done(reading.result);
        })));
        opening.result.close();
        resolve({ name, all });
      };
    })));
    return JSON.stringify({
      local: { ...localStorage }, session: { ...sessionStorage }, databases, caches: await caches.keys(), cookies: document.cookie,
      history: history.state as unknown, address: location.href,
    });
  });
}

/** That it tells neither a code, however it is written, nor any of `secrets`. */
export function expectToTellNothing(text: string, { codes }: Voter, secrets: readonly string[] = []): void {
  const bare = text.replace(/[\s-]/g, "").toUpperCase();
  for (const code of codes) expect(bare.includes(code.replace(/[\s-]/g, "").slice(0, 20)), "a code is told").toBe(false);
  for (const secret of secrets) expect(text, "a choice is told").not.toContain(secret);
}
