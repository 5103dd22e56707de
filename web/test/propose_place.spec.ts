// Where a proposal is: its point chosen on a map with a pointer, with a keyboard, or typed; and what there is where there is no map.
import type { Page } from "@playwright/test";
import { expect, expectAccessible, expectToFit, hamlet, test, town } from "./support/people.ts";

const openStep = (page: Page, http = hamlet().http) => page.goto(`${http}/p/toulouse-2023/propose?step=place`);
const map = (page: Page) => page.getByRole("group", { name: "Carte, pour choisir un point" });
const said = (page: Page) => page.getByRole("status").filter({ hasText: /^(Point choisi|Aucun point)/ });
const cross = (page: Page) => page.getByRole("status").filter({ hasText: "La croix" });
const choose = (page: Page) => page.getByRole("button", { name: "Choisir ce point" });
const ready = (page: Page) => expect(choose(page)).toBeVisible();
const typed = (page: Page) => page.getByLabel("Coordonnées", { exact: true });
const typing = (page: Page) => page.getByText("Saisir des coordonnées", { exact: true });

/** The latitude and longitude that are said to be chosen. */
async function chosen(page: Page): Promise<readonly [number, number]> {
  await expect(said(page)).toHaveText(/^Point choisi/);
  const [, lat, lon] = /(-?\d+\.\d+), (-?\d+\.\d+)/.exec((await said(page).textContent()) ?? "") ?? [];
  return [Number(lat), Number(lon)];
}

