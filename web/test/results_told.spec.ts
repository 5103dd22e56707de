// Results in words and lists: whoever sees no picture, and whoever adds up, finds the same.
import type { Page } from "@playwright/test";
import { alter, alterReport, type Json } from "./support/alter.ts";
import { countedVote, expect, pageHeading, test } from "./support/people.ts";

const result = () => `/p/${countedVote().id}/results/${countedVote().contest}`;

async function open(page: Page): Promise<void> {
  await page.goto(result());
  await expect(page.getByRole("heading", { level: 1, name: "22 projets pour 997 000 €" })).toBeVisible();
}

/** Euros of all amounts in texts such as `Halte aux moustiques !, 2 000 €`. */
const euros = (texts: readonly string[]) => texts.map((text) => Number(/([\d\s]+) €\s*$/u.exec(text.replaceAll(/\s/g, " ").trim())?.[1]?.replaceAll(/\D/g, "")));
const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);

test.describe("results", { tag: "@once" }, () => {
  test("the sum is said before it is drawn, and what is drawn adds up to the envelope", async ({ page }) => {
    await open(page);
    const main = page.getByRole("main");
    await expect(main).toContainText("1 494 personnes ont voté sur 30 projets. L’enveloppe était de 1 000 000 € ; il reste 3 000 €.");
    await expect(page.getByRole("img", { name: "Barre de l’enveloppe : 22 projets, 997 000 € sur 1 000 000 €." })).toBeVisible();
    const funded = page.getByRole("listitem").filter({ hasText: "Financé en" }).filter({ hasText: "Pourquoi" });
    await expect(funded).toHaveCount(22);
    const costs = euros(await funded.locator(".amount").allTextContents());
    expect(costs).toHaveLength(22);
    expect(sum(costs)).toBe(997_000);
  });

  test("every project says in words why it was funded, or what its supporters were short of", async ({ page }) => {
    await open(page);
    const funded = page.getByRole("listitem").filter({ hasText: "Halte aux moustiques" }).filter({ hasText: "Pourquoi" });
    await expect(funded).toContainText("497 points. Financé en 1er par ses soutiens.");
    const missed = page.getByRole("listitem").filter({ hasText: "Tous à la Ramée à vélo" }).filter({ hasText: "Pourquoi" });
    await expect(missed).toContainText("Il manquait 152 051 € à ses soutiens.");
    await missed.getByText("Pourquoi ?").click();
    await expect(missed.locator("details")).toHaveAttribute("open", "");
    await expect(page.getByRole("listitem").filter({ hasText: "Pourquoi ?" })).toHaveCount(30);
  });

  test("how many people find one of their choices is a table beside its picture, and its numbers add up to all who voted", async ({ page }) => {
    await open(page);
    const cells = await page.getByRole("table", { name: "Votants par nombre de projets financés parmi leurs choix" }).getByRole("row").locator("td:nth-child(2)").allTextContents();
    expect(sum(cells.map((text) => Number(text.replaceAll(/\D/g, ""))))).toBe(1494);
    await expect(page.getByRole("main")).toContainText("1 424 votants sur 1 494, soit 95 %");
  });

  test("themes are called by the titles of the form, and look as they do in the catalogue", async ({ page }) => {
    // As projects have them that were proposed: ids of the form.
    const ids = ["waste", "nature", "mobility"];
    const titles = ["Déchets et recyclage", "Nature en ville", "Éco-mobilité"];
    let given = 0;
    const themed = (projects: unknown) => (projects as readonly Json[]).map((project) => ({ ...project, categories: [ids[given++ % ids.length]] }));
    await alterReport(page, (report) => ({ ...report, projects: themed(report["projects"]) }));
    await alter(page, "Projects/ListProjects", (answer) => ({ ...answer, projects: themed(answer["projects"]) }));
    const huesOf = () => Promise.all(titles.map((title) => page.getByRole("main").locator(".theme", { hasText: title }).first().getAttribute("data-hue")));
    await open(page);
    const bars = page.getByRole("listitem").filter({ has: page.locator("h3 .theme") });
    await expect(bars.filter({ hasText: titles[0] as string })).toBeVisible();
    const inResults = await huesOf();
    expect(new Set(inResults).size, "a hue for each").toBe(ids.length);
    for (const id of ids) await expect(page.getByRole("main").getByText(id, { exact: true })).toHaveCount(0);
    await page.getByRole("button", { name: "English" }).click();
    await expect(page.getByRole("heading", { level: 3, name: "Nature in the city" })).toBeVisible();
    await page.getByRole("button", { name: "Français" }).click();
    await page.goto(`/p/${countedVote().id}/projects`);
    await expect(page.getByRole("article").first()).toBeVisible();
    expect(await huesOf()).toEqual(inResults);
  });

  test("where no project has a theme, the money is a floor all the same, with its list", async ({ page }) => {
    await open(page);
    await expect(page.locator(".tiles > div").first()).toBeVisible();
    const list = page.getByRole("list").filter({ has: page.locator("li > b.num") }).first();
    await expect(list.getByRole("listitem")).toHaveCount(22);
    expect(sum(euros(await list.getByRole("listitem").allTextContents()))).toBe(997_000);
  });

  test("the rule is told in words that everybody knows", async ({ page }) => {
    await open(page);
    await page.getByText("La règle, en quatre phrases").click();
    await expect(page.getByRole("main")).not.toContainText(/\brho\b|EJR|endowment/i);
  });

  test("everything can be unfolded and read with a keyboard", async ({ page }) => {
    await open(page);
    const why = page.getByRole("listitem").filter({ hasText: "Nichoirs pour mésanges" }).locator("summary").first();
    await why.focus();
    await page.keyboard.press("Enter");
    await expect(why.locator("..")).toHaveAttribute("open", "");
  });

  test("printed, the result is whole: its sums and its lists, without what can only be pressed", async ({ page }) => {
    await open(page);
    await page.emulateMedia({ media: "print" });
    await expect(pageHeading(page)).toBeVisible();
    await expect(page.getByRole("navigation").filter({ visible: true })).toHaveCount(0);
    await expect(page.getByRole("button", { name: "English" })).toBeHidden();
    await expect(page.getByText("Il manquait 152 051 € à ses soutiens.").first()).toBeVisible();
  });
});
