// Photographs and documents: chosen, cropped and described by who proposes, seen by themselves alone, then by everybody.
import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { AccountTown } from "./support/accounts.ts";
import { asAgent, attachDocument } from "./support/agent.ts";
import { pdf, png } from "./support/files.ts";
import { expect, expectAccessible, expectOpen, expectToFit, pageHeading, test } from "./support/people.ts";

const budget = "toulouse-2023";
let town: AccountTown;
const at = (path: string) => `${town.town.http}${path}`;

test.describe.configure({ mode: "default" });
test.beforeAll(async () => {
  town = await AccountTown.open();
});
test.afterAll(async () => {
  await town?.close();
});
test.beforeEach(({ expectedFaults }) => void expectedFaults.push(/GL Driver Message .*ReadPixels/u));

const heading = (page: Page, name: string | RegExp) => page.getByRole("heading", { level: 1, name });
const goOn = (page: Page) => page.getByRole("button", { name: "Continuer", exact: true }).click();
const square = { name: "place.png", mimeType: "image/png", buffer: png(800, 600) };

async function toPhotographs(page: Page, title: string): Promise<void> {
  await page.goto(at(`/p/${budget}/propose`));
  await expectOpen(page);
  await page.getByLabel("Titre").fill(title);
  await page.getByLabel("En quelques phrases").fill("Trois bancs sous les platanes de la place.");
  await page.getByLabel("Thème").selectOption("Cadre de vie");
  await page.getByLabel("Secteur").selectOption("Centre");
  await goOn(page);
  await page.getByLabel("À qui ce projet servira-t-il").fill("Aux anciens du quartier");
  await goOn(page);
  await expect(heading(page, "Où est-ce")).toBeFocused();
  await page.getByText("Saisir des coordonnées", { exact: true }).click();
  await page.getByLabel("Coordonnées").fill("43,6100 ; 1,4400");
  await goOn(page);
  await expect(heading(page, "Montrez-le")).toBeFocused();
  await expect(page.getByText("Choisir des photos")).toBeVisible();
}

async function add(page: Page, text: string): Promise<void> {
  await page.getByLabel("Ce qu’on y voit").fill(text);
  await page.getByRole("button", { name: "Ajouter cette photo" }).click();
  await expect(page.getByRole("region", { name: "Photos" }).getByText(text)).toBeVisible();
}

const crop = (page: Page) => page.getByRole("button", { name: /^Le cadre/u });

