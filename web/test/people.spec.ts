// Whoever has an account: logging in and out, their proposals wherever they log in, what they asked to follow, and to be forgotten.
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { AccountTown } from "./support/accounts.ts";
import { bodyOf, linkIn } from "./support/mail.ts";
import { expect, expectAccessible, expectOpen, expectToFit, pageHeading, test } from "./support/people.ts";

const budget = "toulouse-2023";
let town: AccountTown;
const at = (path: string) => `${town.town.http}${path}`;

// One hamlet for all of these, which each alter what is theirs.
test.describe.configure({ mode: "default" });
test.beforeAll(async () => {
  town = await AccountTown.open();
});
test.afterAll(async () => {
  await town?.close();
});
test.beforeEach(({ expectedFaults }) => {
  town.visitor.name = "angela";
  town.visitor.refuses = false;
  // Said by the driver where the processor draws: the step of the place has a map.
  expectedFaults.push(/GL Driver Message .*ReadPixels/u);
});

const heading = (page: Page, name: string | RegExp) => page.getByRole("heading", { level: 1, name });
const provider = (page: Page) => page.getByRole("link", { name: "Continuer avec Identité de la ville" });

async function logIn(page: Page, from = "/"): Promise<void> {
  await page.goto(at(from));
  await expectOpen(page);
  await page.getByRole("banner").getByRole("link", { name: "Se connecter" }).click();
  await expect(heading(page, "Se connecter")).toBeVisible();
  await provider(page).click();
  await expect(page.getByRole("banner").getByRole("link", { name: "Mes propositions" })).toBeVisible();
}

async function write(page: Page, title: string): Promise<void> {
  await page.getByLabel("Titre").fill(title);
  await page.getByLabel("En quelques phrases").fill("Trois bancs sous les platanes de la place.");
  await page.getByLabel("Thème").selectOption("Cadre de vie");
  await page.getByLabel("Secteur").selectOption("Centre");
  await page.getByRole("button", { name: "Continuer", exact: true }).click();
  await page.getByLabel("À qui ce projet servira-t-il").fill("Aux anciens du quartier");
  await page.getByRole("button", { name: "Continuer", exact: true }).click();
  await expect(heading(page, "Où est-ce")).toBeFocused();
  await page.getByText("Saisir des coordonnées", { exact: true }).click();
  await page.getByLabel("Coordonnées").fill("43,6100 ; 1,4400");
  await page.getByRole("button", { name: "Continuer", exact: true }).click();
  await expect(heading(page, "Montrez-le")).toBeFocused();
  await page.getByRole("button", { name: "Continuer", exact: true }).click();
  await expect(heading(page, "Relisez, puis déposez")).toBeFocused();
}

async function handIn(page: Page, title: string): Promise<void> {
  await page.goto(at(`/p/${budget}/propose`));
  await expectOpen(page);
  await write(page, title);
  await page.getByRole("button", { name: "Déposer ma proposition" }).click();
  await expect(heading(page, "Votre proposition est déposée.")).toBeFocused();
}

