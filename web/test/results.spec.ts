// Whoever wants to know how a vote came out, on the town's pages, in a file, and in pages of others.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Page } from "@playwright/test";
import { countedVote, expect, expectAccessible, expectToFit, keptText, openVote, pageHeading, test, town } from "./support/people.ts";
import { program } from "./support/server.ts";

const data = (name: string) => fileURLToPath(new URL(`../../tests/data/${name}`, import.meta.url));
const results = () => `/p/${countedVote().id}/results`;
const result = () => `${results()}/${countedVote().contest}`;

/** What a report that is one file was made of. */
function documentOf(html: string): { readonly outcome: { readonly selected: readonly string[] } } {
  const [, text = ""] = /<script type="application\/json" id="outcome">(.*?)<\/script>/su.exec(html) ?? [];
  return JSON.parse(text) as ReturnType<typeof documentOf>;
}

test("a result says how it came out, why, for whom, and what other rules would have given", { tag: "@broad" }, async ({ page }) => {
  await page.goto(`${results()}?lang=fr`);
  await expect(page.getByRole("heading", { level: 1, name: /^22 projets pour 997\s000\s€$/u })).toBeVisible();
  await expect(page.getByText("1 494 personnes ont voté sur 30 projets.", { exact: false })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Où va l’argent" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Qui s’y retrouve" })).toBeVisible();
  // What takes the server long comes after the rest.
  await expect(page.getByRole("columnheader", { name: "Les plus votés" })).toBeVisible({ timeout: 45_000 });
  await expect(page.getByText("Les points d’un projet sont tous ceux que les votants lui ont donnés", { exact: false })).toBeVisible();
  const names = await page.locator(".matrix").first().locator("thead th").evaluateAll((heads) => heads.slice(1).map((head) => head.firstChild?.textContent ?? ""));
  expect(new Set(names).size, names.join(" | ")).toBe(names.length);
  const first = page.locator(".cascade details").first();
  await first.locator("summary").click();
  await expect(first).toContainText("l’ont payé ensemble");
  const last = page.locator(".cascade .rows").last().locator("details").first();
  await last.locator("summary").click();
  await expect(last).toContainText(/Il manquait [\d\s]+€ à ses [\d\s]+ soutiens\./u);
  await page.getByText("La règle, en quatre phrases").click();
  await expectAccessible(page);
  await expectToFit(page);
});

test("a table of rules that is wider than a phone says so, until its end is seen", { tag: "@once" }, async ({ page }) => {
  await page.goto(`${result()}?lang=fr`);
  const frame = page.getByRole("region", { name: "Largeur du carré" }).first();
  const hint = page.getByText("Faites glisser le tableau pour voir toutes les règles").filter({ visible: true });
  const fades = () => frame.evaluate((element) => getComputedStyle(element).maskImage !== "none");
  await expect(frame).toBeVisible({ timeout: 45_000 });
  await expect(hint).toHaveCount(0);
  expect(await fades()).toBe(false);
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(hint).toBeVisible();
  await expect.poll(fades).toBe(true);
  await frame.evaluate((element) => element.scrollTo({ left: element.scrollWidth }));
  await expect.poll(fades).toBe(false);
});

test("a result is told in both languages, and leads to where it is verified", { tag: "@once" }, async ({ page }) => {
  await page.goto(`${result()}?lang=en`);
  await expect(page.getByRole("heading", { level: 1, name: "22 projects for €997,000" })).toBeVisible();
  await page.getByRole("button", { name: "Français" }).click();
  await expect(page.getByRole("heading", { level: 1, name: /^22 projets pour/u })).toBeVisible();
  await expect(page.getByRole("main").getByRole("link", { name: "Vérifier le dépouillement" })).toHaveAttribute("href", `/observe/${countedVote().id}`);
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Les bulletins (.pb)" }).click()]);
  expect(readFileSync(await file.path(), "utf8")).toContain("num_votes;1494");
});

test("a vote that is open has no result, and says when", { tag: "@broad" }, async ({ page }) => {
  await page.goto(`/p/${openVote().id}/results?lang=fr`);
  await expect(page.getByText("Le vote n’est pas fini.", { exact: false })).toBeVisible();
  await expectAccessible(page);
  await expectToFit(page);
});

