// Agents at work.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, expectAccessible, expectToFit, keptText, test, town } from "./support/people.ts";
import { enter } from "./support/staff.ts";

const tokenOf = (role: "admin" | "agent" | "moderator") => readFileSync(join(town().work, `${role}.token`), "utf8").trim();

test.describe("staff", { tag: "@once" }, () => {
  // A page that is being left is given the place of the next for a moment.
  test.beforeEach(({ expectedFaults }) => {
    expectedFaults.push(/status of 400 .*ListProposals/u);
  });

  test("an agent enters with a token, which stays in this tab alone and is gone with it", async ({ page, context }) => {
    await enter(page, tokenOf("agent"));
    expect(await page.evaluate(() => JSON.stringify({ ...localStorage })), "kept beyond the tab").not.toContain(tokenOf("agent"));
    expect(await keptText(page).then((text) => (JSON.parse(text) as { readonly address: string }).address)).not.toContain(tokenOf("agent"));
    await page.reload();
    await expect(page.getByRole("heading", { level: 1, name: "Entrer" })).toHaveCount(0);
    const other = await context.newPage();
    await other.goto("/staff");
    await expect(other.getByRole("heading", { level: 1, name: "Entrer" })).toBeVisible();
  });

  test("a token that is none is refused in words, and what was typed stays", async ({ page, expectedFaults }) => {
    expectedFaults.push(/status of 401/);
    await page.goto("/staff");
    const wrong = tokenOf("agent").replace(/.$/, (last) => (last === "a" ? "b" : "a"));
    await page.getByLabel("Votre jeton").fill(wrong);
    await page.getByRole("button", { name: "Entrer" }).click();
    await expect(page.getByLabel("Votre jeton")).toHaveAttribute("aria-invalid", "true");
    await expect(page.getByLabel("Votre jeton")).toHaveValue(wrong);
    await expectAccessible(page);
  });

  test("an administrator sees which processes there are, and what each waits for", async ({ page }) => {
    await enter(page, tokenOf("admin"));
    await expect(page.getByRole("row", { name: /Budget participatif de Toulouse 2022/ })).toContainText("Vote ouvert");
    await expect(page.getByRole("row", { name: /Budget des jeunes de Toulouse 2023/ })).toContainText("À faire : Propositions");
    await expectAccessible(page);
    await expectToFit(page);
    await page.getByRole("link", { name: "Budget participatif de Toulouse 2023" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Budget participatif de Toulouse 2023" })).toBeFocused();
    await expectAccessible(page);
    await expectToFit(page);
  });

  test("the queue of proposals is gone through by search, by filter and by keyboard", async ({ page }) => {
    await enter(page, tokenOf("agent"), "/staff/toulouse-2023/proposals");
    await expect(page.getByRole("heading", { level: 1, name: "Propositions" })).toBeVisible();
    await expect(page.getByRole("link", { name: /^Toutes/ })).toContainText("18");
    await expectAccessible(page);
    await expectToFit(page);
    await page.getByRole("link", { name: /^Toutes/ }).click();
    await page.getByLabel("Chercher").fill("limayrac");
    await expect(page.getByRole("link", { name: "Toilettes publiques Bois de Limayrac" })).toBeVisible();
    await expect(page.getByRole("table").getByRole("row")).toHaveCount(2);
    await page.getByRole("link", { name: "Toilettes publiques Bois de Limayrac" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Toilettes publiques Bois de Limayrac" })).toBeFocused();
    await expectAccessible(page);
    await expectToFit(page);
  });

  test("a note of the staff is kept, and never public", async ({ page, anotherDevice }) => {
    await enter(page, tokenOf("agent"), "/staff/toulouse-2023/proposals/p3");
    await page.getByLabel("Nouvelle note").fill("À revoir avec le service des eaux.");
    await page.getByRole("button", { name: "Ajouter la note" }).click();
    await expect(page.getByRole("listitem").filter({ hasText: "À revoir avec le service des eaux." })).toBeVisible();
    const citizen = await anotherDevice();
    await citizen.goto("/p/toulouse-2023/proposals/p3");
    await expect(citizen.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(citizen.locator("body")).not.toContainText("service des eaux");
    await expect(citizen.locator("body")).not.toContainText("habitant3@example.org");
  });
});
