// A ballot paper of 500 projects, as the largest cities have: found by a word, chosen, and taken for what it is.
import type { Page } from "@playwright/test";
import { cast, heading, review, typeCodes } from "./support/booth.ts";
import { ManyProjects } from "./support/many.ts";
import { expect, expectAccessible, expectToFit, test } from "./support/people.ts";

let many: ManyProjects;
test.beforeAll(async () => {
  many = await ManyProjects.open();
});
test.afterAll(async () => {
  await many?.close();
});

const count = 500;
const cards = (page: Page) => page.getByRole("main").getByRole("listitem").filter({ has: page.getByRole("heading", { level: 3 }) });
const search = (page: Page) => page.getByRole("searchbox", { name: "Chercher un projet" });

/** Nobody scrolls through 500: a word leads to one. */
async function find(page: Page, title: string): Promise<void> {
  await search(page).fill(title);
  await expect(page.getByRole("heading", { level: 3, name: title, exact: true })).toBeVisible();
}

test("somebody votes among 500 projects, with approvals and with points", { tag: "@once" }, async ({ page }) => {
  await page.goto(many.booth);
  await typeCodes(page, many.codesOf(0));
  await expect(page.getByText(`${count} projets`).first()).toBeVisible();
  await page.getByRole("button", { name: "Voter Contest 0" }).click();
  await expect(heading(page, "Choisissez jusqu’à dix projets")).toBeVisible();
  await expect(cards(page)).toHaveCount(count);
  await expectAccessible(page);
  await expectToFit(page);
  for (const number of [7, 77, 499]) {
    await find(page, `Project ${number}`);
    await page.getByRole("checkbox", { name: `Choisir Project ${number}`, exact: true }).check();
  }
  await search(page).fill("nothing of that name");
  await expect(cards(page)).toHaveCount(0);
  await page.getByRole("button", { name: "Tous les projets" }).click();
  await expect(cards(page)).toHaveCount(count);
  await review(page);
  for (const number of [7, 77, 499]) await expect(page.getByRole("main")).toContainText(`Project ${number}`);
  await cast(page);
  await page.getByRole("button", { name: "Passer au suivant" }).click();

  await expect(heading(page, /points/u)).toBeVisible();
  await expect(cards(page)).toHaveCount(count);
  await expectToFit(page);
  for (const [number, points] of [[250, 7], [3, 3]] as const) {
    await find(page, `Project ${number}`);
    await page.getByLabel(`Points pour Project ${number}`, { exact: true }).fill(String(points));
    await page.getByLabel(`Points pour Project ${number}`, { exact: true }).press("Tab");
  }
  await expect(page.getByRole("button", { name: /Relire/u }).filter({ visible: true })).toBeEnabled();
  await review(page);
  await cast(page);
});
