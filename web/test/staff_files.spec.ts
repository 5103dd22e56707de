// What goes with a proposal beside its text, as the staff see it.
import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { PDFDocument } from "pdf-lib";
import { asAgent, asCitizen, attachPhotograph } from "./support/agent.ts";
import { test } from "./support/desk_town.ts";
import { pdf, png } from "./support/files.ts";
import { expect, expectAccessible, expectOpen, expectToFit } from "./support/people.ts";
import { done, enter, unfolded } from "./support/staff.ts";

test("a document is attached to a verdict, read by everybody, and deleted", { tag: "@once" }, async ({ desk, page, anotherDevice, expectedFaults }) => {
  expectedFaults.push(/status of 401 .*GetOwnAccount/u);
  await enter(page, desk.town.token, "/staff/toulouse-2023/proposals/p3");
  const fold = await unfolded(page, "Joindre un document ou une photo");
  await fold.getByRole("button", { name: "Joindre" }).click();
  await expect(fold.getByText("Choisissez un fichier.").first()).toBeVisible();
  await fold.getByLabel("Fichier", { exact: true }).setInputFiles({ name: "etude.pdf", mimeType: "application/pdf", buffer: Buffer.from("no PDF at all") });
  await fold.getByRole("button", { name: "Joindre" }).click();
  await expect(fold.getByText("Ce fichier n’est ni un PDF").first()).toBeVisible();
  const document = await PDFDocument.create();
  document.addPage().drawText("The study");
  await fold.getByLabel("Fichier", { exact: true }).setInputFiles({ name: "etude.pdf", mimeType: "application/pdf", buffer: Buffer.from(await document.save()) });
  await fold.getByRole("group", { name: /^Titre du document/u }).getByLabel("Français").fill("L’étude du réseau d’eau");
  await done(fold, "Joindre", "Le fichier est joint.");
  const link = page.getByRole("link", { name: "L’étude du réseau d’eau" });
  await expect(link).toBeVisible();
  await expectAccessible(page);
  await expectToFit(page);
  const path = (await link.getAttribute("href")) ?? "";
  const citizen = await anotherDevice();
  const answer = await citizen.request.get(`${desk.town.http}${path}`);
  expect(answer.status()).toBe(200);
  expect((await answer.body()).subarray(0, 5).toString()).toBe("%PDF-");

  await (await unfolded(page, "Joindre un document ou une photo")).getByLabel("Fichier", { exact: true }).setInputFiles({ name: "place.png", mimeType: "image/png", buffer: png(640, 480) });
  await fold.getByRole("group", { name: /^Titre du document/u }).getByLabel("Français").fill("La place, vue de l’école");
  await done(fold, "Joindre", "Le fichier est joint.");
  await isDrawn(page, "La place, vue de l’école");

  await page.getByRole("button", { name: /^Supprimer\s: L’étude/u }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Supprimer", exact: true }).click();
  await expect(link).toHaveCount(0);
  await expectOpen(page);
  expect((await citizen.request.get(`${desk.town.http}${path}`)).status()).toBe(404);
});

const parent = "processes/toulouse-2023";

/** Hands in a proposal with a photograph for somebody else, which nobody of the staff has looked at yet; gives its resource name. */
async function handInWithPhotograph(town: Parameters<typeof asAgent>[0], title: string): Promise<string> {
  const { text } = await asAgent<{ readonly text: object }>(town, "Proposals/GetProposal", { name: `${parent}/proposals/p3` });
  const made = await asCitizen<{ readonly proposal: { readonly name: string }; readonly editKey: string }>(town, "Proposals/CreateProposal", { parent, content: { text: { ...text, title, imageSha256: [] } }, channel: "CHANNEL_ONLINE", requestId: randomUUID() });
  const { proposal: { name }, editKey } = made;
  await attachPhotograph(town, { parent: name, editKey }, "Un arbre et un banc", png(640, 480));
  const submitted = await asCitizen<{ readonly name: string }>(town, "Proposals/SubmitProposal", { name, editKey, requestId: randomUUID() });
  return submitted.name;
}

async function tokenOf(town: Parameters<typeof asAgent>[0], role: string): Promise<string> {
  const made = await asAgent<{ readonly secret: string }>(town, "Administration/CreateAccessToken", { accessToken: { displayName: `Pour ${role}`, grants: [{ role, process: parent }] } });
  return made.secret;
}

const isDrawn = (page: Page, name: string) => expect.poll(() => page.getByRole("img", { name }).evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth > 0)).toBe(true);

