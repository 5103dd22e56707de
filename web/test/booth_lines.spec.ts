// Lines that break, servers that die, clocks that are wrong, tabs that meet: a ballot counts once, and nobody loses what they did.
import type { Page } from "@playwright/test";
import { cast, castButton, choose, enter, heading, indexOf, logSize, projects, review, said, trackerOf, typeCodes, vote } from "./support/booth.ts";
import { anybody, boothLink, expect, expectAccessible, expectToTellNothing, keptText, letterLink, onlooker, somebodyOf, test, type Voter } from "./support/people.ts";
import { type Town, TownServer } from "./support/server.ts";

const castCall = "**/urna.v1.Ballots/CastBallot";
const lost = (page: Page) => page.getByRole("dialog", { name: "Pas de réponse" });
const broken = /ERR_INTERNET_DISCONNECTED|ERR_FAILED|ERR_CONNECTION|ERR_NETWORK|ERR_TIMED_OUT|ERR_EMPTY_RESPONSE/;

function someone(town: Town): Voter {
  const voter = somebodyOf(town);
  if (voter === undefined) throw new Error("a town of nobody");
  return voter;
}

test.describe("lines and servers", { tag: "@once" }, () => {
  test("a line that breaks at each step costs a voter nothing but patience", async ({ page, context, expectedFaults }) => {
    expectedFaults.push(broken);
    const voter = anybody();
    await page.route("**/urna.v1.Processes/GetManifest", (route) => route.abort("connectionreset"));
    await page.goto(letterLink(voter));
    await expect(heading(page, "L’isoloir ne s’ouvre pas")).toBeVisible();
    await page.unrouteAll();
    await page.getByRole("button", { name: "Recommencer" }).click();
    await expect(heading(page, said.codes)).toBeVisible();
    await expect(page.getByLabel("Code 1"), "the code of the link is still there").toHaveValue(voter.codes[0] as string);

    await context.setOffline(true);
    await typeCodes(page, ["", voter.codes[1] as string]);
    await expect(page.getByRole("alert")).toBeVisible();
    await expect(page.getByLabel("Code 2"), "the code that was typed is still there").toHaveValue(voter.codes[1] as string);
    await context.setOffline(false);
    await page.getByRole("button", { name: "Entrer" }).click();
    await expect(heading(page, said.choose)).toBeVisible();

    await context.setOffline(true);
    await choose(page, projects.garden);
    await page.getByRole("button", { name: "Aide" }).click();
    await page.getByRole("button", { name: "Retour" }).click();
    await page.getByRole("button", { name: "Relire" }).filter({ visible: true }).click();
    await expect(page.getByRole("alert"), "where the ballot goes is asked of the log").toContainText("Le serveur ne répond pas.");
    await context.setOffline(false);
    await page.getByRole("button", { name: "Réessayer" }).click();
    await expect(page.getByRole("heading", { name: "Votre bulletin est fermé" })).toBeVisible();
    const tracker = await trackerOf(page);

    await context.setOffline(true);
    await castButton(page).click();
    await expect(lost(page)).toContainText("Le bulletin n’est pas parti. Le même repartira ; il ne comptera qu’une fois.");
    expectToTellNothing(await keptText(page), voter, [projects.garden]);
    await context.setOffline(false);
    await page.getByRole("button", { name: "Réessayer" }).click();
    await expect(heading(page, said.cast)).toBeVisible();
    expect(await trackerOf(page)).toBe(tracker);
  });

  test("whoever changes the language while the line is cut keeps the page, and can do so later", async ({ page, context, expectedFaults }) => {
    expectedFaults.push(broken);
    await enter(page, onlooker());
    await choose(page, projects.garden);
    await context.setOffline(true);
    await page.getByRole("button", { name: "English" }).click();
    await expect(heading(page, said.choose)).toBeVisible();
    await context.setOffline(false);
    await page.getByRole("button", { name: "English" }).click();
    await expect(heading(page, "Choose up to three projects")).toBeVisible();
  });

  test("a ballot without an answer outlives the page: whoever comes back with the codes sends the same one", async ({ page, expectedFaults }) => {
    expectedFaults.push(broken);
    const voter = anybody();
    const sent: (string | null)[] = [];
    await page.route(castCall, (route) => {
      sent.push(route.request().postData());
      return route.abort("connectionreset");
    });
    await enter(page, voter);
    await choose(page, projects.yard);
    await review(page);
    await castButton(page).click();
    await expect(lost(page)).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Plus tard" }).click();
    await expect(page.getByText("Votre bulletin attend une réponse")).toBeVisible();
    expectToTellNothing(await keptText(page), voter, [projects.yard]);

    await page.unrouteAll();
    page.once("dialog", (dialog) => void dialog.accept());
    await page.reload();
    await expect(page.getByText("Un bulletin envoyé depuis cet appareil attend sa réponse.")).toBeVisible();
    const again = page.waitForRequest(castCall);
    await typeCodes(page, voter.codes);
    sent.push((await again).postData());
    await expect(page.getByText("attendait une réponse : il est dans l’urne")).toBeVisible();
    expect(new Set(sent).size, "the same bytes each time").toBe(1);
    expect(sent.length).toBeGreaterThan(1);
  });

  test("a server that dies between the ballot and its answer: the same bytes go again, and are in the log once", async ({ page, expectedFaults }) => {
    expectedFaults.push(broken);
    const server = await TownServer.open(12);
    try {
      const { town } = server;
      await enter(page, someone(town));
      await choose(page, projects.sports);
      await review(page);
      const tracker = await trackerOf(page);
      const before = await logSize(town);
      const sent: (string | null)[] = [];
      await page.route(castCall, async (route) => {
        sent.push(route.request().postData());
        if (sent.length > 1) return route.continue();
        // The server has the ballot, and has said so; then it is gone, and its answer with it.
        await route.fetch();
        await server.end("SIGKILL");
        await route.abort("connectionreset");
        await server.start();
      });
      await castButton(page).click();
      await expect(heading(page, said.cast)).toBeVisible({ timeout: 40_000 });
      expect(await trackerOf(page)).toBe(tracker);
      expect(await indexOf(page)).toBe(before);
      expect(await logSize(town)).toBe(before + 1);
      expect(sent.length).toBeGreaterThan(1);
      expect(new Set(sent).size, "the same bytes each time").toBe(1);
    } finally {
      await server.close();
    }
  });

  test("a server that is away for long: whoever waits is told, and the ballot goes in once it is back", { tag: "@long" }, async ({ page, expectedFaults }) => {
    expectedFaults.push(broken);
    const server = await TownServer.open(12);
    try {
      const { town } = server;
      await enter(page, someone(town));
      await choose(page, projects.path);
      await review(page);
      const before = await logSize(town);
      await server.end("SIGKILL");
      await castButton(page).click();
      await expect(lost(page)).toBeVisible({ timeout: 40_000 });
      await server.start();
      await page.getByRole("button", { name: "Réessayer" }).click();
      await expect(heading(page, said.cast)).toBeVisible();
      expect(await logSize(town)).toBe(before + 1);
    } finally {
      await server.close();
    }
  });
});

