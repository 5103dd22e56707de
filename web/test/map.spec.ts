// The map of the catalogue, drawn under the policy that the server gives: a worker of its own, and nothing of anybody else's.
import type { Page } from "@playwright/test";
import { expect, expectAccessible, expectToFit, hamlet, openVote, test, town } from "./support/people.ts";

type Colour = readonly [number, number, number];

/** A token of the design as it is drawn, over another where it is not opaque. */
function colour(page: Page, token: string, opacity = 1, below = "sunken"): Promise<Colour> {
  return page.evaluate(({ token, opacity, below }) => {
    const canvas = new OffscreenCanvas(1, 1);
    const context = canvas.getContext("2d");
    if (context === null) throw new Error("no canvas");
    const style = getComputedStyle(document.documentElement);
    for (const [name, alpha] of [[below, 1], [token, opacity]] as const) {
      context.globalAlpha = alpha;
      context.fillStyle = style.getPropertyValue(`--${name}`).trim();
      context.fillRect(0, 0, 1, 1);
    }
    const [r = 0, g = 0, b = 0] = context.getImageData(0, 0, 1, 1).data;
    return [r, g, b] as const;
  }, { token, opacity, below });
}

/** How much of the map has a colour. */
async function share(page: Page, wanted: Colour): Promise<number> {
  const picture = await page.locator(".ground canvas").screenshot({ animations: "disabled" });
  return page.evaluate(async ({ base64, wanted }) => {
    const image = await createImageBitmap(new Blob([Uint8Array.from(atob(base64), (one) => one.charCodeAt(0))], { type: "image/png" }));
    const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
    if (context === null) throw new Error("no canvas");
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    let like = 0;
    for (let at = 0; at < data.length; at += 4) if (wanted.every((part, i) => Math.abs(part - (data[at + i] ?? 0)) <= 3)) like += 1;
    return like / (data.length / 4);
  }, { base64: picture.toString("base64"), wanted });
}

const openMap = (page: Page, http: string) => page.goto(`${http}/p/${openVote().id}/projects?view=map`);
const pins = (page: Page) => page.getByRole("group", { name: /^Carte des projets/ }).getByRole("button", { name: /projets? ici/ });

test.describe("the map", { tag: "@once" }, () => {
  test("is drawn from tiles, in both lights, with pins that say what is there", async ({ page }) => {
    await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
    await openMap(page, town().http);
    await expect(pins(page).first()).toBeVisible();
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      const [water, ground] = [await colour(page, "sky", 0.3), await colour(page, "sunken")];
      await expect.poll(() => share(page, water), `water, ${colorScheme}`).toBeGreaterThan(0.1);
      await expect.poll(() => share(page, ground), `land, ${colorScheme}`).toBeGreaterThan(0.1);
    }
    await expect(page.getByText("© nobody")).toBeVisible();
    await expect(page.locator(".names")).toContainText("Mirail-Université");
    await expect(page.getByText(/sans les rues|ni rues/)).toHaveCount(0);
    await expectAccessible(page);
    await expectToFit(page);
  });

  test("is drawn from districts alone, where there are no tiles", async ({ page }) => {
    await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
    await openMap(page, hamlet().http);
    await expect(pins(page).first()).toBeVisible();
    await expect.poll(async () => share(page, await colour(page, "surface"))).toBeGreaterThan(0.1);
    await expect.poll(async () => share(page, await colour(page, "sunken"))).toBeGreaterThan(0.1);
    // No street says where one is: districts have their names, by the process or by the file.
    await expect(page.getByText("Cette carte montre les secteurs, sans les rues.")).toBeVisible();
    await expect(page.locator(".names")).toContainText("Mirail-Université");
    for (const pin of await pins(page).all()) {
      const count = Number(/^(\d+) projets/.exec((await pin.getAttribute("aria-label")) ?? "")?.[1] ?? 1);
      await expect(pin).toHaveText(count === 1 ? "" : String(count));
    }
    await expectAccessible(page);
    await expectToFit(page);
  });

  test("says that it has neither streets nor districts, where the operator has put nothing", async ({ page, expectedFaults }) => {
    expectedFaults.push(/404 .*\/map\/index\.json/);
    await page.route("**/map/**", (route) => route.fulfill({ status: 404, body: "" }));
    await openMap(page, hamlet().http);
    await expect(pins(page).first()).toBeVisible();
    await expect(page.getByText(/^Cette carte n’a ni rues ni secteurs/)).toBeVisible();
  });

  test("has a small picture on a project's page, of where it is in its district, and is opened from there", async ({ page }) => {
    await page.goto(`${hamlet().http}/p/${openVote().id}/projects/mirail/187`);
    const where = page.getByRole("region", { name: "Où", exact: true });
    await where.scrollIntoViewIfNeeded();
    await expect(where.getByRole("figure")).toContainText("Le point est l’endroit du projet.");
    const [land, dot] = [await where.locator("path.home").boundingBox(), await where.locator("circle").last().boundingBox()];
    if (land === null || dot === null) throw new Error("nothing is drawn");
    // 1.4039 of 1.35 to 1.40625, and 43.5773 of 43.55 to 43.59.
    expect((dot.x + dot.width / 2 - land.x) / land.width).toBeCloseTo(0.958, 1);
    expect((land.y + land.height - dot.y - dot.height / 2) / land.height).toBeCloseTo(0.683, 1);
    await expectAccessible(page);
    await expectToFit(page);
    await where.getByRole("button", { name: "Situé sur la carte" }).click();
    await expect(pins(page)).toHaveCount(1);
  });

  test("is gone through with a keyboard: a pin opens what is there, and gives the focus back", async ({ page }) => {
    await page.emulateMedia({ reducedMotion: "reduce" });
    await openMap(page, town().http);
    const pin = pins(page).first();
    await pin.focus();
    await page.keyboard.press("Enter");
    await expect(page.locator("#map-choice")).toBeFocused();
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    await expect(page.locator("#map-choice")).toHaveCount(0);
    await expect(pin).toBeFocused();
    await page.getByRole("button", { name: "Agrandir la carte" }).press("Enter");
    await expect(page.getByRole("button", { name: "Agrandir la carte" })).toBeFocused();
  });

  test("that cannot be drawn is missed by nobody: the list has all", async ({ page }) => {
    await page.addInitScript(() => {
      const get = HTMLCanvasElement.prototype.getContext as (this: HTMLCanvasElement, kind: string, ...rest: unknown[]) => unknown;
      HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, kind: string, ...rest: unknown[]) {
        return kind === "webgl2" ? null : get.call(this, kind, ...rest);
      } as typeof HTMLCanvasElement.prototype.getContext;
    });
    await openMap(page, town().http);
    await expect(page.getByText("Ce navigateur ne sait pas dessiner la carte.")).toBeVisible();
    await expect(page.getByRole("article").first()).toBeVisible();
  });
});
