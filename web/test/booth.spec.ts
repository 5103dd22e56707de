// A voter in the booth, from the letter to the receipt.
import { cast, castButton, choose, enter, heading, indexOf, logSize, project, projects, review, said, trackerOf, tray, typeCodes, vote } from "./support/booth.ts";
import { anybody, boothLink, expect, expectAccessible, expectToFit, expectToTellNothing, keptText, letterLink, onlooker, openVote, test } from "./support/people.ts";
import { weigh } from "./support/weight.ts";

const everyTitle = Object.values(projects);

test("a voter votes from the letter's link to the receipt, each step accessible and as wide as the window, and leaves nothing behind", async ({ page }) => {
  const voter = anybody();
  const weight = await weigh(page);
  await page.goto(letterLink(voter));
  await expect(heading(page, said.codes)).toBeVisible();
  await expect(page.getByLabel("Code 1")).toHaveValue(voter.codes[0] as string);
  await expectAccessible(page);
  await expectToFit(page);

  await page.getByLabel("Code 2").fill(voter.codes[1] as string);
  await page.getByRole("button", { name: "Entrer" }).click();
  await expect(heading(page, said.choose)).toBeFocused();
  expect(page.url(), "the address has no code").toBe(boothLink(voter.town));
  await choose(page, projects.sports, projects.garden);
  await expect(tray(page)).toContainText("Il vous reste 1 choix");
  await expectAccessible(page);
  await expectToFit(page);
  expectToTellNothing(await keptText(page), voter, everyTitle);

  await review(page);
  await expect(heading(page, said.review)).toBeFocused();
  await expect(page.getByRole("main")).toContainText(projects.sports);
  const tracker = await trackerOf(page);
  await expectAccessible(page);
  await expectToFit(page);
  expectToTellNothing(await keptText(page), voter, everyTitle);

  await cast(page);
  await expect(heading(page, said.cast)).toBeFocused();
  expect(await trackerOf(page), "the ballot that was shown is the one that is cast").toBe(tracker);
  await expect(page.getByRole("main")).not.toContainText(projects.sports);
  await expectAccessible(page);
  await expectToFit(page);
  expectToTellNothing(await keptText(page), voter, everyTitle);
  expect(weight(), "bytes that a voter's way has loaded").toBeLessThan(150_000);
});

test("a ballot that is cast is in the public log, and whoever comes back with the codes finds it there", { tag: "@once" }, async ({ page }) => {
  const voter = anybody();
  await vote(page, voter, projects.yard);
  const index = await indexOf(page);
  expect(index).toBeGreaterThan(0);
  expect(index).toBeLessThan(await logSize(voter.town));
  await page.goto(boothLink(voter.town));
  await typeCodes(page, voter.codes);
  await expect(heading(page, "Votre vote")).toBeVisible();
  await expect(page.getByText(`Dans l’urne, ligne ${index}`)).toBeVisible();
});

test("no more can be chosen than the ballot allows, and what cannot be chosen says why", { tag: "@once" }, async ({ page }) => {
  await enter(page, onlooker());
  await choose(page, projects.sports, projects.garden, projects.chargers);
  const fourth = project(page, projects.yard);
  await expect(fourth).toHaveAttribute("aria-disabled", "true");
  await expect(fourth).toHaveAccessibleName(/3 choix déjà faits/);
  await fourth.click({ force: true });
  await expect(fourth).not.toBeChecked();
  await expect(tray(page)).toContainText("Vos 3 choix sont faits");
  await project(page, projects.garden).uncheck();
  await fourth.check();
});

test("a ballot may be blank; whoever has voted may vote again, and the new ballot replaces the first", { tag: "@once" }, async ({ page }) => {
  await enter(page, anybody());
  await review(page);
  await expect(page.getByText("Votre bulletin est blanc : il ne soutient aucun projet.")).toBeVisible();
  await cast(page);
  const first = await trackerOf(page);
  await page.getByRole("button", { name: "Voter à nouveau" }).click();
  await expect(page.getByText(/est déjà dans l’urne, à la ligne\s\d+ du registre public. Un nouveau le remplacera/)).toBeVisible();
  await choose(page, projects.garden);
  await review(page);
  await expect(page.getByText("L’ordre de vos choix ne compte pas")).toBeVisible();
  const lines = page.locator(".slip li");
  expect(await lines.evaluateAll((all) => all.map((line) => getComputedStyle(line, "::before").content)), "no line has a number").toEqual(Array.from({ length: await lines.count() }, () => "none"));
  await expect(page.getByText("C’est votre 2e bulletin dans ce vote.")).toBeVisible();
  await cast(page);
  expect(await trackerOf(page)).not.toBe(first);
});