test("a citizen logs in where they are, comes back there, and logs out", { tag: "@once" }, async ({ page, expectedFaults }) => {
  // The page on which the provider ends its own session is its own.
  expectedFaults.push(/fonts\.googleapis\.com/u);
  await page.goto(at(`/p/${budget}/proposals`));
  await expectOpen(page);
  await page.getByRole("banner").getByRole("link", { name: "Se connecter" }).press("Enter");
  await expect(heading(page, "Se connecter")).toBeFocused();
  await expect(page.getByText("votre bulletin n’est lié à aucun compte")).toBeVisible();
  await expectAccessible(page);
  await expectToFit(page);
  await page.getByRole("button", { name: "English" }).click();
  await expect(heading(page, "Log in")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Français" }).click();
  await provider(page).press("Enter");
  await expect(page).toHaveURL(at(`/p/${budget}/proposals`));
  await expectOpen(page);
  await expectToFit(page);
  await page.getByRole("banner").getByRole("link", { name: "Mes propositions" }).press("Enter");
  await expect(heading(page, "Vos propositions")).toBeFocused();
  await page.getByRole("link", { name: "Votre compte" }).press("Enter");
  await expect(heading(page, "Votre compte")).toBeFocused();
  await expect(page.getByRole("region", { name: "Ce que nous savons de vous" })).toContainText("Angela Claire Louise");
  await expect(page.getByRole("region", { name: "Ce que nous savons de vous" })).toContainText("Identité de la ville");
  await expect(page.getByText("Cet appareil", { exact: true })).toBeVisible();
  await expectAccessible(page);
  await expectToFit(page);
  await page.getByRole("button", { name: "Se déconnecter" }).press("Enter");
  // The provider asks whether its own session is to end as well: that page is its own.
  await page.waitForURL((url) => !url.href.startsWith(at("/account")), { waitUntil: "commit" });
  await page.goto(at("/account"));
  await expect(heading(page, "Vous n’êtes pas connecté")).toBeVisible();
  await expect(page.getByRole("banner").getByRole("link", { name: "Se connecter" })).toBeVisible();
  await expectAccessible(page);
});

test("a log-in that fails says why, wherever it leads back to", { tag: "@once" }, async ({ page }) => {
  town.visitor.refuses = true;
  await page.goto(at("/login"));
  await provider(page).click();
  await expect(page.getByRole("alert")).toContainText("La connexion a été refusée, ou abandonnée.");
  await expectAccessible(page);
  await expectToFit(page);
  town.visitor.refuses = false;
  // As the server does where it cannot tell where a log-in began, with a reason that no page knows.
  for (const [reason, said] of [["SIGN_IN_OVER", "Elle a duré trop longtemps"], ["LINK_OVER", "Ce lien a déjà servi"], ["SOMETHING_NEW", "Quelque chose n’a pas marché"]] as const) {
    await page.goto(at(`/?log-in-problem=${reason}`));
    await expect(page.getByRole("alert")).toContainText(said);
    await expect(page).toHaveURL(/\/login\?/u);
  }
  await page.getByRole("button", { name: "English" }).click();
  await expect(page.getByRole("alert")).toContainText("Something went wrong on our side.");
  // An address leads nowhere but to these pages.
  await page.goto(at(`/login?next=${encodeURIComponent("//elsewhere.example/")}`));
  await expect(page.getByRole("link", { name: /^Continue with/u })).toHaveAttribute("href", /return=%2Flogin%3Fdone%3D1$/u);
});

test("a link by mail logs in once, also on another device", { tag: "@once" }, async ({ page, anotherDevice, expectedFaults }) => {
  expectedFaults.push(/status of 401/u);
  await page.goto(at(`/login?next=${encodeURIComponent(`/p/${budget}`)}`));
  await page.getByRole("button", { name: "Recevoir un lien" }).click();
  await expect(page.getByText("Indiquez votre adresse")).toBeVisible();
  await page.getByLabel("Votre adresse").fill("marie");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Ce n’est pas une adresse.")).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel("Votre adresse").fill("marie@example.org");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Le lien est parti.")).toBeVisible();
  await expectAccessible(page);
  await expectToFit(page);
  const link = linkIn(await town.mail.next("marie@example.org"), "/auth/link");
  const phone = await anotherDevice();
  await phone.goto(link);
  await expect(heading(phone, "Vous pouvez vous connecter")).toBeVisible();
  await expectAccessible(phone);
  await expectToFit(phone);
  await phone.getByRole("button", { name: "Me connecter" }).click();
  await expect(phone).toHaveURL(at(`/p/${budget}`));
  await expect(phone.getByRole("banner").getByRole("link", { name: "Mes propositions" })).toBeVisible();
  await phone.goto(at("/account"));
  await expect(phone.getByRole("region", { name: "Ce que nous savons de vous" })).toContainText("marie@example.org");
  await page.goto(link);
  await page.getByRole("button").click();
  await expect(page.getByRole("alert")).toContainText("Ce lien a déjà servi");
});

