// Agents at work.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { countedVote, expect, expectAccessible, expectOpen, expectToFit, keptText, openVote, pageHeading, test, town } from "./support/people.ts";
import { enter } from "./support/staff.ts";

const tokenOf = (role: "admin" | "agent" | "moderator") => readFileSync(join(town().work, `${role}.token`), "utf8").trim();

/** Chooses the first of a filter's options that leaves lines, and fewer than all; gives what it is called. */
async function optionWithSome(page: Page, select: Locator): Promise<string> {
  for (const option of (await select.locator("option").allTextContents()).slice(1)) {
    await select.selectOption({ label: option });
    const count = await page.getByRole("table").getByRole("row").count();
    if (count > 1 && count < 19) return option;
  }
  throw new Error("no option leaves any");
}

test.describe("staff", { tag: "@once" }, () => {
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
    const before = page.viewportSize();
    for (const width of [840, 1024, 1280, 1600]) {
      await page.setViewportSize({ width, height: 900 });
      expect(await page.locator(".state").evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.textContent)), `beyond its column at ${width} px`).toEqual([]);
    }
    if (before !== null) await page.setViewportSize(before);
    await expectAccessible(page);
    await expectToFit(page);
    await page.getByRole("link", { name: "Budget participatif de Toulouse 2023" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Budget participatif de Toulouse 2023" })).toBeFocused();
    await expectAccessible(page);
    await expectToFit(page);
  });

  test("the queue of proposals is gone through by search and by filter", async ({ page }) => {
    await enter(page, tokenOf("agent"), "/staff/toulouse-2023/proposals");
    await expect(page.getByRole("heading", { level: 1, name: "Propositions" })).toBeVisible();
    await expect(page.getByRole("link", { name: /^Toutes/ })).toContainText("18");
    await expectAccessible(page);
    await expectToFit(page);
    await page.getByRole("link", { name: /^Toutes/ }).click();
    await page.getByLabel("Chercher").fill("limayrac");
    await expect(page.getByRole("link", { name: "Toilettes publiques Bois de Limayrac" })).toBeVisible();
    await expect(page.getByRole("table").getByRole("row")).toHaveCount(2);
    await page.getByLabel("Chercher").fill("apiculteurs");
    await expect(page.getByRole("link", { name: "Installation de ruches urbaines" })).toBeVisible();
    await expect(page.getByText("1 proposition trouvée")).toBeVisible();
    await page.getByLabel("Chercher").fill("limayrac");
    await page.getByRole("link", { name: "Toilettes publiques Bois de Limayrac" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Toilettes publiques Bois de Limayrac" })).toBeFocused();
    await expectAccessible(page);
    await expectToFit(page);
  });

  test("words are found in whole texts, forms and accents aside, and every filter goes with them", async ({ page }) => {
    await enter(page, tokenOf("agent"), "/staff/toulouse-2023/proposals?queue=all");
    const rows = page.getByRole("table").getByRole("row");
    const found = page.getByText(/propositions? trouvées?/u);
    await expect(rows).toHaveCount(19);
    const search = page.getByLabel("Chercher");
    // A word of a description alone, in another form and without its accent.
    await search.fill("apiculteur");
    await expect(found).toHaveText("1 proposition trouvée");
    await expect(page).toHaveURL(/[?&]q=apiculteur/u);
    await page.reload();
    await expect(rows).toHaveCount(2);
    await search.fill("\"ruches urbaines\"");
    await expect(rows).toHaveCount(2);
    await search.fill("");
    await expect(rows).toHaveCount(19);
    // Each filter by itself leaves some, and all of those are what it says.
    for (const filter of ["Secteur", "Thème", "État"]) {
      const select = page.getByRole("combobox", { name: filter, exact: true });
      const option = await optionWithSome(page, select);
      await expect(page.getByText("Rien ne correspond"), `${filter}: ${option}`).toHaveCount(0);
      await expect(page).toHaveURL(/[?&](area|category|status)=/u);
      await select.selectOption("");
      await expect(rows).toHaveCount(19);
    }
    await page.getByLabel("Chez moi").check();
    await search.fill("ruches");
    await expect(page.getByText("Rien ne correspond")).toBeVisible();
    await page.getByRole("link", { name: "Ôter les filtres" }).click();
    await expect(rows).toHaveCount(19);
    await expect(search).toHaveValue("");
  });

  test("the queue by letters, which never act while somebody types, and can be switched off", async ({ page }) => {
    await enter(page, tokenOf("agent"), "/staff/toulouse-2023/proposals?queue=all&sort=number");
    const line = (i: number) => page.getByRole("table").getByRole("row").nth(i);
    const help = page.getByRole("dialog", { name: "Raccourcis du clavier" });
    for (const [key, i] of [["j", 1], ["j", 2], ["k", 1]] as const) {
      await page.keyboard.press(key);
      await expect(line(i).getByRole("link")).toBeFocused();
    }
    await page.keyboard.press("x");
    await expect(line(1).getByRole("checkbox")).toBeChecked();
    await page.keyboard.press("a");
    await expect(page.getByLabel("Affecter à")).toBeFocused();
    await line(1).getByRole("link").focus();
    await page.keyboard.press("/");
    await expect(page.getByLabel("Chercher")).toBeFocused();
    await page.keyboard.type("xjk?");
    await expect(page.getByLabel("Chercher")).toHaveValue("xjk?");
    await expect(help).toHaveCount(0);
    await expect(page.getByText("Rien ne correspond")).toBeVisible();
    await expect(page.getByText("Rien n’est choisi")).toBeVisible();
    await page.getByLabel("Chercher").fill("");
    await expect(line(1).getByRole("checkbox")).toBeChecked();

    await line(1).getByRole("link").focus();
    await page.keyboard.press("?");
    await expect(help.getByRole("heading")).toBeFocused();
    await expectAccessible(page);
    await help.getByLabel("Raccourcis d’une lettre").uncheck();
    await page.keyboard.press("Escape");
    await expect(line(1).getByRole("link")).toBeFocused();
    await page.keyboard.press("j");
    await expect(line(1).getByRole("link")).toBeFocused();
    // Switched off for good, and on again where the window is narrow too.
    await page.reload();
    await page.setViewportSize({ width: 640, height: 900 });
    await page.keyboard.press("?");
    await expect(help).toHaveCount(0);
    const button = page.getByRole("button", { name: "raccourcis" });
    await button.click();
    await help.getByLabel("Raccourcis d’une lettre").check();
    await page.keyboard.press("Escape");
    await expect(button).toBeFocused();
    await page.keyboard.press("j");
    await expect(line(1).getByRole("link")).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { level: 1, name: "Végétaliser les pieds d'arbres en ville" })).toBeFocused();
  });

  test("a moderator reads what moderators may, and no page asks for more", async ({ page }) => {
    await enter(page, tokenOf("moderator"), "/staff/toulouse-2023");
    await expect(page.getByRole("heading", { level: 1, name: "Budget participatif de Toulouse 2023" })).toBeVisible();
    for (const [path, text] of [["/staff", "Budget participatif de Toulouse 2023"], ["/staff/people", "Seuls ceux qui administrent tout le serveur"], ["/staff/people/tokens", "Seuls ceux qui administrent tout le serveur"], ["/staff/messages", "Seuls ceux qui administrent tout le serveur"], ["/staff/toulouse-2023/mandate", "vos rôles ne permettent pas d’y changer quelque chose"]] as const) {
      await page.goto(path);
      await expectOpen(page);
      await expect(page.getByText(text).first()).toBeVisible();
    }
  });

  test("an agent reads what only those who conduct may change, and sees of other budgets what everybody sees", async ({ page }) => {
    await enter(page, tokenOf("agent"));
    await expect(page.getByRole("navigation").getByRole("link", { name: "Personnes" })).toHaveCount(0);
    await expect(page.getByText("On ne sait pas ce qui attend", { exact: false })).toHaveCount(0);
    const note = page.getByText("Vous n’avez pas de rôle dans ce processus", { exact: false });
    for (const part of ["calendar", "parties", "settings"]) {
      await page.goto(`/staff/toulouse-2023/${part}`);
      await expectOpen(page);
      await expect(page.getByText("vos rôles ne permettent pas d’y changer quelque chose", { exact: false })).toBeVisible();
      await expect(page.locator("main button[type=submit]"), part).toHaveCount(0);
      await expect(note).toHaveCount(0);
    }
    for (const process of [openVote().id, countedVote().id]) {
      for (const part of ["", "/count", "/proposals", "/rolls", "/journal", "/calendar", "/contests", "/mandate"]) {
        await page.goto(`/staff/${process}${part}`);
        await expectOpen(page);
        await expect(note, part).toBeVisible();
      }
    }
  });

  test("a note of the staff is kept, and never public", async ({ page, anotherDevice }) => {
    await enter(page, tokenOf("agent"), "/staff/toulouse-2023/proposals/p3");
    await page.getByLabel("Nouvelle note").fill("À revoir avec le service des eaux.");
    await page.getByRole("button", { name: "Ajouter la note" }).click();
    await expect(page.getByRole("listitem").filter({ hasText: "À revoir avec le service des eaux." }).first()).toBeVisible();
    const citizen = await anotherDevice();
    await citizen.goto("/p/toulouse-2023/proposals/p3");
    await expect(pageHeading(citizen)).toBeVisible();
    await expect(citizen.locator("body")).not.toContainText("service des eaux");
    await expect(citizen.locator("body")).not.toContainText("habitant3@example.org");
  });
});
