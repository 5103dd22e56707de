// Observers who bring what they have: a folder, a fingerprint, a tracker; and who follow a log where lines break.
import type { Page } from "@playwright/test";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { countedVote, expect, expectAccessible, expectToFit, openVote, test, town } from "./support/people.ts";

/** The published bundle in a folder of its own, as somebody would download it. */
async function download(process: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "urna-bundle-"));
  const list = (await (await fetch(`${town().http}/bundle/${process}/`)).json()) as { readonly files: readonly { readonly path: string }[] };
  for (const { path } of list.files) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, new Uint8Array(await (await fetch(`${town().http}/bundle/${process}/${path}`)).arrayBuffer()));
  }
  return folder;
}

async function drop(page: Page, folder: string): Promise<void> {
  await page.goto("/observe");
  await page.locator("input[webkitdirectory]").setInputFiles(folder);
}

const verdict = (page: Page) => page.locator(".band [role=status]");
const hour = { timeout: 120_000 };

test.describe.configure({ timeout: 180_000 });

test.describe("observers who bring something", { tag: "@once" }, () => {
  test("a published count is verified, and every ballot's fate can be asked", async ({ page }) => {
    await page.goto(`/observe/${countedVote().id}/log`);
    const more = page.getByRole("button", { name: /^Afficher/ });
    const ballot = page.locator("li", { hasText: "Un bulletin" }).locator("p").first();
    while (!(await ballot.isVisible())) await more.click();
    const tracker = await ballot.innerText();
    await page.getByRole("link", { name: "Vérifier un dépouillement" }).click();
    await expect(verdict(page)).toContainText("Tout tient", hour);
    await expect(page.locator(".checks > li[data-s=ok]")).toHaveCount(14);
    await page.getByLabel("Suivi du bulletin").fill(tracker.toLowerCase());
    await page.getByRole("button", { name: "Que devient-il" }).click();
    await expect(page.locator(".fate")).toContainText(/Compté|Remplacé/);
    await expectAccessible(page);
    await expectToFit(page);
  });

  test("the report that is saved is the verifier's", async ({ page }) => {
    await page.goto(`/observe/${countedVote().id}#m=${countedVote().manifest_hash}`);
    await expect(verdict(page)).toContainText("Tout tient", hour);
    const saved = page.waitForEvent("download");
    await page.getByRole("button", { name: "Enregistrer le fichier" }).click();
    const report = JSON.parse(readFileSync(await (await saved).path(), "utf8")) as { readonly ok: boolean; readonly steps: readonly unknown[]; readonly manifest_hash: string };
    expect(report.ok).toBe(true);
    expect(report.steps).toHaveLength(14);
    expect(report.manifest_hash).toBe(countedVote().manifest_hash);
  });

  test("a folder that was tampered with fails in words", async ({ page }) => {
    const folder = await download(countedVote().id);
    try {
      const changed = join(folder, "result/0.tally");
      const bytes = readFileSync(changed);
      bytes[bytes.length - 3] = (bytes[bytes.length - 3] as number) ^ 1;
      writeFileSync(changed, bytes);
      await drop(page, folder);
      await expect(verdict(page)).toContainText("L’étape 11 ne tient pas", hour);
      await expect(page.locator("li[data-s=bad]")).toContainText("La règle ne donne pas le résultat publié");
      await page.getByText("Détail technique").click();
      await expect(page.getByText("is not what the ballots come to")).toBeVisible();
      await expectAccessible(page);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("another fingerprint than the letter's is said to be one", async ({ page }) => {
    await page.goto(`/observe/${countedVote().id}#m=${"ab".repeat(32)}`);
    await expect(verdict(page)).toContainText("L’étape 2 ne tient pas", hour);
    await expect(page.locator("li[data-s=bad]")).toContainText("Ce que vous avez apporté ne va pas avec ce vote");
  });

  test("a large vote is asked about before it begins, and what runs can be stopped", async ({ page }) => {
    const folder = mkdtempSync(join(tmpdir(), "urna-large-"));
    try {
      writeFileSync(join(folder, "config"), "none");
      writeFileSync(join(folder, "checkpoint"), `large\n2000000\n${Buffer.alloc(32).toString("base64")}\n\n\u2014 large ${Buffer.alloc(68).toString("base64")}\n`);
      await drop(page, folder);
      await expect(page.getByText("Ce vote est grand")).toBeVisible();
      await expectAccessible(page);
      await page.getByRole("button", { name: "Vérifier ici quand même" }).click();
      await expect(verdict(page)).toContainText("L’étape 2 ne tient pas", hour);
    } finally {
      rmSync(folder, { recursive: true });
    }
    await page.goto(`/observe/${countedVote().id}`);
    await page.getByRole("button", { name: "Arrêter" }).click();
    await expect(verdict(page)).toContainText("Rien n’a été conclu");
    await page.getByRole("button", { name: "Reprendre depuis le début" }).click();
    await expect(verdict(page)).toContainText("Tout tient", hour);
  });

  test("a journal is followed, before a vote is sealed and after", async ({ page }) => {
    for (const process of [openVote().id, town().sheet.proposals.id]) {
      await page.goto(`/observe/${process}/journal`);
      await expect(page.getByRole("heading", { level: 1 })).toContainText("Le journal");
      await expect(page.locator(".checks > li").first()).toBeVisible();
      await expect(page.getByText("Première visite")).toBeVisible();
    }
    await expectAccessible(page);
    await expectToFit(page);
  });

  test.describe("where the line breaks", () => {
    test.use({ expectedFaults: [/Failed to load resource/] });

    test("a log that does not answer is no alarm, and what is not signed is no proof", async ({ page }) => {
      await page.goto(`/observe/${openVote().id}/log`);
      await expect(page.getByText("Première visite")).toBeVisible();
      await page.route("**/log/*/checkpoint", (route) => route.abort());
      await page.getByRole("button", { name: "Regarder maintenant" }).click();
      await expect(page.getByText("Pas de réponse cette fois")).toBeVisible();
      await page.unroute("**/log/*/checkpoint");
      await page.route("**/log/*/checkpoint", (route) => route.fulfill({ body: "<html>Welcome to our network</html>" }));
      await page.getByRole("button", { name: "Regarder maintenant" }).click();
      await expect(page.getByText("n’est pas signé par ce registre")).toBeVisible();
      await page.unroute("**/log/*/checkpoint");
      await page.getByRole("button", { name: "Regarder maintenant" }).click();
      await expect(page.getByText("Il continue ce que cet appareil avait vu")).toBeVisible();
    });
  });
});