test("cards stand in pages of others, keep nothing there, and open beside them", { tag: "@broad" }, async ({ page }) => {
  const cards = [`/embed${result()}?lang=fr`, `/embed/p/${openVote().id}?lang=fr&light=dark`, `/embed/p/${countedVote().id}/projects/${countedVote().contest}/4?lang=en`];
  for (const card of cards) {
    await page.goto(card);
    await expect(pageHeading(page)).toBeVisible();
    await expectAccessible(page);
    for (const width of [240, 320, 800]) {
      await page.setViewportSize({ width, height: 600 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${card} at ${width} px`).toBe(true);
    }
    const links = await page.getByRole("link").all();
    for (const link of links) await expect(link).toHaveAttribute("target", "_blank");
    const { local, session, databases, cookies } = JSON.parse(await keptText(page)) as Record<string, unknown>;
    expect({ local, session, databases, cookies }).toEqual({ local: {}, session: {}, databases: [], cookies: "" });
  }
});

test("the frame of a card can be copied from the page that it is of", { tag: "@once" }, async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto(`${result()}?lang=fr`);
  await page.getByText("Intégrer cette carte").click();
  await page.getByRole("button", { name: "Copier" }).click();
  await expect(page.getByText("Copié.")).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toContain(`src="${town().http}/embed${result()}?lang=fr"`);
});

test.describe("a report that is one file", { tag: "@broad" }, () => {
  test("needs nobody, and tells what the command tells", async ({ page, context }) => {
    const file = test.info().outputPath("report.html");
    const told = execFileSync(program(), ["tally", data("toulouse_2022_mirail.pb"), "--rule", "equal-shares", "--param", "completion=add1", "--param", "then=greedy", "--json", "--lang", "fr", "--html", file], { encoding: "utf8" });
    expect(documentOf(readFileSync(file, "utf8")).outcome.selected).toEqual((JSON.parse(told) as { readonly selected: readonly string[] }).selected);
    await context.setOffline(true);
    await page.goto(pathToFileURL(file).href);
    await expect(page.getByRole("heading", { level: 1, name: /^Cinq projets pour 395\s500\s€$/u })).toBeVisible();
    await page.getByText("Le WorksParc").first().click();
    await expect(page.getByText(/Il manquait 7\s546\s€ à ses 21 soutiens\. Avec une enveloppe de 495\s500\s€, le projet aurait été financé\./u)).toBeVisible();
    await expectAccessible(page);
    await expectToFit(page);
    await page.getByRole("button", { name: "English" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Five projects for €395,500" })).toBeVisible();
    const [saved] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "The data (JSON)" }).click()]);
    expect(JSON.parse(readFileSync(await saved.path(), "utf8"))).toEqual(documentOf(readFileSync(file, "utf8")));
  });

  test("sets rules side by side", async ({ page }) => {
    const file = test.info().outputPath("compared.html");
    execFileSync(program(), ["compare", data("wieliczka_2023.pb"), "--lang", "en", "--html", file]);
    await page.goto(pathToFileURL(file).href);
    await expect(page.getByRole("heading", { level: 1, name: "The rules side by side" })).toBeVisible();
    // One table of those on which the rules differ; that of all others is folded away, and is as wide.
    await expect(page.getByRole("columnheader")).toHaveCount(1 + 8);
    await page.locator("summary", { hasText: "The projects on which they agree" }).click();
    await expect(page.getByRole("columnheader")).toHaveCount(2 * (1 + 8));
    await expectAccessible(page);
    await expectToFit(page);
  });

  // No amount is wider than its place, whatever the currency.
  const amountsFit = (page: Page) => page.locator(".cascade .amount").evaluateAll((all) => all.every((one) => one.scrollWidth <= one.clientWidth + 1));

  test("of a vote in which nobody voted says so, with amounts of three decimals and a name from right to left", async ({ page }) => {
    const [votes, file] = [test.info().outputPath("nobody.pb"), test.info().outputPath("nobody.html")];
    writeFileSync(votes, "META\nkey;value\ndescription;Personne\nnum_projects;2\nnum_votes;0\nbudget;1000.500\nvote_type;approval\ncurrency;KWD\nPROJECTS\nproject_id;cost;name\na;500.125;حديقة الحي للجميع\nb;700;Un banc\nVOTES\nvoter_id;vote\n");
    execFileSync(program(), ["tally", votes, "--rule", "equal-shares", "--lang", "fr", "--html", file], { stdio: "pipe" });
    await page.goto(pathToFileURL(file).href);
    await expect(page.getByRole("heading", { level: 1, name: "Aucun projet financé" })).toBeVisible();
    await expect(page.getByText(/Personne n’a voté\. L’enveloppe était de 1\s000,500\sKWD\s; elle reste entière\./u)).toBeVisible();
    await expect(page.getByText(/500,125\sKWD/u).first()).toBeVisible();
    await expect(page.locator("body")).not.toContainText(/NaN|Infinity|undefined/);
    const name = page.getByText("حديقة الحي للجميع").first();
    expect(await name.evaluate((element) => getComputedStyle(element.closest("bdi, [dir]") ?? element).direction)).toBe("rtl");
    expect(await amountsFit(page), "amounts in their places").toBe(true);
    await expectAccessible(page);
    await expectToFit(page);
  });

  test("of amounts without decimals has none", async ({ page }) => {
    const [votes, file] = [test.info().outputPath("yen.pb"), test.info().outputPath("yen.html")];
    writeFileSync(votes, "META\nkey;value\ndescription;Yen\nnum_projects;2\nnum_votes;2\nbudget;123456789012\nvote_type;approval\ncurrency;JPY\nPROJECTS\nproject_id;cost;name\na;23456789012;Un parc\nb;700;Un banc\nVOTES\nvoter_id;vote\n1;a\n2;a,b\n");
    execFileSync(program(), ["tally", votes, "--rule", "greedy", "--lang", "fr", "--html", file], { stdio: "pipe" });
    await page.goto(pathToFileURL(file).href);
    await expect(page.getByRole("heading", { level: 1 })).toContainText(/23\s456\s789\s712\s(JPY|¥)/u);
    expect(await amountsFit(page), "amounts in their places").toBe(true);
    await expectToFit(page);
  });
});
