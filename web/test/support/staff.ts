// How agents enter, and what their forms are made of.
import type { Locator, Page } from "@playwright/test";
import { expect, expectOpen } from "./people.ts";

/** Opens a page of the staff with a token, and waits until it is there. */
export async function enter(page: Page, token: string, address = "/staff"): Promise<void> {
  await page.goto(address);
  await expect(page.getByRole("heading", { level: 1, name: "Entrer" })).toBeVisible();
  // Where the staff log in, a token is the other way in.
  const other = page.locator("summary", { hasText: "Entrer avec un jeton" });
  if (await other.isVisible()) await other.click();
  await page.getByLabel("Votre jeton").fill(token);
  await page.getByRole("button", { name: "Entrer" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Entrer" })).toHaveCount(0);
  await expectOpen(page);
}

export const heading = (page: Page, name: string | RegExp): Locator => page.getByRole("heading", { level: 1, name });

/** A text in French and English: the two fields under one legend. */
export async function both(within: Page | Locator, legend: string, french: string, english: string): Promise<void> {
  const group = within.getByRole("group", { name: legend }).first();
  await group.getByLabel("Français").fill(french);
  await group.getByLabel("Anglais").fill(english);
}

/** Sends a form, and waits until it says that it is done: which it still does when the page has read anew what has changed. */
export async function done(within: Page | Locator, button: string, said: string | RegExp = "C’est fait."): Promise<void> {
  const status = within.getByRole("status").filter({ hasText: said }).first();
  await within.getByRole("button", { name: button, exact: true }).click();
  await expect(status).toBeVisible();
  await ("page" in within ? within.page() : within).waitForLoadState("networkidle");
  await expect(status).toBeVisible();
}

/** What stands in a fold: opened, where it is not yet. */
export async function unfolded(page: Page | Locator, summary: string | RegExp): Promise<Locator> {
  const fold = page.locator("details").filter({ has: page.locator("summary", { hasText: summary }) }).last();
  if (await fold.getAttribute("open") === null) await fold.locator("summary").first().click();
  return fold;
}