test.describe("clocks", { tag: "@once" }, () => {
  for (const [name, time, tag] of [["years behind", "2009-02-03T04:05:06Z", []], ["years ahead", "2043-11-12T13:14:15Z", ["@long"]]] as const) {
    test(`a device whose clock is ${name} votes all the same, and is told dates by the server's facts`, { tag: [...tag] }, async ({ page }) => {
      await page.clock.setSystemTime(new Date(time));
      const voter = anybody();
      await page.goto(letterLink(voter));
      await expect(heading(page, said.codes)).toBeVisible();
      const year = new Date().getFullYear();
      await expect(page.locator("main .lead")).toContainText(new RegExp(`${year}|${year + 1}`));
      await typeCodes(page, ["", voter.codes[1] as string]);
      await choose(page, projects.garden);
      await review(page);
      await cast(page);
      await expect(page.getByRole("main"), "nothing is dated by a clock that is wrong").not.toContainText(time.slice(0, 4));
    });
  }
});

test.describe("tabs", { tag: "@once" }, () => {
  test("one voter in two tabs of one browser: the second is told to close the first, and has nothing to lose", async ({ page, context }) => {
    const other = await context.newPage();
    await enter(page, onlooker());
    await other.goto(letterLink(onlooker()));
    await typeCodes(other, ["", onlooker().codes[1] as string]);
    await expect(other.getByRole("alert")).toContainText("Vous votez déjà dans une autre fenêtre. Fermez-la d’abord.");
    await page.close();
    await other.getByRole("button", { name: "Entrer" }).click();
    await expect(heading(other, said.choose)).toBeVisible();
  });

  test("one voter on two devices at once: one ballot goes in, the other device is told and may replace it", async ({ page, anotherDevice, expectedFaults }) => {
    expectedFaults.push(/status of 409/);
    const voter = anybody();
    const other = await anotherDevice();
    await Promise.all([enter(page, voter), enter(other, voter)]);
    await choose(page, projects.garden);
    await choose(other, projects.sports);
    await Promise.all([review(page), review(other)]);
    await Promise.all([castButton(page).click(), castButton(other).click()]);
    const done = (device: Page) => heading(device, said.cast);
    const overtaken = (device: Page) => device.getByText("un autre bulletin a été déposé avec vos codes");
    for (const device of [page, other]) await expect(done(device).or(overtaken(device).first())).toBeVisible();
    const [early, late] = (await done(page).isVisible()) ? [page, other] : [other, page];
    await expect(done(early)).toBeVisible();
    await expect(overtaken(late).first()).toBeVisible();
    await late.getByRole("button", { name: "Fermer le bulletin à nouveau" }).click();
    await expect(late.getByText("C’est votre 2e bulletin dans ce vote.")).toBeVisible();
    await cast(late);
    expect(await indexOf(late)).toBeGreaterThan(await indexOf(early));
  });

  test("two voters in two tabs of one browser at once: both have their receipts, and neither sees the other's", async ({ page, context }) => {
    const other = await context.newPage();
    await Promise.all([vote(page, anybody(), projects.garden), vote(other, anybody(), projects.sports)]);
    expect(await trackerOf(page)).not.toBe(await trackerOf(other));
    expect(await indexOf(page)).not.toBe(await indexOf(other));
  });

  test("on a device that is not the voter's nothing is kept", async ({ page }) => {
    const voter = anybody();
    await page.goto(letterLink(voter));
    await expect(heading(page, said.codes)).toBeVisible();
    await page.getByText("Options").click();
    await page.getByLabel("Cet appareil n’est pas à moi").check();
    await typeCodes(page, ["", voter.codes[1] as string]);
    await choose(page, projects.garden);
    await review(page);
    await cast(page);
    await expect(page.getByText("Cet appareil ne garde rien")).toBeVisible();
    expect(await page.evaluate(() => Object.keys(localStorage).filter((name) => name.startsWith("urna-voter")))).toEqual([]);
    await page.goto(boothLink(voter.town));
    await typeCodes(page, voter.codes);
    await choose(page, projects.garden);
    await review(page);
    await expect(page.getByText("C’est votre 2e bulletin dans ce vote."), "the log still knows the first").toBeVisible();
  });
});