test.describe("the place of a proposal", () => {
  // Said by the driver where the processor draws, of pictures that a browser takes of its own map.
  test.beforeEach(async ({ page, expectedFaults }) => {
    expectedFaults.push(/GL Driver Message .*ReadPixels/u);
    await page.emulateMedia({ reducedMotion: "reduce" });
  });

  for (const [name, server] of [["districts alone", hamlet], ["tiles", town]] as const)
    test(`is chosen with a pointer, and said in words: on ${name}`, { tag: "@broad" }, async ({ page, isMobile }) => {
      await openStep(page, server().http);
      await ready(page);
      await expect(said(page)).toHaveText("Aucun point n’est choisi.");
      const canvas = map(page).locator("canvas");
      const box = await canvas.boundingBox();
      if (box === null) throw new Error("the map is not there");
      // North-west of the middle is the left bank.
      const position = { x: box.width / 2 - 50, y: box.height / 2 - 30 };
      await (isMobile ? canvas.tap({ position }) : canvas.click({ position }));
      await expect(said(page)).toHaveText(/^Point choisi\s: Ouest \(43\.\d+, 1\.\d+\)\.$/);
      const [lat, lon] = await chosen(page);
      expect(lat).toBeGreaterThan(43.59);
      expect(lon).toBeGreaterThan(1.35);
      expect(lon).toBeLessThan(1.40625);
      // What was pressed is in the middle now, where the button chooses the same.
      await expect(cross(page)).toHaveText(/^La croix est sur\s: Ouest$/);
      await choose(page).click();
      const again = await chosen(page);
      expect(Math.abs(again[0] - lat) + Math.abs(again[1] - lon)).toBeLessThan(2e-5);
      await expectAccessible(page);
      await expectToFit(page);
    });

  test("is chosen with a keyboard alone: the cross is told of as it is moved, and Enter on the map chooses", { tag: "@once" }, async ({ page }) => {
    await openStep(page);
    await ready(page);
    await map(page).locator("canvas").focus();
    await expect(cross(page)).toHaveText(/Ouest|Mirail|Centre/);
    await page.keyboard.press("Enter");
    const [lat, lon] = await chosen(page);
    await page.keyboard.press("ArrowRight");
    await expect(cross(page)).toHaveText(/Centre|hors des secteurs/);
    await choose(page).press("Enter");
    await expect(choose(page)).toBeFocused();
    await expect.poll(async () => (await chosen(page))[1]).toBeGreaterThan(lon);
    expect(Math.abs((await chosen(page))[0] - lat)).toBeLessThan(1e-4);
    for (let i = 0; i < 6; i++) {
      await map(page).locator("canvas").press("ArrowDown");
    }
    await expect(cross(page)).toHaveText("La croix est hors des secteurs");
    await map(page).locator("canvas").press("Enter");
    await expect(said(page)).toHaveText(/hors des secteurs de la carte.*Est-ce bien là/);
    // What is taken away takes no focus with it.
    await page.getByRole("button", { name: "L’enlever" }).press("Enter");
    await expect(said(page)).toHaveText("Aucun point n’est choisi.");
    await expect(page.getByRole("group", { name: "Le point" })).toBeFocused();
  });

  test("is typed as maps write it, and missed or misread it is asked for where it can be mended", { tag: "@once" }, async ({ page }) => {
    await openStep(page);
    await ready(page);
    const goOn = page.getByRole("button", { name: "Continuer", exact: true });
    await goOn.click();
    await page.getByRole("link", { name: /un point sur la carte, ou ses coordonnées/ }).click();
    await expect(page.getByRole("group", { name: "Le point" })).toBeFocused();
    await expect(page.getByRole("group", { name: "Le point" })).toHaveAccessibleDescription(/un point sur la carte, ou ses coordonnées/);
    await expect(typed(page)).toBeHidden();
    await typing(page).click();
    for (const text of ["43,6045, 1,4300", "43.6045, 1.4300", "43,6045 ; 1,4300", "43°36'16.2\"N 1°25'48\"E"]) {
      await typed(page).fill(text);
      await expect(said(page), text).toHaveText(/^Point choisi\s: Centre \(43\.6045, 1\.43\)\.$/);
    }
    await expect(cross(page)).toHaveText(/^La croix est sur\s: Centre$/);
    await typed(page).fill("43,60");
    await typing(page).click();
    await goOn.click();
    await page.getByRole("link", { name: /deux nombres/ }).click();
    await expect(typed(page)).toBeFocused();
    await typed(page).fill("43.6045, 1.43");
    await expectAccessible(page);
    await goOn.click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(/Montrez-le/);
    await goOn.click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(/Relisez/);
    await expect(page.getByRole("main")).toContainText("Centre (43.6045, 1.43)");
  });

  test("says which area it is of where nobody has said so, and asks where somebody has said another", { tag: "@once" }, async ({ page }) => {
    const area = () => page.getByLabel("Secteur");
    await openStep(page);
    await ready(page);
    await typing(page).click();
    await typed(page).fill("43.6045, 1.43");
    await expect(page.getByText(/^Le secteur de votre proposition\s: Centre, d’après ce point\.$/)).toBeVisible();
    await page.goto(`${hamlet().http}/p/toulouse-2023/propose`);
    await expect(area()).toHaveValue("centre");
    await area().selectOption("Ouest");
    await openStep(page);
    await ready(page);
    await expect(page.getByText("Ce point est dans le secteur Centre. À l’étape 1, vous avez choisi Ouest.")).toBeVisible();
    await page.getByRole("button", { name: "Choisir Centre" }).click();
    await expect(page.getByText("À l’étape 1, vous avez choisi")).toHaveCount(0);
    await page.goto(`${hamlet().http}/p/toulouse-2023/propose`);
    await expect(area()).toHaveValue("centre");
  });

  test("is announced on the first step, where the form asks for it", { tag: "@once" }, async ({ page }) => {
    await page.goto(`${hamlet().http}/p/toulouse-2023/propose`);
    await expect(page.getByText(/À l’étape 3, on vous demandera un point/)).toBeVisible();
  });

  test("can be where somebody is", { tag: "@once" }, async ({ page, context }) => {
    await context.grantPermissions(["geolocation"]);
    await context.setGeolocation({ latitude: 43.6, longitude: 1.43 });
    await openStep(page);
    await ready(page);
    await page.getByRole("button", { name: "Là où je suis" }).click();
    await expect(said(page)).toHaveText(/^Point choisi\s: Centre \(43\.6, 1\.43\)\.$/);
  });

  test("is typed where the server has no map, and the page says so", { tag: "@once" }, async ({ page, expectedFaults }) => {
    expectedFaults.push(/404 .*\/map\/index\.json/);
    await page.route("**/map/**", (route) => route.fulfill({ status: 404, body: "" }));
    await openStep(page);
    await expect(page.getByText(/^Ce serveur n’a pas de carte\./)).toBeVisible();
    await expect(map(page)).toHaveCount(0);
    await typed(page).fill("43,6045 ; 1,4440");
    await expect(said(page)).toHaveText(/^Point choisi\s: 43\.6045, 1\.444\.$/);
    await expectAccessible(page);
    await expectToFit(page);
  });

  test("is typed where the browser draws no map, and the page says so", { tag: "@once" }, async ({ page }) => {
    await page.addInitScript(() => {
      const get = HTMLCanvasElement.prototype.getContext as (this: HTMLCanvasElement, kind: string, ...rest: unknown[]) => unknown;
      HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, kind: string, ...rest: unknown[]) {
        return kind === "webgl2" ? null : get.call(this, kind, ...rest);
      } as typeof HTMLCanvasElement.prototype.getContext;
    });
    await openStep(page);
    await expect(page.getByText(/^Ce navigateur ne sait pas dessiner la carte\./)).toBeVisible();
    await expect(typed(page)).toBeVisible();
  });
});
