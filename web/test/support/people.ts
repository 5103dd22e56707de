// People in a browser: a page in which nothing may go wrong unseen, voters with codes of their own, and what all pages must be.
import { AxeBuilder } from "@axe-core/playwright";
import { test as base, expect, type Page } from "@playwright/test";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Town, TownVote } from "./server.ts";

export { expect };

export function town(): Town {
  const text = process.env["URNA_TOWN"];
  if (text === undefined) throw new Error("there is no town");
  return JSON.parse(text) as Town;
}

/** The vote that is open in the town, and that which is counted. */
export const openVote = (of: Town = town()): TownVote => of.sheet.votes.find(({ counted }) => !counted) as TownVote;
export const countedVote = (of: Town = town()): TownVote => of.sheet.votes.find(({ counted }) => counted) as TownVote;

/** The codes of a voter whom no other test has, whichever process it runs in. */
export function anybody(of: Town = town()): readonly string[] {
  const { unused } = openVote(of);
  for (const [i, codes] of unused.entries()) {
    try {
      mkdirSync(join(of.work, `voter-${i}`));
      return codes;
    } catch {
      // Somebody else's.
    }
  }
  throw new Error("there are no more voters in the town");
}

/** The link that a letter has as its QR code. */
export const letterLink = (codes: readonly string[], of: Town = town()) => `${of.http}/vote/${openVote(of).id}#c=${codes[0]}&m=${openVote(of).manifest_hash}`;

interface People {
  /** What may be said on the console: a test that breaks the network on purpose expects as much. */
  readonly expectedFaults: RegExp[];
}

export const test = base.extend<People>({
  expectedFaults: async ({}, use) => {
    await use([]);
  },
  // Errors of scripts, refused policies and failed loads are faults, whatever the page looks like.
  page: async ({ page, expectedFaults }, use) => {
    const faults: string[] = [];
    watchFaults(page, faults);
    page.context().on("page", (other) => watchFaults(other, faults));
    await use(page);
    expect(faults.filter((fault) => !expectedFaults.some((expected) => expected.test(fault)))).toEqual([]);
  },
});

function watchFaults(page: Page, faults: string[]): void {
  page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(`console: ${message.text()} ${message.location().url}`);
  });
}

/** No fault that axe knows of, in both lights. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]).analyze();
    expect(violations.map(({ id, nodes }) => `${colorScheme}: ${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`)).toEqual([]);
  }
}

/** Nothing to scroll sideways: at 320 px, which is 400 % of 1280, and with text twice as large. */
export async function expectToFit(page: Page): Promise<void> {
  const before = page.viewportSize();
  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await overflow(), "sideways at 320 px").toBeLessThanOrEqual(0);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.evaluate(() => document.documentElement.style.setProperty("font-size", "200%"));
  expect(await overflow(), "sideways with text of 200 %").toBeLessThanOrEqual(0);
  await page.evaluate(() => document.documentElement.style.removeProperty("font-size"));
  if (before !== null) await page.setViewportSize(before);
}