test("a proposal of an account has no key, and is there wherever its author logs in", { tag: "@once" }, async ({ page, anotherDevice, expectedFaults }) => {
  await logIn(page, `/p/${budget}`);
  await handIn(page, "Des bancs d’un compte");
  await expect(page.getByRole("region", { name: "Elle est dans votre compte" })).toBeVisible();
  await expect(page.getByLabel("Votre lien privé")).toHaveCount(0);
  await expectAccessible(page);
  await expectToFit(page);
  const phone = await anotherDevice();
  await logIn(phone);
  await expect(heading(phone, "Vos propositions")).toBeVisible();
  const line = phone.getByRole("article").filter({ hasText: "Des bancs d’un compte" });
  await expect(line).toContainText("Déposée");
  await expect(line).toContainText("Un agent la relit, puis elle paraîtra.");
  await expectAccessible(phone);
  await expectToFit(phone);
  await line.getByRole("link", { name: "Des bancs d’un compte" }).click();
  const own = phone.getByRole("region", { name: "Votre proposition" });
  await expect(own).toContainText("Elle est dans votre compte");
  await expectAccessible(phone);
  await expectToFit(phone);
  // Whoever is not its author sees nothing of it: nobody has looked it through.
  expectedFaults.push(/status of 404 .*GetProposal/u);
  const stranger = await anotherDevice();
  await stranger.goto(phone.url());
  await expect(heading(stranger, "Rien à cette adresse")).toBeVisible();
  await own.getByRole("button", { name: "La retirer" }).click();
  await phone.getByRole("button", { name: "Oui, la retirer" }).click();
  await expect(own).toContainText("Vous l’avez retirée.");
});

test("what a key opens and what an account has stand in one list, with what is asked of their author", { tag: "@once" }, async ({ page, expectedFaults }) => {
  await page.goto(at("/mine"));
  await expect(page.getByText("Aucune proposition ici")).toBeVisible();
  await expectAccessible(page);
  const { returned, edit_key: key } = town.town.sheet.proposals.find(({ id }) => id === budget) as { readonly returned: string; readonly edit_key: string };
  await page.goto(at(`/p/${budget}/proposals/${returned.slice(returned.lastIndexOf("/") + 1)}#k=${key}`));
  await expect(page.getByRole("region", { name: "Votre proposition" })).toBeVisible();
  // A draft that is gone stays in the list until somebody takes it off.
  await page.evaluate((name) => {
    const all = JSON.parse(localStorage.getItem(name) ?? "[]") as object[];
    localStorage.setItem(name, JSON.stringify([...all, { id: "d-0000000000000000", key: "A".repeat(43) }]));
  }, `urna-own-proposals ${budget}`);
  await logIn(page);
  await page.goto(at(`/p/${budget}/propose`));
  await expect(page.getByText("Vous êtes connecté : elle sera dans votre compte.")).toBeVisible();
  await write(page, "Un brouillon d’un compte");
  await page.getByText("Continuer sur un autre appareil").click();
  await page.getByRole("button", { name: "Garder un brouillon" }).click();
  await expect(page.getByText("Le brouillon est dans votre compte")).toBeVisible();
  expectedFaults.push(/status of 40[034] .*GetProposal/u);
  await page.goto(at("/mine"));
  const lines = page.getByRole("main").getByRole("article");
  await expect(lines.filter({ hasText: "À vous : on vous demande un complément avant le" })).toHaveCount(1);
  await expect(lines.filter({ hasText: "Un brouillon d’un compte" })).toContainText("À vous : finissez-la, puis déposez-la.");
  const gone = lines.filter({ hasText: "Elle n’est plus là" });
  await expect(gone).toHaveCount(1);
  await expectAccessible(page);
  await expectToFit(page);
  await gone.getByRole("button").click();
  await expect(gone).toHaveCount(0);
  await lines.filter({ hasText: "Un brouillon d’un compte" }).getByRole("link", { name: /^Continuer à l’écrire/u }).click();
  await expect(page.getByLabel("Titre")).toHaveValue("Un brouillon d’un compte");
});

