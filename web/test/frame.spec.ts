// What holds for every page of a door, however one comes to it, and whatever becomes of what it reads.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expect, expectAccessible, expectOpen, isLong, test, town } from "./support/people.ts";

const citizens = [
  "/", "/p/toulouse-2022", "/p/toulouse-2022/mandate", "/p/toulouse-2022/projects", "/p/toulouse-2022/projects/mirail/183", "/p/toulouse-2022/shortlist",
  "/p/toulouse-2022/booklet", "/p/toulouse-2022/poster", "/p/toulouse-2022/results", "/p/toulouse-2019/results/toulouse", "/p/toulouse-2023/proposals",
  "/p/toulouse-2023/proposals/p7", "/p/toulouse-2023/propose", "/login", "/mine", "/account",
];
const observers = ["/observe", "/observe/toulouse-2019", "/observe/toulouse-2022/log", "/observe/toulouse-2022/journal", "/observe/toulouse-2019/files"];
const agents = [
  "/staff", "/staff/toulouse-2023", ...["proposals", "proposals/p3", "count", "rolls", "journal", "mandate", "calendar", "form", "settings", "areas", "electorates", "parties", "contests",
    "new-contest", "contests/est", "messages"].map((part) => `/staff/toulouse-2023/${part}`), "/staff/people", "/staff/people/tokens", "/staff/messages", "/staff/me", "/staff/new",
];

/** As a link of the page leads there, without loading anew. */
async function follow(page: Page, path: string): Promise<void> {
  await page.evaluate((href) => {
    const link = document.createElement("a");
    link.href = href;
    document.body.append(link);
    link.click();
    link.remove();
  }, path);
  await expect(page).toHaveURL((url) => url.pathname === path);
}

async function enter(page: Page): Promise<void> {
  await page.goto("/staff");
  await page.getByLabel("Votre jeton").fill(readFileSync(join(town().work, "admin.token"), "utf8").trim());
  await page.getByRole("button", { name: "Entrer" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Entrer" })).toHaveCount(0);
}

/** Who is there: one heading, and a window that is called after it. */
async function expectNamed(page: Page): Promise<void> {
  await expect(page.locator("h1")).toHaveCount(1);
  await expect(page.locator("h1")).toBeVisible();
  await expect(page).toHaveTitle(/\S.*[.?!…] Urna$/u);
}

test.describe("pages of a door", { tag: "@once" }, () => {
  for (const [door, paths, prepare] of [["citizens", citizens, undefined], ["observers", observers, undefined], ["agents", agents, enter]] as const) {
    // A call that its address has no part for is refused, and the console says so: that is a fault of any test here.
    test(`of ${door}: whoever goes from one to another leaves nothing behind that asks in the name of the next`, async ({ page }) => {
      const [first = "/", ...others] = paths;
      if (prepare === undefined) await page.goto(first);
      else await prepare(page);
      await expectOpen(page);
      // Round once; in the long run there and back from each.
      for (const path of isLong ? others.flatMap((other) => [other, first]) : [...others, first]) {
        await follow(page, path);
        await expectOpen(page);
        await expectNamed(page);
      }
    });
  }

  test("what was typed of one place is not another's: two proposals are two pages", async ({ page }) => {
    await page.goto("/p/toulouse-2023/proposals/p3");
    await page.getByText("Signaler un contenu").click();
    await page.getByLabel("Ce qui ne va pas").fill("Une question");
    await follow(page, "/p/toulouse-2023/proposals/p4");
    await expect(page.getByRole("heading", { level: 1, name: "Réouverture des espaces verts" })).toBeFocused();
    await page.getByText("Signaler un contenu").click();
    await expect(page.getByLabel("Ce qui ne va pas")).toHaveValue("");
  });

  for (const [door, paths] of [["citizens", citizens], ["observers", observers]] as const) {
    test(`of ${door} have a heading and a title while they wait, and while what they read fails`, async ({ page, expectedFaults }) => {
      expectedFaults.push(/ERR_FAILED/);
      const [first = "/"] = paths;
      const calls = /\/(urna\.v1\.|bundle\/|log\/|journal\/)/;
      const waiting: (() => Promise<void>)[] = [];
      await page.route(calls, (route) => void waiting.push(() => route.abort()));
      await page.goto(first);
      for (const path of paths) {
        await follow(page, path);
        await expectNamed(page);
      }
      await page.unrouteAll();
      await page.route(calls, (route) => route.abort());
      await Promise.all(waiting.map((abort) => abort().catch(() => undefined)));
      // What fails is shown by one component on all pages: an ordinary run goes to some.
      for (const path of paths.filter((_, i) => isLong || i % 4 === 0)) {
        await page.goto(path);
        await expect(page.locator("h1")).not.toHaveClass(/waiting/);
        await expectNamed(page);
      }
    });
  }

  test("whoever tries again finds the focus on what came", async ({ page, expectedFaults }) => {
    expectedFaults.push(/ERR_FAILED/);
    await page.route("**/urna.v1.*/**", (route) => route.abort());
    await page.goto("/p/toulouse-2023/proposals/p3");
    await expect(page.getByRole("heading", { level: 1, name: "Cette page n’a pas pu s’ouvrir" })).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Réessayer" }).press("Enter");
    await expect(page.getByRole("heading", { level: 1, name: "Cette page n’a pas pu s’ouvrir" })).toBeFocused();
    await page.unrouteAll();
    await page.getByRole("button", { name: "Réessayer" }).press("Enter");
    await expect(page.getByRole("heading", { level: 1, name: "Toilettes publiques" })).toBeFocused();
    await expect(page).toHaveTitle(/^Toilettes publiques/u);
  });

  test("what is not there is said, with a way out", async ({ page, expectedFaults }) => {
    expectedFaults.push(/status of 404/);
    for (const path of ["/p/nowhere", "/p/nowhere/projects", "/p/toulouse-2023/proposals/p999", "/p/toulouse-2022/projects/mirail/999"]) {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1, name: "Rien à cette adresse" })).toBeVisible();
      await expectNamed(page);
    }
    await expectAccessible(page);
    await page.getByRole("link", { name: "Revenir à l’accueil" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Rien à cette adresse" })).toHaveCount(0);
    await expectOpen(page);
    for (const path of ["/p/nowhere/at/all", "/observe/x/y/z", "/vote/", "/check/nowhere"]) {
      await page.goto(path);
      await expectNamed(page);
    }
  });
});
