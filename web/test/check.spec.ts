// Whoever checks a receipt, or what a ballot holds, on another device.
import { readFileSync, writeFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { PDFDocument } from "pdf-lib";
import { castButton, choose, enter, heading, indexOf, projects, review, trackerOf, vote } from "./support/booth.ts";
import { anybody, expect, expectAccessible, expectToFit, expectToTellNothing, keptText, onlooker, openVote, test } from "./support/people.ts";
import { pdfText } from "./support/pdf.ts";
import type { Town } from "./support/server.ts";

const everyTitle = Object.values(projects);
const checkLink = (town: Town) => `${town.http}/check/${openVote(town).id}`;

async function saved(page: Page, button: string): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: button }).click()]);
  return download.path();
}

test.describe("check", { tag: "@once" }, () => {
  test("a receipt is saved, taken as PDF and printed, none of them tells what was chosen, and another device finds the ballot in the urn by it", async ({ page, anotherDevice }) => {
    const voter = anybody();
    await vote(page, voter, projects.sports, projects.chargers);
    const [tracker, index] = [await trackerOf(page), await indexOf(page)];

    const receipt = readFileSync(await saved(page, "Enregistrer le reçu"), "utf8");
    expect((JSON.parse(receipt) as { readonly tracker: string }).tracker).toBe(tracker);
    expectToTellNothing(receipt, voter, everyTitle);

    const text = pdfText(readFileSync(await saved(page, "En PDF")));
    expect(text.replaceAll(/\s/g, "").toLowerCase()).toContain(tracker);
    expectToTellNothing(text, voter, everyTitle.map((title) => title.slice(0, 20)));

    await page.emulateMedia({ media: "print" });
    await expect(page.getByText("Gardez votre reçu")).toBeVisible();
    await expect(page.locator(".tracker").first()).toBeVisible();
    await expect(page.getByRole("button").filter({ visible: true })).toHaveCount(0);
    await expect(page.getByRole("navigation").filter({ visible: true })).toHaveCount(0);
    expect((await PDFDocument.load(await page.pdf({ format: "A4" }))).getPageCount(), "sheets").toBe(1);

    const other = await anotherDevice();
    await other.goto(checkLink(voter.town));
    await expect(heading(other, /^Mon bulletin est/)).toBeVisible();
    await expectAccessible(other);
    await expectToFit(other);
    await other.locator("input[type=file]").first().setInputFiles({ name: "recu.json", mimeType: "application/json", buffer: Buffer.from(receipt) });
    await expect(other.getByRole("heading", { name: `Entré, ligne ${index} du registre public` })).toBeVisible();
    await expect(other.getByText("Ce reçu tient : le bulletin est dans le registre public, signé.")).toBeVisible();
    await expect(other.getByText("C’est lui qui compte, tant qu’aucun autre ne le remplace avant la fin du vote.")).toBeVisible();
    await expectAccessible(other);
    await expectToFit(other);

    await other.getByRole("button", { name: "Effacer" }).click();
    const [first = ""] = /"receipt": *"[^"]*/.exec(receipt) ?? [];
    const forged = receipt.replace(first, first.replace(/[A-Za-z](?=[^A-Za-z]*$)/, (letter) => (letter === "A" ? "B" : "A")));
    expect(forged).not.toBe(receipt);
    await other.locator("input[type=file]").first().setInputFiles({ name: "faux.json", mimeType: "application/json", buffer: Buffer.from(forged) });
    await expect(other.getByRole("alert").first()).toBeVisible();
    await expect(other.getByText("Ce reçu tient")).toHaveCount(0);
  });

  test("a receipt holds without a server too, and the page says what it does not know then", async ({ page, anotherDevice, expectedFaults }) => {
    expectedFaults.push(/ERR_INTERNET_DISCONNECTED|ERR_FAILED/);
    const voter = anybody();
    await vote(page, voter, projects.path);
    const [tracker, path] = [await trackerOf(page), await saved(page, "Enregistrer le reçu")];
    const other = await anotherDevice();
    await other.goto(`${voter.town.http}/check/`);
    await expect(heading(other, /^Mon bulletin est/)).toBeVisible();
    await other.context().setOffline(true);
    await other.locator("input[type=file]").first().setInputFiles(path);
    await expect(other.getByText("La clé du registre vient du reçu lui-même")).toBeVisible();
    await other.context().setOffline(false);
    await other.goto(checkLink(voter.town));
    await other.getByLabel("Suivi du bulletin").fill(tracker.slice(0, 19));
    await other.getByRole("button", { name: "Chercher ce bulletin" }).click();
    await expect(other.getByText("Un suivi a 20 caractères, celui-ci en a 19.")).toBeVisible();
    await other.getByLabel("Suivi du bulletin").fill(tracker.toUpperCase());
    await other.getByRole("button", { name: "Chercher ce bulletin" }).click();
    await expect(other.getByText("sous la clé que donne le serveur")).toBeVisible();
  });

  test("what a ballot holds is shown on a second device that has noted its tracker; it is void then, and another one is cast", async ({ page, anotherDevice }) => {
    const voter = onlooker();
    await enter(page, voter);
    await choose(page, projects.garden, projects.yard);
    await review(page);
    const tracker = await trackerOf(page);
    await page.getByText("Contrôler mon téléphone avant de voter").click();
    await page.getByRole("button", { name: "Ouvrir ce bulletin sur un autre appareil" }).click();
    await expect(heading(page, "Mettez ce téléphone à l’épreuve")).toBeFocused();
    await expectAccessible(page);
    await expectToFit(page);

    const other = await anotherDevice();
    await other.goto(`${checkLink(voter.town)}#challenge`);
    await expect(heading(other, "Contrôler un téléphone")).toBeVisible();
    await expect(other.locator("input[type=file]"), "the tracker first").toHaveCount(0);
    await other.getByLabel("Suivi du bulletin").fill(tracker);
    await other.getByRole("button", { name: "C’est noté" }).click();
    await page.getByRole("button", { name: "C’est noté : ouvrir le bulletin" }).click();
    await expect(page.getByText("Le bulletin est ouvert, et annulé.")).toBeVisible();
    await expectAccessible(page);
    await other.locator("input[type=file]").setInputFiles(await saved(page, "Enregistrer le fichier"));
    const slip = other.getByRole("main");
    await expect(slip).toContainText("Ce bulletin contient exactement ceci.");
    for (const title of [projects.garden, projects.yard]) await expect(slip).toContainText(title);
    await expect(slip).not.toContainText(projects.sports);
    await expectAccessible(other);
    await expectToFit(other);

    await page.getByRole("button", { name: "Fermer un nouveau bulletin" }).click();
    await expect(page.getByRole("heading", { name: "Votre bulletin est fermé" })).toBeVisible();
    expect(await trackerOf(page), "the opened ballot is not the one that can be cast").not.toBe(tracker);
    await expect(castButton(page)).toBeVisible();
    expectToTellNothing(await keptText(page), voter, everyTitle);
  });

  test("a ballot that was opened for another tracker than the noted one is told to be a lie, or a mistake", async ({ page, anotherDevice }, info) => {
    await enter(page, onlooker());
    await choose(page, projects.garden);
    await review(page);
    const tracker = await trackerOf(page);
    await page.getByText("Contrôler mon téléphone avant de voter").click();
    await page.getByRole("button", { name: "Ouvrir ce bulletin sur un autre appareil" }).click();
    await page.getByRole("button", { name: "C’est noté : ouvrir le bulletin" }).click();
    const path = await saved(page, "Enregistrer le fichier");
    const other = await anotherDevice();
    await other.goto(`${checkLink(onlooker().town)}#challenge`);
    await other.getByLabel("Suivi du bulletin").fill(tracker.replace(/^./, (letter) => (letter === "a" ? "b" : "a")));
    await other.getByRole("button", { name: "C’est noté" }).click();
    await other.locator("input[type=file]").setInputFiles(path);
    await expect(other.getByRole("alert")).toBeVisible();
    await expect(other.getByRole("main")).not.toContainText("Ce bulletin contient exactement ceci.");
    const broken = info.outputPath("broken.json");
    writeFileSync(broken, readFileSync(path, "utf8").slice(0, 200));
    await other.locator("input[type=file]").setInputFiles(broken);
    await expect(other.getByRole("alert")).toBeVisible();
  });
});