test("a photograph is cropped by pointer, by keyboard and by numbers, described, ordered, and seen by its author alone until an agent has", { tag: "@once" }, async ({ page, anotherDevice }) => {
  test.slow();
  await toPhotographs(page, "Des bancs en photos");
  await expect(page.getByText(/^10 photos et 5 documents au plus, de .*\sMo chacun\.$/u)).toBeVisible();
  await expectAccessible(page);
  await expectToFit(page);
  await page.getByLabel("Choisir des photos").setInputFiles([square, { ...square, name: "arbre.png", buffer: png(600, 900) }]);
  const one = page.getByRole("form", { name: "Nouvelle photo" });
  await expect(one.getByRole("heading", { name: "Nouvelle photo" })).toBeFocused();
  await expect(one).toContainText("Encore un fichier après celui-ci.");
  await expect(crop(page)).toHaveAccessibleName(/800 × 600 pixels/u);
  await expectAccessible(page);
  await expectToFit(page);

  // Words are asked for before anything leaves.
  await one.getByRole("button", { name: "Ajouter cette photo" }).click();
  await expect(one.getByText("Dites ce qu’on voit sur la photo")).toBeVisible();
  await expect(one.getByLabel("Ce qu’on y voit")).toBeFocused();

  // By keyboard: a corner in, then the frame to the right, no farther than the picture goes.
  await page.getByRole("button", { name: "Coin en bas à droite" }).focus();
  await page.keyboard.press("Shift+ArrowLeft");
  await page.keyboard.press("Shift+ArrowUp");
  await expect(crop(page)).toHaveAccessibleName(/720 × 520 pixels/u);
  await expect(one.getByRole("status").filter({ hasText: "720 × 520" })).toBeAttached();
  await crop(page).focus();
  for (let i = 0; i < 4; i++) await page.keyboard.press("Shift+ArrowRight");
  await one.getByText("Au pixel près").click();
  await expect(one.getByLabel("Depuis la gauche")).toHaveValue("80");
  // By numbers, which stay within the picture too.
  await one.getByLabel("Largeur").fill("9999");
  await one.getByLabel("Largeur").press("Tab");
  await expect(one.getByLabel("Largeur")).toHaveValue("720");
  await one.getByLabel("Hauteur").fill("400");
  await one.getByLabel("Hauteur").press("Tab");
  // By pointer: the corner follows it.
  const corner = page.getByRole("button", { name: "Coin en haut à gauche" });
  await corner.scrollIntoViewIfNeeded();
  const box = await corner.boundingBox();
  if (box === null) throw new Error("no corner");
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2 + 60, box.y + box.height / 2 + 30, { steps: 4 });
  await page.mouse.up();
  const width = Number(await one.getByLabel("Largeur").inputValue());
  expect(width).toBeLessThan(700);
  expect(width).toBeGreaterThan(500);
  await add(page, "Une place nue, un seul arbre, pas de banc");

  // The next one of the two has its turn at once.
  await expect(page.getByRole("form", { name: "Nouvelle photo" })).toContainText("arbre.png");
  await goOn(page);
  await expect(page.getByText("Un fichier attend")).toBeVisible();
  await add(page, "L’arbre, de près");
  const photos = page.getByRole("region", { name: "Photos" }).getByRole("listitem");
  await expect(photos).toHaveCount(2);
  await expect(page.getByRole("region", { name: "Photos" }).getByRole("img", { name: "L’arbre, de près" })).toHaveJSProperty("complete", true);
  await expectAccessible(page);
  await expectToFit(page);
  await page.getByRole("button", { name: "Avancer : L’arbre, de près" }).click();
  await expect(photos.first()).toContainText("L’arbre, de près");
  await page.getByRole("button", { name: "Changer le texte : L’arbre, de près" }).click();
  await page.getByRole("region", { name: "Photos" }).getByLabel("Ce qu’on y voit").fill("Le platane");
  await page.getByRole("button", { name: "Enregistrer" }).click();
  await expect(photos.first()).toContainText("Le platane");
  await page.getByLabel("Choisir un document").setInputFiles({ name: "plan.pdf", mimeType: "application/pdf", buffer: pdf() });
  await page.getByLabel("Titre du document").fill("Plan de la place");
  await page.getByRole("button", { name: "Ajouter ce document" }).click();
  await expect(page.getByRole("region", { name: "Documents" })).toContainText("Plan de la place");
  await page.reload();
  await expect(photos).toHaveCount(2);
  await page.getByRole("button", { name: "English" }).click();
  await expect(heading(page, "Show it, if you like")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Français" }).click();

  await goOn(page);
  await expect(page.getByRole("region", { name: "Ce qui sera public" })).toContainText("2 photos, 1 document");
  await page.getByRole("button", { name: "Déposer ma proposition" }).click();
  await expect(heading(page, "Votre proposition est déposée.")).toBeFocused();
  await page.getByRole("link", { name: "Voir sa page" }).click();
  await expect(heading(page, "Des bancs en photos")).toBeFocused();
  const first = page.getByRole("img", { name: "Le platane" });
  await expect(first).toHaveAttribute("src", /^blob:/u);
  await expect(page.getByRole("img", { name: "Une place nue, un seul arbre, pas de banc" })).toHaveAttribute("src", /^blob:/u);
  await expectAccessible(page);
  await expectToFit(page);

  const name = `processes/${budget}/proposals/${page.url().replace(/.*\//u, "")}`;
  await asAgent(town.town, "Proposals/ScreenProposal", { name, requestId: randomUUID() });
  const reader = await anotherDevice();
  await reader.goto(page.url());
  const shown = reader.getByRole("img", { name: "Le platane" });
  await expect(shown).toHaveAttribute("src", /^\/attachment\/toulouse-2023\/[0-9a-f]{64}\.webp$/u);
  await expect(shown).toHaveJSProperty("complete", true);
  expect(await shown.evaluate((image: HTMLImageElement) => [image.naturalWidth, image.naturalHeight])).toEqual([600, 900]);
  await expect(reader.getByRole("region", { name: "Photos" }).getByRole("img", { name: "Une place nue, un seul arbre, pas de banc" })).toHaveAttribute("width", String(width));
  await expect(reader.getByRole("region", { name: "Documents" }).getByRole("link", { name: "Plan de la place" })).toHaveAttribute("href", /\.pdf$/u);
  await expectAccessible(reader);
  await expectToFit(reader);
  await reader.emulateMedia({ media: "print" });
  await expect(shown).toBeVisible();
  await reader.emulateMedia({ media: null });
  await reader.goto(at(`/p/${budget}/proposals`));
  const card = reader.getByRole("article").filter({ hasText: "Des bancs en photos" });
  await expect(card.locator("img")).toHaveAttribute("src", /-small\.webp$/u);
  await expect(card.locator("img")).toHaveAttribute("loading", "lazy");
  await expectAccessible(reader);
  await expectToFit(reader);

  // A file that is gone gives way to the drawing, whatever the list says.
  await reader.route("**/*-small.webp", (route) => route.fulfill({ status: 204 }));
  await reader.reload();
  await expect(card.locator("svg.picture")).toBeAttached();
});

