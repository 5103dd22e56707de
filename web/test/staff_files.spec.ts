// What goes with a proposal beside its text, as the staff see it.
import { PDFDocument } from "pdf-lib";
import { test } from "./support/desk_town.ts";
import { expect, expectAccessible, expectOpen, expectToFit } from "./support/people.ts";
import { done, enter, unfolded } from "./support/staff.ts";

test("a document is attached to a verdict, read by everybody, and deleted", { tag: "@once" }, async ({ desk, page, anotherDevice, expectedFaults }) => {
  expectedFaults.push(/status of 401 .*GetOwnAccount/u);
  await enter(page, desk.town.token, "/staff/toulouse-2023/proposals/p3");
  const fold = await unfolded(page, "Joindre un document");
  await fold.getByRole("button", { name: "Joindre" }).click();
  await expect(fold.getByText("Choisissez un fichier PDF.").first()).toBeVisible();
  const document = await PDFDocument.create();
  document.addPage().drawText("The study");
  await fold.getByLabel("Fichier PDF").setInputFiles({ name: "etude.pdf", mimeType: "application/pdf", buffer: Buffer.from(await document.save()) });
  await fold.getByRole("group", { name: "Titre du document" }).getByLabel("Français").fill("L’étude du réseau d’eau");
  await done(fold, "Joindre", "Le document est joint.");
  const link = page.getByRole("link", { name: "L’étude du réseau d’eau" });
  await expect(link).toBeVisible();
  await expectAccessible(page);
  await expectToFit(page);
  const path = (await link.getAttribute("href")) ?? "";
  const citizen = await anotherDevice();
  const answer = await citizen.request.get(`${desk.town.http}${path}`);
  expect(answer.status()).toBe(200);
  expect((await answer.body()).subarray(0, 5).toString()).toBe("%PDF-");

  await page.getByRole("button", { name: /^Supprimer\s: L’étude/u }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Supprimer", exact: true }).click();
  await expect(link).toHaveCount(0);
  await expectOpen(page);
  expect((await citizen.request.get(`${desk.town.http}${path}`)).status()).toBe(404);
});
