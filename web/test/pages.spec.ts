// What holds for every page, whoever reads it.
import type { Page } from "@playwright/test";
import { expect, expectAccessible, expectOpen, expectToFit, pageHeading, test, town } from "./support/people.ts";

interface Address {
  readonly path: string;
  /** Whom it is for, and what for. */
  readonly name: string;
  /** A card in a page of somebody else has no frame, and speaks the language of its address. */
  readonly isCard?: boolean;
  /** Nobody but who builds pages goes there, and it is as long as twenty of them. */
  readonly isLong?: boolean;
}

const addresses: readonly Address[] = [
  { path: "/", name: "all budgets" },
  { path: "/p/toulouse-2022", name: "a budget whose vote is open" },
  { path: "/p/toulouse-2019", name: "a budget that is counted" },
  { path: "/p/toulouse-2023", name: "a budget that takes proposals" },
  { path: "/p/jeunes-2023", name: "a budget under review" },
  { path: "/p/toulouse-2022/mandate", name: "a mandate" },
  { path: "/p/toulouse-2022/projects", name: "the projects of a vote" },
  { path: "/p/toulouse-2022/projects/mirail/183", name: "a project with a long title" },
  { path: "/p/toulouse-2022/shortlist", name: "what somebody has kept" },
  { path: "/p/toulouse-2022/booklet", name: "the booklet" },
  { path: "/p/toulouse-2022/poster", name: "the poster" },
  { path: "/p/toulouse-2022/results", name: "results that are not there yet" },
  { path: "/p/toulouse-2019/results", name: "the results of a process" },
  { path: "/p/toulouse-2019/results/toulouse", name: "the result of a contest" },
  { path: "/p/toulouse-2023/proposals", name: "proposals" },
  { path: "/p/toulouse-2023/proposals/p7", name: "a proposal" },
  { path: "/p/toulouse-2023/propose", name: "whoever proposes" },
  { path: "/nowhere", name: "an address of nothing" },
  { path: "/check/toulouse-2022", name: "whoever checks a receipt" },
  { path: "/observe", name: "observers" },
  { path: "/observe/toulouse-2022/log", name: "the log of a vote" },
  { path: "/observe/toulouse-2022/journal", name: "the journal of a process" },
  { path: "/observe/toulouse-2019/files", name: "the files of a vote" },
  { path: "/staff", name: "agents who enter" },
  { path: "/styleguide/", name: "whoever builds a page", isLong: true },
  { path: "/embed/p/toulouse-2022", name: "the card of a process", isCard: true },
  { path: "/embed/p/toulouse-2022/projects/mirail/183", name: "the card of a project", isCard: true },
  { path: "/embed/p/toulouse-2019/results/toulouse", name: "the card of a result", isCard: true },
];

/** Whole: with its heading, and with nothing that waits or has failed. */
async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expectOpen(page);
}

