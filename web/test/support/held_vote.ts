// What becomes of a budget that is sealed: the opening, the votes, the closing, the count and the result, as those who do it see it on pages. Its days
// lie months ahead: servers, programs and browsers live then.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { cast as castBallot, heading as boothHeading, project, review, trackerOf } from "./booth.ts";
import { expect, expectAccessible, expectOpen, test } from "./people.ts";
import type { Party } from "./party.ts";
import type { Server } from "./server.ts";
import { heading } from "./staff.ts";

export interface Year {
  readonly server: Server;
  readonly id: string;
  readonly title: string;
  /** Of an administrator, logged in. */
  readonly desk: Page;
  /** Of a citizen, who votes and looks. */
  readonly citizen: Page;
  readonly authorities: readonly [Party, Party];
  readonly trustees: readonly [Party, Party];
}

/** A day of which that many have passed: everybody's clock says so. */
async function live({ server, desk, citizen }: Year, days: number): Promise<void> {
  await server.liveLater(Math.round(days * 86_400));
  for (const page of [desk, citizen]) await page.clock.setSystemTime(new Date(Date.now() + days * 86_400_000));
}

async function look(page: Page, server: Server, path: string, name: string | RegExp): Promise<void> {
  await page.goto(`${server.http}${path}`);
  await expect(heading(page, name)).toBeVisible();
  await expectOpen(page);
}

/** What a page asks a party to run, and the party runs it. */
async function doAsAsked(page: Page, party: Party, verb: string, more = ""): Promise<void> {
  const command = page.locator("pre").filter({ hasText: `urna ${party.role} ${verb} ` }).first();
  await expect(command).toBeVisible();
  await party.does(`${(await command.textContent()) ?? ""}${more}`);
}

const contests = { north: "Projets du Nord", south: "Projets du Sud" } as const;

/** From the code of a letter to the last receipt; gives the tracker of the first ballot. */
async function voteWith({ server, citizen, id }: Year, code: string, north: readonly string[], south: readonly string[]): Promise<string> {
  await citizen.goto(`${server.http}/vote/${id}`);
  await citizen.getByLabel("Votre code").fill(code);
  await citizen.getByRole("button", { name: "Entrer" }).click();
  await expect(boothHeading(citizen, "Vos deux votes")).toBeVisible();
  await citizen.getByRole("button", { name: `Voter ${contests.north}` }).click();
  await cast(citizen, north);
  const tracker = await trackerOf(citizen);
  await citizen.getByRole("button", { name: "Passer au suivant" }).click();
  await cast(citizen, south);
  await citizen.getByRole("button", { name: "Terminer et quitter" }).click();
  await citizen.getByRole("button", { name: "Quitter", exact: true }).click();
  await expect(boothHeading(citizen, "Au revoir")).toBeVisible();
  return tracker;
}

async function cast(citizen: Page, titles: readonly string[]): Promise<void> {
  for (const title of titles) await project(citizen, title).check();
  await review(citizen);
  await castBallot(citizen);
}

/** The codes of a registrar's letters, one for each person. */
function codesIn(letters: string): readonly string[] {
  const [head, ...rows] = letters.trim().split(/\r?\n/u).map((row) => row.replaceAll('"', "").split(","));
  const at = head?.indexOf("code") ?? -1;
  if (at < 0) throw new Error("letters have no codes");
  return rows.map((row) => row[at] as string);
}