test("a session that ends in the middle loses nothing of what was written", { tag: "@once" }, async ({ page, anotherDevice, expectedFaults }) => {
  expectedFaults.push(/status of 401/u);
  await logIn(page);
  await page.goto(at(`/p/${budget}/propose`));
  await write(page, "Des bancs d’une session qui finit");
  // Elsewhere the same person ends it.
  const phone = await anotherDevice();
  await logIn(phone);
  await phone.goto(at("/account"));
  for (const end = phone.getByRole("button", { name: /^Terminer la session ouverte/u }); (await expectSessions(phone)) > 1;) {
    const before = await expectSessions(phone);
    await end.first().click();
    await expect(phone.getByRole("region", { name: "Où vous êtes connecté" }).getByRole("listitem")).toHaveCount(before - 1);
  }
  await expectAccessible(phone);
  await page.getByRole("button", { name: "Déposer ma proposition" }).click();
  await expect(page.getByRole("alert")).toContainText("Vous n’êtes plus connecté. Ce que vous avez écrit reste là");
  await expectAccessible(page);
  await expectToFit(page);
  await page.getByRole("link", { name: "Se reconnecter" }).click();
  await provider(page).click();
  await expect(heading(page, "Relisez, puis déposez")).toBeVisible();
  await page.getByRole("button", { name: "Déposer ma proposition" }).click();
  await expect(page.getByRole("region", { name: "Elle est dans votre compte" })).toBeVisible();
  // Where a page finds out by reading.
  await page.context().clearCookies();
  await page.goto(at("/mine"));
  await expect(page.getByRole("banner").getByRole("link", { name: "Se connecter" })).toBeVisible();
  await expectOpen(page);
});

async function expectSessions(page: Page): Promise<number> {
  const lines = page.getByRole("region", { name: "Où vous êtes connecté" }).getByRole("listitem");
  await expect(lines.first()).toBeVisible();
  return lines.count();
}

test("what is held of an account is a file, and it is erased for good", { tag: "@once" }, async ({ page, expectedFaults }) => {
  expectedFaults.push(/status of 401/u);
  town.visitor.name = "stranger";
  await logIn(page);
  await handIn(page, "Des bancs de quelqu’un qui part");
  await page.goto(at("/account"));
  await page.getByText("Vos données", { exact: true }).click();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Télécharger" }).click()]);
  const held = readFileSync(await download.path(), "utf8");
  expect(held).toContain("77aa-stranger");
  expect(held).toContain("Des bancs de quelqu’un qui part");
  await page.getByText("Effacer le compte", { exact: true }).click();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Effacer mon compte" }).click();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Oui, effacer" }).click();
  await expect(heading(page, "Votre compte est effacé.")).toBeFocused();
  await expect(page.getByRole("region", { name: "Ce qui reste public" }).getByRole("link")).toHaveCount(1);
  await expectAccessible(page);
  await expectToFit(page);
  await page.goto(at("/account"));
  await expect(heading(page, "Vous n’êtes pas connecté")).toBeVisible();
});

test("whoever wants news of a proposal or of a budget is asked by mail first", { tag: "@once" }, async ({ page }) => {
  await page.goto(at(`/p/${budget}/proposals/p13`));
  await expectOpen(page);
  const title = await pageHeading(page).textContent();
  await page.getByText("Recevoir des nouvelles par courriel").press("Enter");
  await page.getByRole("button", { name: "Suivre" }).click();
  await expect(page.getByText("Indiquez votre adresse")).toBeVisible();
  await page.getByLabel("Votre adresse").fill("ada@example.org");
  await expectAccessible(page);
  await expectToFit(page);
  await page.keyboard.press("Enter");
  await expect(page.getByText("Un courriel vient de partir.")).toBeVisible();
  await expectAccessible(page);
  const question = await town.mail.next("ada@example.org");
  const confirm = linkIn(question, "/confirm");
  await page.goto(at(`/p/${budget}`));
  await expectOpen(page);
  await page.getByText("Recevoir des nouvelles par courriel").click();
  await page.getByLabel("Votre adresse").fill("ada@example.org");
  await page.getByRole("button", { name: "Suivre" }).click();
  await expect(page.getByText("Un courriel vient de partir.")).toBeVisible();
  expect(bodyOf(await town.mail.next("ada@example.org"))).toContain("/confirm?t=");
  await page.goto(at("/mine"));
  const followed = page.getByRole("region", { name: "Ce que vous suivez" });
  await expect(followed.getByRole("listitem")).toHaveCount(2);
  await expect(followed.getByRole("link", { name: title?.trim() ?? "" })).toBeVisible();
  // Who asked stays between them and the server.
  expect(await page.evaluate(() => JSON.stringify({ ...localStorage }))).not.toContain("ada@example.org");
  await expectAccessible(page);
  await expectToFit(page);
  await followed.getByRole("button", { name: /^Enlever de cette liste/u }).first().click();
  await expect(followed.getByRole("listitem")).toHaveCount(1);
  await page.goto(confirm);
  await expect(heading(page, "Recevoir des nouvelles par courriel ?")).toBeVisible();
  await expectAccessible(page);
  await expectToFit(page);
  await page.getByRole("button", { name: "Confirmer" }).click();
  await expect(page.getByText("Vous recevrez des nouvelles par courriel.")).toBeVisible();
  await expectAccessible(page);
});

