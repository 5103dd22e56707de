// Screens look as they did when somebody last looked at them (support/looks.ts).
import type { Page } from "@playwright/test";
import { castButton, choose, heading, projects, review, said, typeCodes } from "./support/booth.ts";
import { expectToLookAs } from "./support/looks.ts";
import { countedVote, expect, letterLink, onlooker, openVote, pageHeading, test } from "./support/people.ts";

/** What differs from one town to the next is there, and is not seen; letters are those that every machine has, whatever else is installed on this one. */
const unlike = ":root { --serif: serif; --sans: sans-serif; --mono: monospace; } time, .tracker, .code, .print, .characters, .slot-check, .stamp, .seal { visibility: hidden !important; } input.typed { color: transparent !important; }";

/** At 400 % of 1280 nothing may be cut off or beyond the window, which every other test sees: how it looks there is seen by the long run. */
const widths = process.env["URNA_LONG"] === "1" || process.env["URNA_LOOKS"] === "keep" ? [320, 390, 1280] : [390, 1280];

test.describe("looks", { tag: "@once" }, () => {
  // An order that is drawn by lot is the same each time.
  test.beforeEach(({ page }) => page.addInitScript(() => {
    crypto.getRandomValues = (array) => array;
  }));

  async function lookAt(page: Page, name: string, at: readonly number[] = widths): Promise<void> {
    await page.evaluate((css) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    }, unlike);
    for (const width of at) {
      await page.setViewportSize({ width, height: 900 });
      await page.evaluate(() => scrollTo(0, 0));
      await expectToLookAs(page, `${name} ${width}`);
    }
  }

  test.describe.configure({ timeout: 240_000 });

  test("the booth, from the codes to the closed ballot, light and dark", async ({ page }) => {
    await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
    await page.goto(letterLink(onlooker()));
    await expect(heading(page, said.codes)).toBeVisible();
    await lookAt(page, "booth: codes");
    await typeCodes(page, ["", onlooker().codes[1] as string]);
    await choose(page, projects.garden, projects.sports);
    await lookAt(page, "booth: choose");
    await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
    await lookAt(page, "booth: choose, dark", [390]);
    await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
    await review(page);
    await expect(castButton(page)).toBeVisible();
    await lookAt(page, "booth: review");
  });

  for (const [name, path] of [
    ["first page", () => "/"],
    ["budget", () => `/p/${openVote().id}`],
    ["mandate", () => `/p/${openVote().id}/mandate`],
    ["result", () => `/p/${countedVote().id}/results/${countedVote().contest}`],
    ["check", () => `/check/${openVote().id}`],
    ["observers", () => "/observe"],
    ["staff: enter", () => "/staff"],
    ["card", () => `/embed/p/${openVote().id}`],
  ] as const) {
    test(`${name}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
      await page.goto(path());
      await expect(pageHeading(page)).toBeVisible();
      await expect(page.getByText(/^(Un instant|Les résultats arrivent)…$/)).toHaveCount(0);
      await lookAt(page, name);
    });
  }
});