export async function holdTheVote(year: Year): Promise<void> {
  const { server, desk, citizen, id, title, authorities, trustees } = year;
  const [bench, limes, hall] = ["Un banc", "Des tilleuls", "Une halle"] as const;

  await test.step("the authorities sign one time for the opening, and the vote opens at that time by itself", async () => {
    await look(desk, server, `/staff/${id}`, title);
    await doAsAsked(desk, authorities[1], "open");
    await look(desk, server, `/staff/${id}`, title);
    await expect(desk.getByText(/Signée pour le .* par Préfète\./u)).toBeVisible();
    await expect(desk.getByText("On attend Maire (autorité).")).toBeVisible();
    await expectAccessible(desk);
    await doAsAsked(desk, authorities[0], "open");
    await look(desk, server, "/staff", "Processus");
    await expect(desk.getByRole("row", { name: title })).toContainText("rien d’autre n’est à faire");
    await look(desk, server, `/staff/${id}`, title);
    await expect(desk.getByText("Assez d’autorités ont signé")).toBeVisible();
    await expect(desk.getByText("On attend", { exact: false })).toHaveCount(0);
    await live(year, 91);
    await look(desk, server, `/staff/${id}`, title);
    await expect(desk.getByText("Maintenant : Vote")).toBeVisible();
  });

  let tracker = "";
  await test.step("six people vote, each in two contests", async () => {
    for (const [i, code] of codesIn(readFileSync(join(server.work, "registrar/letters/letters.csv"), "utf8")).entries()) {
      tracker = await voteWith(year, code, i < 2 ? [bench, limes] : [limes], i < 4 ? [hall] : []);
    }
    await look(citizen, server, `/p/${id}/results`, /Résultats/u);
    await expect(citizen.getByText("Tant qu’il est ouvert, personne ne connaît les voix")).toBeVisible();
  });

  await test.step("the vote ends, and the authorities close it", async () => {
    await live(year, 111);
    await look(desk, server, `/staff/${id}`, title);
    await expect(desk.getByText("L’heure est passée : aucun bulletin n’est plus accepté.")).toBeVisible();
    await doAsAsked(desk, authorities[0], "close");
    await look(desk, server, `/staff/${id}`, title);
    await expect(desk.getByText("On attend Préfète (autorité).")).toBeVisible();
    await doAsAsked(desk, authorities[1], "close");
  });

  const stands = (page: Page, step: string) => page.getByRole("status").filter({ hasText: step });
  const atTheCount = async (step: string) => {
    await look(desk, server, `/staff/${id}/count`, "Dépouillement");
    await expect(stands(desk, step)).toBeVisible();
  };
  // A window that nobody touches, such as one on a wall: it reads anew by itself.
  const [wall] = await Promise.all([desk.context().waitForEvent("page"), desk.evaluate((url) => void open(url), `${server.http}/staff/${id}/count`)]);
  await expect(heading(wall, "Dépouillement")).toBeVisible();
  const showsOnTheWall = (step: string) => expect(stands(wall, step)).toBeVisible({ timeout: 60_000 });
  await test.step("what is closed is compared aloud, and signed", async () => {
    await atTheCount("Registre clos signé");
    await expectAccessible(desk);
    const compared = await authorities[0].does((await desk.locator("pre").filter({ hasText: "urna closing " }).textContent()) ?? "");
    const groups = /(?:[0-9a-z]{4,5}[ -]){11}[0-9a-z]{4,5}/iu.exec(compared)?.[0] ?? "";
    for (const trustee of trustees) await doAsAsked(desk, trustee, "close", ` --closing ${groups.replaceAll(" ", "-")}`);
    await atTheCount("Registre clos signé");
    for (const authority of authorities) await doAsAsked(desk, authority, "sign-closing", ` --closing ${groups.replaceAll(" ", "-")} --yes`);
  });

  await test.step("an hour later the trustees mix, decrypt and count, one after the other", async () => {
    await live(year, 111.1);
    for (const [step, verb] of [["Mélanges", "mix"], ["Déchiffrements", "decrypt"], ["Résultat", "tally"]] as const) {
      await Promise.all([showsOnTheWall(step), atTheCount(step)]);
      for (const trustee of trustees) await doAsAsked(desk, trustee, verb);
    }
    await look(desk, server, `/staff/${id}/count`, "Dépouillement");
    for (const page of [desk, wall]) await expect(page.getByRole("link", { name: /résultat/iu }).first()).toBeVisible({ timeout: 60_000 });
    await wall.close();
    await expectAccessible(desk);
  });

  await test.step("everybody reads the result, and why", async () => {
    await look(citizen, server, `/p/${id}/results`, /Résultats|projets? pour/u);
    for (const contest of Object.values(contests)) await expect(citizen.getByText(contest).first()).toBeVisible();
    await expectAccessible(citizen);
  });

  await test.step("anybody verifies the whole of it, and finds a ballot counted", async () => {
    await citizen.goto(`${server.http}/observe/${id}`);
    await expect(citizen.locator(".band [role=status]")).toContainText("Les quatorze étapes tiennent.", { timeout: 120_000 });
    await citizen.getByLabel("Suivi du bulletin").fill(tracker);
    await citizen.getByRole("button", { name: "Que devient-il" }).click();
    await expect(citizen.locator(".fate")).toContainText("Compté");
  });
}