test("what is no picture, too large, or cut off on the line is said so, and nothing is lost", { tag: "@once" }, async ({ page, expectedFaults }) => {
  expectedFaults.push(/ERR_FAILED|ERR_CONNECTION/u);
  await toPhotographs(page, "Des bancs, malgré tout");
  const chosen = page.getByLabel("Choisir des photos");
  await chosen.setInputFiles({ name: "note.png", mimeType: "image/png", buffer: Buffer.from("no picture at all") });
  await expect(page.getByRole("alert")).toContainText("Ce fichier n’est ni une image JPEG, PNG ou WebP, ni un PDF");
  await expect(page.getByRole("button", { name: "Ajouter cette photo" })).toHaveCount(0);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Ne pas la prendre" }).click();
  await chosen.setInputFiles({ name: "photo.heic", mimeType: "image/heic", buffer: Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from("ftypheic0000")]) });
  await expect(page.getByRole("alert")).toContainText("HEIC");
  await page.getByRole("button", { name: "Ne pas la prendre" }).click();

  // A head that says picture, and nothing after it: this browser cannot show it, and the server refuses it.
  await chosen.setInputFiles({ name: "half.png", mimeType: "image/png", buffer: png(400, 300).subarray(0, 400) });
  await page.getByLabel("Ce qu’on y voit").fill("Une moitié");
  await page.getByRole("button", { name: "Ajouter cette photo" }).click();
  await expect(page.getByRole("alert")).toContainText("Cette image n’a pas pu être lue");
  await page.getByRole("button", { name: "Ne pas la prendre" }).click();

  // More than the server takes: as large as photographs of good cameras are.
  await chosen.setInputFiles({ name: "large.png", mimeType: "image/png", buffer: png(3000, 2000, 200) });
  await expect(page.getByRole("alert")).toContainText(/trop gros.*Mo au plus/u);
  await expect(page.getByRole("button", { name: "Ajouter cette photo" })).toHaveCount(0);
  await expectAccessible(page);
  await expectToFit(page);
  await page.getByRole("button", { name: "Ne pas la prendre" }).click();

  // The line breaks; then an answer is cut off before its end. The same may be sent again, and is there once.
  await chosen.setInputFiles(square);
  const uploads = "**/urna.v1.Attachments/UploadAttachment";
  await page.route(uploads, (route) => route.abort());
  await page.getByLabel("Ce qu’on y voit").fill("La place");
  await page.getByRole("button", { name: "Ajouter cette photo" }).click();
  await expect(page.getByRole("alert")).toContainText("L’envoi s’est interrompu. Rien n’est perdu");
  await page.unroute(uploads);
  await page.route(uploads, async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: (await answer.body()).subarray(0, 20) });
  });
  await page.getByRole("button", { name: "Ajouter cette photo" }).click();
  await expect(page.getByRole("alert")).toContainText("L’envoi s’est interrompu. Rien n’est perdu");
  await page.unroute(uploads);
  await add(page, "La place");
  await expect(page.getByRole("region", { name: "Photos" }).getByRole("listitem")).toHaveCount(1);
  await page.getByRole("button", { name: "Supprimer : La place" }).click();
  await page.getByRole("button", { name: "Oui, supprimer" }).click();
  await expect(page.getByText("Rien encore.")).toBeVisible();
});

test("what belongs to a verdict and to the mandate is there with its title and its size", { tag: "@once" }, async ({ page }) => {
  await attachDocument(town.town, { parent: `processes/${budget}/proposals/p13`, subject: "ATTACHMENT_SUBJECT_VERDICT", verdict: 1, title: "Avis de la voirie" }, pdf());
  await page.goto(at(`/p/${budget}/proposals/p13`));
  await expectOpen(page);
  await expect(page.getByRole("region", { name: "Documents des services" })).toContainText(/Avis de la voirie\s+PDF, \d+\soctets/u);
  await expectAccessible(page);
  await expectToFit(page);
  await attachDocument(town.town, { parent: `processes/${budget}`, subject: "ATTACHMENT_SUBJECT_MANDATE", title: "Règlement du budget" }, pdf());
  await page.goto(at(`/p/${budget}/mandate`));
  await expectOpen(page);
  await expect(pageHeading(page)).toBeVisible();
  const { mandate } = await asAgent<{ readonly mandate: object }>(town.town, "Planning/GetMandate", { process: `processes/${budget}` });
  await asAgent(town.town, "Planning/UpdateMandateDraft", { process: `processes/${budget}`, mandate });
  await asAgent(town.town, "Planning/PublishMandate", { process: `processes/${budget}`, requestId: randomUUID() });
  await page.reload();
  await expect(page.getByRole("region", { name: "Documents" }).getByRole("link", { name: "Règlement du budget" })).toBeVisible();
  await expectAccessible(page);
  await expectToFit(page);
});