test("who changes the language in the middle keeps what is chosen", async ({ page }) => {
  await enter(page, onlooker());
  await choose(page, projects.garden);
  await page.getByRole("button", { name: "English" }).click();
  await expect(heading(page, "Choose up to three projects")).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await expect(page.getByRole("checkbox", { name: "Plant nursery and garden for Reynerie-Bellefontaine" })).toBeChecked();
  await page.getByRole("button", { name: /^Read (my ballot )?again$/ }).filter({ visible: true }).click();
  await expect(heading(page, "Read it again, then vote")).toBeVisible();
  await page.getByRole("button", { name: "Français" }).click();
  await expect(page.getByRole("main")).toContainText(projects.garden);
  await expect(castButton(page)).toBeVisible();
});

test("the booth says help, and gives the step back as it was", { tag: "@once" }, async ({ page }) => {
  await enter(page, onlooker());
  await choose(page, projects.garden);
  await page.getByRole("button", { name: "Aide" }).click();
  await expect(heading(page, "Aide")).toBeFocused();
  await page.getByRole("button", { name: "Retour" }).click();
  await expect(project(page, projects.garden)).toBeChecked();
});

test("who would leave with choices that are not cast is asked first; who leaves is forgotten", { tag: "@once" }, async ({ page }) => {
  await enter(page, onlooker());
  await choose(page, projects.garden);
  const asked = page.waitForEvent("dialog");
  const closing = page.close({ runBeforeUnload: true });
  const dialog = await asked;
  expect(dialog.type()).toBe("beforeunload");
  await dialog.dismiss();
  await closing;

  await page.getByRole("button", { name: "Quitter" }).click();
  await expect(heading(page, "Quitter l’isoloir ?")).toBeFocused();
  await expect(page.getByRole("main")).toContainText("Vos choix ne sont pas déposés");
  await page.getByRole("button", { name: "Rester" }).click();
  await expect(project(page, projects.garden)).toBeChecked();
  await page.getByRole("button", { name: "Quitter" }).click();
  await page.getByRole("main").getByRole("button", { name: "Quitter" }).click();
  await expect(heading(page, "Au revoir")).toBeFocused();
  await page.goBack();
  await expect(page.getByRole("main")).not.toContainText(projects.garden);
  expectToTellNothing(await keptText(page), onlooker(), everyTitle);
});

test("a reload in the middle asks for the codes again, and nothing that was chosen is left on the device", { tag: "@once" }, async ({ page }) => {
  await enter(page, onlooker());
  await choose(page, projects.garden);
  page.once("dialog", (dialog) => void dialog.accept());
  await page.reload();
  await expect(heading(page, said.codes)).toBeVisible();
  await expect(page.getByLabel("Code 1")).toHaveValue("");
  expectToTellNothing(await keptText(page), onlooker(), everyTitle);
  await typeCodes(page, onlooker().codes);
  await expect(project(page, projects.garden)).not.toBeChecked();
});

test("the browser's Back walks the steps, and never casts", { tag: "@once" }, async ({ page }) => {
  await enter(page, onlooker());
  await choose(page, projects.garden);
  await review(page);
  await page.goBack();
  await expect(project(page, projects.garden)).toBeChecked();
  await page.goForward();
  await expect(castButton(page)).toBeVisible();
});

test("without the letter's link the booth shows the election's fingerprint to be compared", { tag: "@once" }, async ({ page }) => {
  await page.goto(`/vote/${openVote().id}`);
  await expect(heading(page, said.codes)).toBeVisible();
  await page.getByText("Est-ce la bonne élection ?").click();
  const shown = (await page.locator(".print").textContent() ?? "").replaceAll(/\s/g, "");
  expect(shown).toBe(openVote().manifest_hash);
});

test("a link of another election is refused in words", { tag: "@once" }, async ({ page }) => {
  const other = openVote().manifest_hash.replace(/^./, (digit) => (digit === "0" ? "1" : "0"));
  await page.goto(`/vote/${openVote().id}#c=${onlooker().codes[0]}&m=${other}`);
  await expect(heading(page, "Ne votez pas ici")).toBeVisible();
  await expect(page.getByRole("alert")).toBeVisible();
  await expect(page.getByLabel("Code 1")).toHaveCount(0);
});

test("a vote that is over, and one that is not there, say so and where to go", { tag: "@once" }, async ({ page, expectedFaults }) => {
  await page.goto("/vote/toulouse-2019");
  await expect(heading(page, "Le vote est clos")).toBeVisible();
  await expect(page.getByRole("link", { name: "Voir les résultats" })).toHaveAttribute("href", "/p/toulouse-2019/results");
  expectedFaults.push(/status of 404/);
  await page.goto("/vote/nowhere");
  await expect(heading(page, "Ce vote n’existe pas ici")).toBeVisible();
});
