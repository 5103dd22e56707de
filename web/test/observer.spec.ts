// Observers: they verify a count that a server or a folder has, and follow a log.
import type { Page } from "@playwright/test";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { countedVote, expect, expectAccessible, expectToFit, hamlet, openVote, test, town } from "./support/people.ts";

/** The published bundle in a folder of its own, as somebody would download it. */
async function download(process: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "urna-bundle-"));
  const list = (await (await fetch(`${hamlet().http}/bundle/${process}/`)).json()) as { readonly files: readonly { readonly path: string }[] };
  for (const { path } of list.files) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, new Uint8Array(await (await fetch(`${hamlet().http}/bundle/${process}/${path}`)).arrayBuffer()));
  }
  return folder;
}

async function drop(page: Page, folder: string): Promise<void> {
  await page.goto(`${hamlet().http}/observe`);
  await page.locator("input[webkitdirectory]").setInputFiles(folder);
}

const verdict = (page: Page) => page.locator(".band [role=status]");
const hour = { timeout: 120_000 };

test.describe.configure({ timeout: 180_000 });

test("a town's whole count is done again in the browser, and gives the same result", { tag: ["@once", "@long"] }, async ({ page }) => {
  await page.goto(`${town().http}/observe/${countedVote().id}`);
  await expect(verdict(page)).toContainText("Les quatorze étapes tiennent.", hour);
  const main = page.getByRole("main");
  await expect(main).toContainText("1 494 bulletins déposés : 1 494 comptent.");
  await expect(main).toContainText("Le résultat publié est le même.");
  await expect(main).toContainText("997 000 € sur 1 000 000 €");
});

test("the door lists the votes of its server", { tag: "@broad" }, async ({ page }) => {
  await page.goto(`${hamlet().http}/observe`);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Rien à croire");
  await expect(page.getByRole("link", { name: /^Suivre le registre/ }).first()).toBeVisible();
  await expectAccessible(page);
  await expectToFit(page);
});

test("a published count is verified, every ballot's fate can be asked, and the report that is saved is the verifier's", { tag: "@once" }, async ({ page }) => {
  await page.goto(`${hamlet().http}/observe/${countedVote(hamlet()).id}/log`);
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
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "Enregistrer le fichier" }).click();
  const report = JSON.parse(readFileSync(await (await saved).path(), "utf8")) as { readonly ok: boolean; readonly steps: readonly unknown[]; readonly manifest_hash: string };
  expect(report.ok).toBe(true);
  expect(report.steps).toHaveLength(14);
  expect(report.manifest_hash).toBe(countedVote(hamlet()).manifest_hash);
});

test("a folder that was tampered with fails in words", { tag: "@once" }, async ({ page }) => {
  const folder = await download(countedVote(hamlet()).id);
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

test("another fingerprint than the letter's is said to be one", { tag: "@once" }, async ({ page }) => {
  await page.goto(`${hamlet().http}/observe/${countedVote(hamlet()).id}#m=${"ab".repeat(32)}`);
  await expect(verdict(page)).toContainText("L’étape 2 ne tient pas", hour);
  await expect(page.locator("li[data-s=bad]")).toContainText("Ce que vous avez apporté ne va pas avec ce vote");
});

test("a large vote is asked about before it begins, and what runs can be stopped", { tag: "@once" }, async ({ page }) => {
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
  await page.goto(`${hamlet().http}/observe/${countedVote(hamlet()).id}`);
  await page.getByRole("button", { name: "Arrêter" }).click();
  await expect(verdict(page)).toContainText("Rien n’a été conclu");
  await page.getByRole("button", { name: "Reprendre depuis le début" }).click();
  await expect(verdict(page)).toContainText("tiennent, aucune n’a échoué", hour);
});

test("a log is followed across visits", { tag: "@once" }, async ({ page }) => {
  await page.goto(`${hamlet().http}/observe/${openVote(hamlet()).id}/log`);
  await expect(page.getByText("Première visite")).toBeVisible();
  await expect(page.locator("dl.figures")).toContainText("bulletins");
  await expectAccessible(page);
  await expectToFit(page);
  await page.reload();
  await expect(page.getByText("Il continue ce que cet appareil avait vu")).toBeVisible();
  await page.getByRole("link", { name: "Le journal" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Le journal");
  await expect(page.locator(".checks > li").first()).toBeVisible();
  await expectAccessible(page);
});

test.describe("where the line breaks", () => {
  test.use({ expectedFaults: [/Failed to load resource/] });

  test("a log that does not answer is no alarm, and what is not signed is no proof", { tag: "@once" }, async ({ page }) => {
    await page.goto(`${hamlet().http}/observe/${openVote(hamlet()).id}/log`);
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
