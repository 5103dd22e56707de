// Cards in pages of others.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, expectAccessible, keptText, openVote, test, town } from "./support/people.ts";

test.describe("embedded", { tag: "@once" }, () => {
  test("a card shows in a page of somebody else, keeps nothing, and leads to the vote in a tab of its own", async ({ page }) => {
    const newspaper = createServer((_, answer) => {
      answer.setHeader("content-type", "text/html; charset=utf-8");
      answer.end(`<!doctype html><html lang="fr"><link rel="icon" href="data:,"><title>La Gazette</title><h1>La Gazette</h1><iframe title="Budget participatif" src="${town().http}/embed/p/${openVote().id}?lang=fr" width="360" height="420"></iframe>`);
    }).listen(0, "127.0.0.1");
    try {
      await page.goto(`http://127.0.0.1:${(newspaper.address() as AddressInfo).port}/`);
      const card = page.frameLocator("iframe");
      await expect(card.getByRole("heading", { name: "Budget participatif de Toulouse 2022" })).toBeVisible();
      await expect(card.getByText("Le vote est ouvert.")).toBeVisible();
      await expect(card.getByRole("link", { name: "Voter" })).toHaveAttribute("target", "_blank");
      await expectAccessible(page);
      const frame = page.frames().find((one) => one.url().includes("/embed/"));
      expect(await frame?.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie])).toEqual([0, 0, ""]);
    } finally {
      newspaper.close();
    }
  });

  test("no other page lets itself be framed", async ({ page, expectedFaults }) => {
    expectedFaults.push(/frame-ancestors|ERR_BLOCKED_BY_RESPONSE/);
    const thief = createServer((_, answer) => {
      answer.setHeader("content-type", "text/html; charset=utf-8");
      answer.end(`<!doctype html><link rel="icon" href="data:,"><title>Une autre page</title><iframe src="${town().http}/vote/${openVote().id}"></iframe>`);
    }).listen(0, "127.0.0.1");
    try {
      await page.goto(`http://127.0.0.1:${(thief.address() as AddressInfo).port}/`);
      await expect(page.frameLocator("iframe").getByRole("heading", { level: 1 })).toHaveCount(0);
    } finally {
      thief.close();
    }
  });

  test("a card is dark or light as its address asks, and keeps nothing of it", async ({ page }) => {
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await page.goto(`/embed/p/${openVote().id}?light=dark`);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    const dark = await ground();
    await page.goto(`/embed/p/${openVote().id}?light=light`);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    expect(await ground()).not.toBe(dark);
    expect(JSON.parse(await keptText(page))).toMatchObject({ local: {}, session: {} });
  });
});
