// Data that no designer chose: as many as there can be, one, none, amounts of other currencies, names of other scripts. Answers of the real server, altered
// on their way to the page.
import type { Page } from "@playwright/test";
import { alter, type Json } from "./support/alter.ts";
import { expect, expectAccessible, expectToFit, openVote, pageHeading, test } from "./support/people.ts";

interface Project extends Json {
  readonly name: string;
  readonly title: readonly { readonly language: string; readonly text: string }[];
  readonly cost: string;
}

const longest = "Création d’un espace de rencontre, de jardinage, de sport et de culture ouvert à toutes et à tous, sur les anciens terrains du chemin de fer entre la gare, le canal et la rue des Frères-Lumière : anticonstitutionnellement-intergénérationnel";
const rightToLeft = "حديقة الحي للجميع";

/** The projects of all lists become `made` of the first one. */
const withProjects = (page: Page, made: (first: Project) => readonly Project[]) =>
  alter(page, "Projects/ListProjects", ({ projects, ...rest }) => ({ ...rest, projects: made((projects as Project[])[0] as Project) }));

const titled = (project: Project, id: string, text: string, cost = project.cost): Project => ({
  ...project, name: project.name.replace(/[^/]+$/, id), title: [{ language: "fr", text }], cost,
});

const projectsPath = () => `/p/${openVote().id}/projects`;

test.describe("hard data", { tag: "@once" }, () => {
  test("500 projects are all there, are found by a word, and one with the longest title is cut nowhere", async ({ page }) => {
    await withProjects(page, (first) => Array.from({ length: 500 }, (_, i) => titled(first, `x${i}`, i === 250 ? longest : `Projet ${i}`)));
    await page.goto(projectsPath());
    await expect(page.getByRole("heading", { level: 1 })).toContainText("500");
    await expectToFit(page);
    await page.getByRole("searchbox", { name: "Chercher un projet" }).fill("intergénérationnel");
    const title = page.getByRole("heading", { level: 3, name: longest.slice(0, 60) });
    await expect(title).toBeVisible();
    await expect(title).toHaveText(longest);
    expect(await title.evaluate((element) => element.scrollWidth <= element.clientWidth && getComputedStyle(element).textOverflow !== "ellipsis")).toBe(true);
    await expectToFit(page);
  });

  test("one project is spoken of as one", async ({ page }) => {
    await withProjects(page, (first) => [titled(first, "solo", "Le seul")]);
    await page.goto(projectsPath());
    await expect(pageHeading(page)).toBeVisible();
    await expect(page.getByRole("main")).not.toContainText(/\b1 projets|\bun projets|les un\b|0 projets/i);
    await expect(page.getByRole("heading", { level: 3, name: "Le seul" })).toBeVisible();
  });

  test("where there is no project the page says so and leads on", async ({ page }) => {
    await withProjects(page, () => []);
    await page.goto(projectsPath());
    await expect(pageHeading(page)).toBeVisible();
    await expect(page.getByRole("main").getByRole("link").first()).toBeVisible();
    await expect(page.getByRole("main")).not.toContainText(/NaN|Infinity|undefined/);
    await expectAccessible(page);
  });

  for (const [digits, currency, cost, said] of [[0, "JPY", "7500000", /7\s500\s000\s(JPY|¥|JP¥)/], [3, "TND", "7500125", /7\s500,125\s(TND|DT)/]] as const) {
    test(`amounts of a currency with ${digits} decimals are exact`, async ({ page }) => {
      await alter(page, "Processes/GetProcess", (process) => ({ ...process, currency, currencyDigits: digits }));
      await withProjects(page, (first) => [titled(first, "money", "Un coût", cost), titled(first, "other", "Un autre", "1")]);
      await page.goto(projectsPath());
      await expect(page.getByRole("article").filter({ hasText: "Un coût" }).first()).toContainText(said);
      await expectToFit(page);
    });
  }

  test("a name that is written from right to left keeps its own direction, and the page its own", async ({ page }) => {
    await withProjects(page, (first) => [{ ...titled(first, "rtl", rightToLeft), title: [{ language: "ar", text: rightToLeft }] }, titled(first, "ltr", "À côté")]);
    await page.goto(projectsPath());
    const title = page.getByRole("heading", { level: 3, name: rightToLeft });
    await expect(title).toBeVisible();
    const text = title.locator("bdi, [dir]").first();
    expect(await text.evaluate((element) => getComputedStyle(element).direction === "rtl" || element.tagName === "BDI")).toBe(true);
    await expect(title.locator("[lang]").first()).toHaveAttribute("lang", "ar");
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).direction)).toBe("ltr");
    await expectToFit(page);
  });

  test("a server that has no process at all has a page all the same", async ({ page }) => {
    await alter(page, "Processes/ListProcesses", () => ({}));
    await page.goto("/");
    await expect(pageHeading(page)).toBeVisible();
    await expect(page.getByText(/^Un instant…$/)).toHaveCount(0);
    await expectAccessible(page);
    await expectToFit(page);
  });
});