test("a photograph that nobody has seen is looked at by the staff, and taken away by a moderator", { tag: "@once" }, async ({ desk, page, anotherDevice, expectedFaults }) => {
  expectedFaults.push(/status of 401 .*GetOwnAccount/u);
  const name = await handInWithPhotograph(desk.town, "Des bancs en photo");
  const address = `/staff/toulouse-2023/proposals/${name.slice(name.lastIndexOf("/") + 1)}`;
  const token = await tokenOf(desk.town, "STAFF_ROLE_MODERATOR");
  await enter(page, token, address);
  await expect(page.getByRole("img", { name: "Un arbre et un banc" })).toHaveAttribute("src", /^blob:/u);
  await isDrawn(page, "Un arbre et un banc");
  await expectAccessible(page);
  await expectToFit(page);
  const citizen = await anotherDevice();
  expect((await citizen.request.post(`${desk.town.http}/urna.v1.Attachments/ListAttachments`, { data: { parent: name } })).status()).toBe(404);

  await page.getByRole("button", { name: /^Supprimer\s: Un arbre/u }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Supprimer", exact: true }).click();
  await expect(page.getByRole("img", { name: "Un arbre et un banc" })).toHaveCount(0);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Des bancs en photo");
  await expectOpen(page);
});

test("a document of the mandate is read by the staff at once, and by everybody with the version that comes next", { tag: "@once" }, async ({ desk, page, anotherDevice, expectedFaults }) => {
  expectedFaults.push(/status of 401 .*GetOwnAccount/u);
  await enter(page, desk.town.token, "/staff/toulouse-2023/mandate");
  const fold = await unfolded(page, "Joindre un document ou une photo");
  await fold.getByLabel("Fichier", { exact: true }).setInputFiles({ name: "reglement.pdf", mimeType: "application/pdf", buffer: pdf() });
  await fold.getByRole("group", { name: /^Titre du document/u }).getByLabel("Français").fill("Le règlement");
  await done(fold, "Joindre", "Le fichier est joint.");
  await expect(page.getByText("Pas encore public")).toBeVisible();
  await expectAccessible(page);
  await expectToFit(page);
  const [saved] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Le règlement", exact: true }).click()]);
  expect(saved.suggestedFilename()).toBe("Le règlement.pdf");
  const citizen = await anotherDevice();
  await citizen.goto(`${desk.town.http}/p/toulouse-2023/mandate`);
  await expectOpen(citizen);
  await expect(citizen.getByRole("link", { name: "Le règlement" })).toHaveCount(0);

  const number = 1 + Number((await page.getByText(/^Version \d+, publiée le/u).textContent())?.match(/\d+/u)?.[0]);
  await page.getByRole("group", { name: "Limites" }).getByLabel("Français").fill("Comme le dit le règlement.");
  await done(page, "Enregistrer le brouillon", "Brouillon enregistré. Rien n’est public.");
  await page.getByRole("link", { name: `Publier la version ${number}…` }).click();
  await page.getByLabel(/^J’ai relu chaque langue/).check();
  await page.getByRole("button", { name: `Publier la version ${number}` }).click();
  await expect(page.getByRole("link", { name: "Le règlement" })).toBeVisible();
  await citizen.reload();
  await expect(citizen.getByRole("region", { name: "Documents" }).getByRole("link", { name: "Le règlement" })).toBeVisible();
  await expectAccessible(citizen);
  await expectToFit(citizen);
});

test("agents know their colleagues by name, and give them work", { tag: "@once" }, async ({ desk, page, expectedFaults }) => {
  expectedFaults.push(/status of 401 .*GetOwnAccount/u);
  await tokenOf(desk.town, "STAFF_ROLE_ADMINISTRATOR");
  await enter(page, await tokenOf(desk.town, "STAFF_ROLE_AGENT"), "/staff/toulouse-2023/proposals/p5");
  const assigning = await unfolded(page, /^Affecter$/u);
  await assigning.getByLabel("Étudiée par").selectOption({ label: "Pour STAFF_ROLE_ADMINISTRATOR" });
  await assigning.getByRole("button", { name: "Affecter" }).click();
  await expect(page.locator(".who").filter({ hasText: "Pour STAFF_ROLE_ADMINISTRATOR" }).first()).toBeVisible();
  await page.goto("/staff/toulouse-2023/proposals?queue=all");
  await expect(page.getByRole("table")).toContainText("Pour STAFF_ROLE_ADMINISTRATOR");
});