test("what an account follows is in one list wherever its owner logs in, and is stopped there", { tag: "@once" }, async ({ page, anotherDevice }) => {
  await logIn(page);
  await page.goto(at("/mine"));
  const followed = page.getByRole("region", { name: "Ce que vous suivez" });
  await expect(followed).toContainText("Votre compte ne suit rien.");
  for (const path of [`/p/${budget}/proposals/p12`, `/p/${budget}`]) {
    await page.goto(at(path));
    await expectOpen(page);
    await page.getByText("Recevoir des nouvelles par courriel").click();
    await page.getByLabel("Votre adresse").fill("angela@example.org");
    await page.getByRole("button", { name: "Suivre" }).click();
    await expect(page.getByText("Un courriel vient de partir.")).toBeVisible();
    await page.goto(linkIn(await town.mail.next("angela@example.org"), "/confirm"));
    await page.getByRole("button", { name: "Confirmer" }).click();
    await expect(page.getByText("Vous recevrez des nouvelles par courriel.")).toBeVisible();
  }
  const phone = await anotherDevice();
  await logIn(phone);
  await phone.goto(at("/mine"));
  const list = phone.getByRole("region", { name: "Ce que vous suivez" });
  await expect(list.getByRole("listitem")).toHaveCount(2);
  await expect(list.getByRole("listitem").first()).toContainText(/À angela@example\.org, depuis le/u);
  await expectAccessible(phone);
  await expectToFit(phone);
  await list.getByRole("listitem").first().getByRole("link").click();
  await expect(phone).toHaveURL(at(`/p/${budget}`));
  await phone.goBack();
  await list.getByRole("button", { name: /^Ne plus suivre/u }).first().click();
  await expect(list.getByRole("status")).toContainText("Vous ne suivez plus");
  await expect(list.getByRole("listitem")).toHaveCount(1);
  await expect(list.getByRole("heading", { level: 2 })).toBeFocused();
  await page.goto(at("/mine"));
  // The device that asked still knows that it did, and the account what it follows.
  await expect(followed.getByRole("heading", { name: "Demandé depuis cet appareil" })).toBeVisible();
  await expect(followed.getByRole("button", { name: /^Ne plus suivre/u })).toHaveCount(1);
  await expectAccessible(page);
  await expectToFit(page);
  await page.getByRole("banner").getByRole("button", { name: "English" }).click();
  await expect(page.getByRole("region", { name: "What you follow" })).toContainText("Your account gets news of it by mail.");
});

test("where a server has no accounts and sends no mail, nothing speaks of either", { tag: "@once" }, async ({ page, baseURL }) => {
  await page.goto(`${baseURL}/p/${budget}`);
  await expectOpen(page);
  await page.waitForLoadState("networkidle");
  await expect(page.getByRole("link", { name: "Se connecter" })).toHaveCount(0);
  await expect(page.getByText("Recevoir des nouvelles par courriel")).toHaveCount(0);
  await page.goto(`${baseURL}/login`);
  await expect(heading(page, "Personne ne se connecte ici")).toBeVisible();
  await expectAccessible(page);
  await page.goto(`${baseURL}/vote/toulouse-2022`);
  await expectOpen(page);
});
