// The steps of the booth, as somebody who reads French takes them.
import type { Locator, Page } from "@playwright/test";
import { expect, letterLink, openVote, town, type Voter } from "./people.ts";
import type { Town } from "./server.ts";

/** What the page calls the moments of a visit. */
export const said = {
  codes: "Entrez vos deux codes",
  choose: "Choisissez jusqu’à trois projets",
  review: "Relisez, puis votez",
  cast: "A voté.",
} as const;

export const heading = (page: Page, name: string | RegExp): Locator => page.getByRole("heading", { level: 1, name });
export const project = (page: Page, title: string): Locator => page.getByRole("checkbox", { name: title });
export const tray = (page: Page): Locator => page.getByRole("region", { name: "Ce qu’il vous reste" });

/** Three projects of the vote that is open, one of them with the longest title of the town. */
export const projects = {
  garden: "Pépinière-jardin du quartier Reynerie-Bellefontaine",
  sports: "Le WorksParc, un complexe sportif en plein air",
  chargers: "Installation de bornes de recharge électrique dans le parc HLM/ZFU",
  yard: "Aménagement de cours \"OASIS\" à l'école élémentaire Victor Hugo",
  path: "Aménagement voie accès Ecole maternelle Victor Hugo",
} as const;

/** From the letter: its link, and the code of the second letter. */
export async function enter(page: Page, voter: Voter): Promise<void> {
  await page.goto(letterLink(voter));
  await expect(heading(page, said.codes)).toBeVisible();
  await typeCodes(page, ["", voter.codes[1] as string]);
  await expect(heading(page, said.choose)).toBeVisible();
}

/** Types the codes of a letter each; a text that is empty leaves its field as it is. */
export async function typeCodes(page: Page, codes: readonly string[]): Promise<void> {
  for (const [i, code] of codes.entries()) if (code !== "") await page.getByLabel(`Code ${i + 1}`).fill(code);
  await page.getByRole("button", { name: "Entrer" }).click();
}

export async function choose(page: Page, ...titles: readonly string[]): Promise<void> {
  for (const title of titles) await project(page, title).check();
}

/** To the ballot, closed and encrypted. */
export async function review(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^Relire( mon bulletin)?$|^Voter blanc/ }).filter({ visible: true }).click();
  await expect(heading(page, said.review)).toBeVisible();
  await expect(page.getByRole("heading", { name: "Votre bulletin est fermé" })).toBeVisible();
}

export const castButton = (page: Page): Locator => page.getByRole("button", { name: "Déposer mon bulletin" });

export async function cast(page: Page): Promise<void> {
  await castButton(page).click();
  await expect(heading(page, said.cast)).toBeVisible();
}

/** From the letter to the receipt. */
export async function vote(page: Page, voter: Voter, ...titles: readonly string[]): Promise<void> {
  await enter(page, voter);
  await choose(page, ...titles);
  await review(page);
  await cast(page);
}

/** The tracker that a step or a receipt shows, 20 characters, as files have it. */
export async function trackerOf(page: Page): Promise<string> {
  return (await page.locator(".tracker").first().locator("[aria-hidden]").allTextContents()).join("").toLowerCase();
}

/** The line of the ballot in the public register, as the receipt says it. */
export async function indexOf(page: Page): Promise<number> {
  const lead = await page.locator(".receipt-hero .lead").textContent();
  return Number(/ligne\s*([\d\s]+)/.exec(lead ?? "")?.[1]?.replace(/\D/g, ""));
}

/** How many records the public log of the open vote has, by its signed head. */
export async function logSize(of: Town = town()): Promise<number> {
  const answer = await fetch(`${of.http}/urna.v1.Ledger/GetCheckpoint`, {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ process: `processes/${openVote(of).id}` }),
  });
  const { checkpoint } = await answer.json() as { readonly checkpoint: string };
  return Number(Buffer.from(checkpoint, "base64").toString().split("\n")[1]);
}