/** What only a mistake writes; and words of French in a page of English, where they are nobody's own text. */
async function expectWords(page: Page, language: "fr" | "en"): Promise<void> {
  await expect(page.locator("html")).toHaveAttribute("lang", language);
  const text = await page.evaluate((language) => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const parts: string[] = [];
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (parent?.closest("script, style, code, pre, kbd") === null && (parent.closest("[lang]")?.getAttribute("lang") ?? language) === language) parts.push(node.textContent ?? "");
    }
    return parts.join("\n");
  }, language);
  expect(text).not.toMatch(/\bundefined\b|\bNaN\b|\[object |\$\{|\bnull\b/);
  if (language === "en") expect(text.match(/.*\b(vous|votre|vos|cette|avec|dans|projets|les)\b.*/gi) ?? [], "French in an English page").toEqual([]);
  else expect(text.match(/.*\b(the|your|you|with|this|projects|of)\b.*/gi) ?? [], "English in a French page").toEqual([]);
}

for (const { path, name, isCard = false, isLong = false } of addresses) {
  test(`the page of ${name} is whole, accessible, fits the window, and speaks French and English`, { tag: isLong ? ["@broad", "@long"] : "@broad" }, async ({ page }, info) => {
    await open(page, path);
    if (path !== "/styleguide/") await expectWords(page, "fr");
    // In the light that other tests of the same pages leave out.
    await expectAccessible(page, "dark");
    await expectToFit(page);
    if (info.project.name !== "desktop") return;
    if (isCard) await open(page, `${path}?lang=en`);
    else await page.getByRole("banner").getByRole("button", { name: "English" }).click();
    if (path !== "/styleguide/") await expectWords(page, "en");
  });
}

test.describe("as the server gives them", { tag: "@once" }, () => {
  for (const path of ["/", "/vote/toulouse-2022", "/check/", "/staff", "/observe", "/embed/p/toulouse-2022", "/styleguide/"]) {
    test(`the page at ${path} takes nothing from anybody else, and says the digest of all that it runs`, async ({ request }) => {
      const answer = await request.get(path, { headers: { accept: "text/html" } });
      const { "content-security-policy": policy = "", "referrer-policy": referrer, "x-content-type-options": sniff } = answer.headers();
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("require-trusted-types-for 'script'");
      expect(policy).not.toMatch(/unsafe-|\*(?!;|$)/);
      expect(policy).toContain(path.startsWith("/embed/") ? "frame-ancestors *" : "frame-ancestors 'none'");
      expect([referrer, sniff]).toEqual(["no-referrer", "nosniff"]);
      const html = await answer.text();
      expect(html).not.toMatch(/\sstyle=|\son[a-z]+=|="javascript:/i);
      for (const [tag] of html.matchAll(/<(?:script|link)\b[^>]*>/g)) {
        if (/type="importmap"|rel="icon"|rel="manifest"/.test(tag)) continue;
        expect(tag).toMatch(/integrity="sha384-/);
        expect(tag).toMatch(/(?:src|href)="\/assets\//);
      }
    });
  }

  test("files whose name has their digest are kept for ever, all others are asked for again", async ({ request }) => {
    const html = await request.get("/");
    expect(html.headers()["cache-control"]).toBe("no-cache");
    const [, asset = ""] = /src="(\/assets\/[^"]+)"/.exec(await html.text()) ?? [];
    expect((await request.get(asset)).headers()["cache-control"]).toContain("immutable");
    expect((await request.get("/assets/nothing.js", { failOnStatusCode: false })).status()).toBe(404);
  });
});

test("light and dark are followed from the device, and may be changed by hand for longer than a visit", { tag: "@once" }, async ({ page }) => {
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.emulateMedia({ colorScheme: "light" });
  await open(page, "/");
  const light = await ground();
  await page.emulateMedia({ colorScheme: "dark" });
  const dark = await ground();
  expect(dark).not.toBe(light);
  await page.getByRole("button", { name: "Passer du clair au sombre" }).click();
  expect(await ground()).toBe(light);
  await page.reload();
  await expect(pageHeading(page)).toBeVisible();
  expect(await ground()).toBe(light);
});

test("the language that was chosen is spoken at the next visit, and an address may ask for one", { tag: "@once" }, async ({ page }) => {
  await open(page, "/p/toulouse-2022");
  await page.getByRole("button", { name: "English" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Citizen budget of Toulouse 2022" })).toBeVisible();
  await open(page, "/p/toulouse-2022");
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await open(page, "/p/toulouse-2022?lang=fr");
  await expect(page.locator("html")).toHaveAttribute("lang", "fr");
});

test("a page whose server is away says so, and goes on once it is back", { tag: "@once" }, async ({ page, expectedFaults }) => {
  expectedFaults.push(/ERR_CONNECTION|ERR_FAILED/);
  await page.route(`${town().http}/urna.v1.*/**`, (route) => route.abort("connectionrefused"));
  await page.goto("/p/toulouse-2022");
  await expect(page.getByRole("alert")).toContainText("Le serveur ne répond pas.");
  await page.unrouteAll();
  await page.getByRole("button", { name: "Réessayer" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Budget participatif de Toulouse 2022" })).toBeVisible();
});
