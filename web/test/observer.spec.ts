// Whoever believes nobody: the count done again in the browser.
import { countedVote, expect, expectAccessible, expectToFit, openVote, test } from "./support/people.ts";

test.describe("observers", { tag: "@once" }, () => {
  test("a published count is verified in the page, step by step, and gives the same result", async ({ page }) => {
    test.setTimeout(180_000);
    await page.goto(`/observe/${countedVote().id}`);
    await expect(page.getByRole("status").filter({ hasText: "Tout tient." })).toContainText("Les quatorze étapes tiennent.", { timeout: 150_000 });
    const main = page.getByRole("main");
    await expect(main).toContainText("1 494 bulletins déposés : 1 494 comptent.");
    await expect(main).toContainText("Le résultat publié est le même.");
    await expect(main).toContainText("997 000 € sur 1 000 000 €");
    await expect(page.getByRole("region", { name: "Les quatorze étapes" }).getByRole("listitem")).toHaveCount(14);
    await expectAccessible(page);
    await expectToFit(page);
  });

  test("a bundle of which one byte was changed is told not to hold, with the step that failed, and no result is shown as verified", async ({ page }) => {
    await page.route("**/bundle/**", async (route) => {
      if (!/\/(manifest|config|roll|opening)[^/]*$/.test(new URL(route.request().url()).pathname)) return route.continue();
      const answer = await route.fetch();
      const body = await answer.body();
      const at = Math.floor(body.length / 2);
      body[at] = (body[at] ?? 0) ^ 1;
      return route.fulfill({ response: answer, body });
    });
    await page.goto(`/observe/${countedVote().id}`);
    await expect(page.getByRole("status").filter({ hasText: /ne tient pas|a échoué|faux|pas/ }).first()).toBeVisible({ timeout: 60_000 });
    await expect(page.getByText("Tout tient.")).toHaveCount(0);
    await expect(page.getByText("Le résultat publié est le même.")).toHaveCount(0);
  });

  test("a log is followed as it grows, and this device remembers what it has seen", async ({ page }) => {
    await page.goto(`/observe/${openVote().id}/log`);
    await expect(page.getByRole("heading", { level: 1, name: "Le registre, ligne après ligne" })).toBeVisible();
    await expect(page.getByText("Première visite : tout ce qui suivra devra continuer ce que cet appareil vient de voir.")).toBeVisible();
    await page.reload();
    await expect(page.getByRole("heading", { level: 1, name: "Le registre, ligne après ligne" })).toBeVisible();
    await expect(page.getByText("Première visite")).toHaveCount(0);
  });

  test("observers need no account, and are shown the votes of this server and how to bring those of others", async ({ page }) => {
    await page.goto("/observe");
    await expect(page.getByRole("heading", { level: 1, name: "Rien à croire. Tout à vérifier." })).toBeVisible();
    await expect(page.getByRole("link", { name: "Vérifier : Budget participatif de Toulouse 2019" })).toHaveAttribute("href", "/observe/toulouse-2019");
    await expect(page.getByRole("region", { name: "Le dossier d’un vote" })).toContainText("Rien n’en quitte cet appareil.");
  });
});
