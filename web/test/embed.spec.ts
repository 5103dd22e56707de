// Cards in pages of others.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "@playwright/test";
import { countedVote, expect, keptText, openVote, pageHeading, test, town } from "./support/people.ts";

/** Goes to a page of another origin that has nothing but this html, and does there what is to be done. */
async function atAnother(page: Page, html: string, act: () => Promise<void>): Promise<void> {
  const server = createServer((_, answer) => {
    answer.setHeader("content-type", "text/html; charset=utf-8");
    answer.end(`<!doctype html><html lang="fr"><link rel="icon" href="data:,">${html}`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await act();
  } finally {
    server.close();
  }
}

test.describe("embedded", { tag: "@once" }, () => {
  test("a card shows in a page of somebody else, keeps nothing, and leads to the vote in a tab of its own", async ({ page }) => {
    const html = `<title>La Gazette</title><main><h1>La Gazette</h1><iframe title="Budget participatif" src="${town().http}/embed/p/${openVote().id}?lang=fr" width="360" height="420"></iframe></main>`;
    await atAnother(page, html, async () => {
      const card = page.frameLocator("iframe");
      await expect(card.getByRole("heading", { name: "Budget participatif de Toulouse 2022" })).toBeVisible();
      await expect(card.getByText("Le vote est ouvert.")).toBeVisible();
      await expect(card.getByRole("link", { name: "Voter" })).toHaveAttribute("target", "_blank");
      const frame = page.frames().find((one) => one.url().includes("/embed/"));
      expect(await frame?.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie])).toEqual([0, 0, ""]);
    });
  });

  test("no other page lets itself be framed, neither the booth nor the page that a card is of", async ({ page, expectedFaults }) => {
    expectedFaults.push(/frame-ancestors|ERR_BLOCKED_BY_RESPONSE/);
    const result = `/p/${countedVote().id}/results/${countedVote().contest}`;
    const frames = [`/vote/${openVote().id}`, result, `/embed${result}?lang=fr`].map((path, i) => `<iframe id="f${i}" title="${i}" src="${town().http}${path}"></iframe>`);
    await atAnother(page, `<title>Une autre page</title>${frames.join("")}`, async () => {
      await expect(page.frameLocator("#f2").getByRole("heading", { level: 1 })).toBeVisible();
      for (const refused of ["#f0", "#f1"]) await expect(page.frameLocator(refused).getByRole("heading", { level: 1 })).toHaveCount(0);
      expect(page.frames().map((frame) => frame.url()).filter((url) => url.startsWith(town().http))).toEqual([`${town().http}/embed${result}?lang=fr`]);
    });
  });

  test("a card is dark or light as its address asks, and keeps nothing of it", async ({ page }) => {
    const ground = () => page.evaluate(() => getComputedStyle(document.querySelector("h1") as Element).color);
    await page.goto(`/embed/p/${openVote().id}?light=dark`);
    await expect(pageHeading(page)).toBeVisible();
    const dark = await ground();
    await page.goto(`/embed/p/${openVote().id}?light=light`);
    await expect(pageHeading(page)).toBeVisible();
    expect(await ground()).not.toBe(dark);
    expect(JSON.parse(await keptText(page))).toMatchObject({ local: {}, session: {} });
  });

  test("a card of what is not there, or that cannot be read, has a heading that says so, and can be tried again", async ({ page, expectedFaults }) => {
    expectedFaults.push(/status of 404/, /ERR_FAILED/);
    for (const path of ["/embed/p/nowhere", "/embed/p/toulouse-2022/projects/mirail/999"]) {
      await page.goto(path);
      await expect(pageHeading(page)).toHaveText("Rien à cette adresse");
      await expect(page.locator("h1")).toHaveCount(1);
    }
    await page.goto(`/embed/p/${openVote().id}/results/${openVote().contest}`);
    await expect(pageHeading(page)).toHaveText("Le résultat sera ici.");
    await page.goto("/embed/p/toulouse-2022/nothing/of/it");
    await expect(pageHeading(page)).toHaveText("Cette page n’existe pas.");
    await page.route("**/urna.v1.*/**", (route) => route.abort());
    await page.goto(`/embed/p/${openVote().id}`);
    await expect(pageHeading(page)).toHaveText("Cette page n’a pas pu s’ouvrir");
    await page.unrouteAll();
    await page.getByRole("button", { name: "Réessayer" }).click();
    await expect(pageHeading(page)).toHaveText("Budget participatif de Toulouse 2022");
  });
});
