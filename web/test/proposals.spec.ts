// Whoever reads proposals, and whoever hands one in.
import type { Page, Route } from "@playwright/test";
import { expect, expectAccessible, expectOpen, expectToFit, hamlet, pageHeading, test, town } from "./support/people.ts";

const budget = "toulouse-2023";
const list = `/p/${budget}/proposals`;
const file = (id: string, process = budget) => `/p/${process}/proposals/${id}`;
// What is handed in changes a list: in the hamlet, where nobody counts it.
const propose = () => `${hamlet().http}/p/${budget}/propose`;

const found = (page: Page) => page.getByRole("status").filter({ hasText: /propositions?$/ });
const cards = (page: Page) => page.getByRole("main").getByRole("article");
const goOn = (page: Page) => page.getByRole("button", { name: "Continuer", exact: true }).click();
const step = (page: Page, name: string) => expect(page.getByRole("heading", { level: 1, name })).toBeFocused();

interface Typed {
  readonly title: string;
  readonly summary: string;
  readonly who: string;
}
const bench: Typed = { title: "Des bancs à l’ombre", summary: "Trois bancs sous les platanes de la place Arnaud-Bernard.", who: "Aux anciens du quartier" };

// Said by the driver where the processor draws: the step of the place has a map.
test.beforeEach(({ expectedFaults }) => void expectedFaults.push(/GL Driver Message .*ReadPixels/u));

async function write(page: Page, { title, summary }: Typed): Promise<void> {
  await page.getByLabel("Titre").fill(title);
  await page.getByLabel("En quelques phrases").fill(summary);
  await page.getByLabel("Thème").selectOption("Cadre de vie");
  await page.getByLabel("Secteur").selectOption("Centre");
}

/** All steps, up to where it is read again. */
async function writeAll(page: Page, typed: Typed): Promise<void> {
  await page.goto(propose());
  await write(page, typed);
  await goOn(page);
  await step(page, "Dites-en plus");
  await page.getByLabel("À qui ce projet servira-t-il").fill(typed.who);
  await goOn(page);
  await step(page, "Où est-ce");
  await page.getByText("Saisir des coordonnées", { exact: true }).click();
  await page.getByLabel("Coordonnées").fill("43,6100 ; 1,4400");
  await goOn(page);
  await step(page, "Montrez-le, si vous voulez");
  await goOn(page);
  await step(page, "Relisez, puis déposez");
}

test("proposals are found by a word, by their state and by their theme, at an address that shows others the same", { tag: "@broad" }, async ({ page, anotherDevice }) => {
  await page.goto(list);
  await expectOpen(page);
  const all = await cards(page).count();
  expect(all).toBeGreaterThan(10);
  await page.getByRole("searchbox").fill("matabiau");
  await expect(found(page)).toHaveText("1 proposition");
  await expect(cards(page)).toContainText("Végétaliser la rue Matabiau");
  await expect(page).toHaveURL(/\?q=matabiau$/);
  await page.getByRole("searchbox").fill("");
  await page.getByLabel("État").selectOption({ label: "Refusée (2)" });
  await expect(cards(page)).toHaveCount(2);
  await page.getByLabel("Thème").selectOption({ label: "Cadre de vie (1)" });
  await expect(cards(page)).toHaveCount(1);
  await expect(cards(page)).toContainText("feux récompenses");
  const other = await anotherDevice();
  await other.goto(page.url());
  await expect(found(other)).toHaveText("1 proposition");
  await expect(other.getByLabel("État")).toHaveValue("refused");
  await page.getByRole("searchbox").fill("girafe");
  await expect(page.getByText("Aucune proposition ne parle de « girafe ».")).toBeVisible();
  await expectAccessible(page);
  await expectToFit(page);
  await page.getByRole("link", { name: "Tout revoir" }).click();
  await expect(cards(page)).toHaveCount(all);
});

test("a word in any form is found in the text of a proposal, and shown where it stands", async ({ page }) => {
  await page.goto(list);
  await page.getByRole("searchbox").fill("APICULTEURS amateur");
  await expect(found(page)).toHaveText("1 proposition");
  await expect(cards(page)).toContainText("Installation de ruches urbaines");
  await expect(cards(page).locator("mark")).toHaveText(["apiculteur", "amateur"]);
  await expectAccessible(page);
  await expectToFit(page);
});

test("where whole texts cannot be searched, titles are, and that is said", { tag: "@once" }, async ({ page, expectedFaults }) => {
  expectedFaults.push(/503/u);
  await page.route("**/urna.v1.Proposals/ListProposals", (route: Route) => {
    const isSearch = (route.request().postData() ?? "").includes('"text"');
    return isSearch ? route.fulfill({ status: 503, contentType: "application/json", body: JSON.stringify({ code: "unavailable", message: "later" }) }) : route.continue();
  });
  await page.goto(list);
  await page.getByRole("searchbox").fill("matabiau");
  await expect(page.getByText(/seuls les titres et les résumés le sont/u)).toBeVisible();
  await expect(found(page)).toHaveText("1 proposition");
});

test("whoever comes back from a file finds the list as it was", { tag: "@once" }, async ({ page }) => {
  await page.goto(`${list}?state=studied`);
  await page.getByRole("link", { name: "Végétaliser la rue Matabiau" }).press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Végétaliser la rue Matabiau" })).toBeFocused();
  await page.goBack();
  await expect(page.getByLabel("État")).toHaveValue("studied");
  await page.getByRole("link", { name: "Végétaliser la rue Matabiau" }).click();
  await page.getByRole("link", { name: "Les propositions" }).first().click();
  await expect(pageHeading(page)).toBeFocused();
  await expect(pageHeading(page)).toContainText("propositions d’habitants");
});

test("a file tells what became of a proposal, step by step, with the reasons", { tag: "@broad" }, async ({ page }) => {
  await page.goto(file("p13"));
  await expectOpen(page);
  const history = page.getByRole("region", { name: "Son histoire" });
  await expect(history.getByRole("listitem")).toContainText(["Proposition déposée", "Relue, et publiée", "Non recevable"]);
  await expect(history).toContainText("C'est un service à faire fonctionner, et non un investissement.");
  await expect(history).not.toContainText(/Ballot|Bulletin de vote|Étude par les services/);
  await expectAccessible(page);
  await expectToFit(page);
  await page.goto(file("p10"));
  await expect(page.getByText("Les deux demandent des arbres au même endroit.").first()).toBeVisible();
  await page.getByRole("link", { name: "Lire la proposition n° 9" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Plantation d'arbres" })).toBeFocused();
  await expect(page.getByRole("region", { name: "Elle réunit d’autres propositions" }).getByRole("link")).toHaveCount(1);
  await page.goto(file("p15"));
  await expect(page.getByText("Ce texte est masqué pour le moment.")).toBeVisible();
  await expect(page.getByText("Le temps de vérifier à qui sont les murs montrés.").first()).toBeVisible();
  await expect(page.locator("body")).not.toContainText("fresques");
  await page.goto(file("p7", "jeunes-2023"));
  await expect(page.getByRole("region", { name: "Son histoire" })).toContainText(/Non réalisable[\s\S]*L'Architecte des bâtiments de France s'y oppose/);
});

test("what is typed is kept over every step and a reload, in one language and the other", { tag: "@broad" }, async ({ page }) => {
  await page.goto(propose());
  await write(page, bench);
  await page.reload();
  await expect(page.getByText("Voici ce que vous aviez commencé.")).toBeVisible();
  await expect(page.getByLabel("Titre")).toHaveValue(bench.title);
  await expect(page.getByLabel("En quelques phrases")).toHaveValue(bench.summary);
  await expect(page.getByLabel("Thème")).toHaveValue("living");
  await expectAccessible(page);
  await expectToFit(page);
  await goOn(page);
  await step(page, "Dites-en plus");
  await page.getByLabel("À qui ce projet servira-t-il").fill(bench.who);
  await page.getByRole("button", { name: "English" }).click();
  await expect(page.getByLabel("Whom will this project serve")).toHaveValue(bench.who);
  await expectAccessible(page);
  await expectToFit(page);
  await page.getByRole("button", { name: "Français" }).click();
  await page.reload();
  await expect(page.getByLabel("À qui ce projet servira-t-il")).toHaveValue(bench.who);
  await goOn(page);
  await step(page, "Où est-ce");
  await expectToFit(page);
  await page.goBack();
  await step(page, "Dites-en plus");
  await page.getByRole("button", { name: "Revenir" }).click();
  await step(page, "Que proposez-vous");
  await page.getByRole("button", { name: "Tout effacer, et recommencer" }).click();
  await page.getByRole("button", { name: "Oui, tout effacer" }).click();
  await expect(page.getByLabel("Titre")).toHaveValue("");
});

test("what is missing is said where it is, with what to do, and a keyboard gets there", { tag: "@once" }, async ({ page }) => {
  await page.goto(propose());
  await expectOpen(page);
  await goOn(page);
  await expect(page.getByRole("group").filter({ hasText: "Indiquez un titre." })).toBeFocused();
  await expect(page.getByLabel("Titre")).toHaveAttribute("aria-invalid", "true");
  await expectAccessible(page);
  await page.getByRole("link", { name: "Choisissez un thème." }).press("Enter");
  await expect(page.getByLabel("Thème")).toBeFocused();
  await write(page, { ...bench, title: "é".repeat(101) });
  await goOn(page);
  await expect(page.getByRole("link", { name: /^Titre : c’est trop long. 200 signes au plus/ })).toBeVisible();
  await page.getByLabel("Titre").fill(bench.title);
  await expect(page.getByLabel("Titre")).not.toHaveAttribute("aria-invalid");
  await page.keyboard.press("Enter");
  await step(page, "Dites-en plus");
  await page.getByLabel("Combien cela coûte").fill("environ mille");
  await page.getByLabel("Courriel, pour vous répondre").fill("marie");
  await goOn(page);
  await expect(page.getByRole("link", { name: "Répondez à « À qui ce projet servira-t-il ? »." })).toBeVisible();
  await expect(page.getByRole("link", { name: /^Coût : un montant en chiffres/ })).toBeVisible();
  await expect(page.getByRole("link", { name: /une adresse comme marie@exemple.fr/ })).toBeVisible();
  await page.getByLabel("Combien cela coûte").fill("4 500");
  await page.getByLabel("Courriel, pour vous répondre").fill("");
  await page.getByLabel("À qui ce projet servira-t-il").fill(bench.who);
  await goOn(page);
  await step(page, "Où est-ce");
  await page.getByText("Saisir des coordonnées", { exact: true }).click();
  await page.getByLabel("Coordonnées").fill("au coin de la rue");
  await goOn(page);
  await expect(page.getByRole("link", { name: /deux nombres, comme 43.6045, 1.4440/ })).toBeVisible();
  await page.getByLabel("Coordonnées").fill("geo:43.61,1.44");
  await goOn(page);
  await step(page, "Montrez-le, si vous voulez");
  await goOn(page);
  await step(page, "Relisez, puis déposez");
  await expect(page.getByRole("main")).toContainText(/4.500.€/);
});

test("a fault that is found where all is read again leads to its field, on its step", { tag: "@once" }, async ({ page }) => {
  await page.goto(`/p/${budget}/propose?step=review`);
  await page.getByRole("button", { name: "Déposer ma proposition" }).click();
  await page.getByRole("link", { name: /^Répondez à «\s*À qui ce projet servira-t-il/u }).press("Enter");
  await expect(page.getByLabel("À qui ce projet servira-t-il")).toBeFocused();
  await expect(page).toHaveURL(/\?step=details$/);
});

test("whoever types what was proposed already is told, and nobody else", { tag: "@once" }, async ({ page }) => {
  await page.goto(propose());
  const hint = page.getByRole("status").filter({ hasText: "On a peut-être déjà proposé cela" });
  await page.getByLabel("Titre").fill("Une piste cyclable");
  await expect(hint.getByRole("link")).toHaveText(/^Piste cyclable chemin Caillibens/);
  await expect(hint.getByRole("link")).toHaveAttribute("target", "_blank");
  await expectAccessible(page);
  await page.getByLabel("Titre").fill("Installer des bancs dans la rue");
  await expect(hint).toHaveCount(0);
});

test("a proposal is handed in, followed with its author's key, and taken back", { tag: "@broad" }, async ({ page, anotherDevice, expectedFaults }, info) => {
  expectedFaults.push(/ERR_FAILED/, /status of 40[34] .*GetProposal/u);
  const title = `Des bancs à l’ombre, ${info.project.name} ${info.retry}`;
  await writeAll(page, { ...bench, title });
  await expect(page.getByRole("region", { name: "Ce qui sera public" })).toContainText(title);
  await expectAccessible(page);
  await expectToFit(page);
  // The line breaks once: the same goes again.
  const broken = (route: Route) => route.abort();
  await page.route("**/urna.v1.Proposals/SubmitProposal", broken);
  await page.getByRole("button", { name: "Déposer ma proposition" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "La proposition n’est pas partie. Rien n’est perdu" })).toBeVisible();
  await page.unroute("**/urna.v1.Proposals/SubmitProposal", broken);
  await page.getByRole("button", { name: "Déposer ma proposition" }).click();
  await step(page, "Votre proposition est déposée.");
  await expect(page.getByText(/C’est la n°\s\d+\. Merci\./)).toBeVisible();
  const link = await page.getByLabel("Votre lien privé").inputValue();
  expect(link).toMatch(new RegExp(`^${hamlet().http}${file("p\\d+")}#k=[\\w-]{43}$`));
  await expectAccessible(page);
  await expectToFit(page);

  const [address = "", key = ""] = link.split("#k=");
  const phone = await anotherDevice();
  await phone.goto(`${address}#k=${key.replace(/.$/, (last) => (last === "A" ? "E" : "A"))}`);
  await expect(phone.getByRole("heading", { level: 1 }).or(phone.getByText("Le lien privé n’ouvre pas")).first()).toBeVisible();
  await phone.goto("about:blank");
  await phone.goto(link);
  await expect(phone.getByRole("heading", { level: 1, name: title })).toBeVisible();
  await expect(phone).toHaveURL(address);
  const own = phone.getByRole("region", { name: "Votre proposition" });
  await expect(own).toContainText("Elle est reçue. Un agent la relit, puis elle paraîtra ici.");
  await phone.goto(`${hamlet().http}${list}`);
  await phone.getByRole("region", { name: "Vos propositions, sur cet appareil" }).getByRole("listitem").getByRole("link").click();
  await own.getByRole("button", { name: "La retirer" }).click();
  await phone.getByRole("button", { name: "Oui, la retirer" }).click();
  await expect(own).toContainText("Vous l’avez retirée.");
  await expect(phone.getByRole("region", { name: "Son histoire" })).toContainText("Retirée");
  await expect(own.getByRole("button", { name: "La retirer" })).toHaveCount(0);
  await expectAccessible(phone);
  await expectToFit(phone);
});

test("whoever is asked to complete a proposal sees what is asked, and finds what they wrote", { tag: "@once" }, async ({ page }) => {
  const { returned, edit_key: key } = town().sheet.proposals.find(({ id }) => id === budget) as { readonly returned: string; readonly edit_key: string };
  await page.goto(`${file(returned.slice(returned.lastIndexOf("/") + 1))}#k=${key}`);
  const own = page.getByRole("region", { name: "Votre proposition" });
  await expect(own).toContainText("On vous demande un complément.");
  await expectAccessible(page);
  await own.getByRole("link", { name: "La compléter" }).click();
  await step(page, "Compléter votre proposition");
  await expect(page.getByText("Ce qu’on vous demande")).toBeVisible();
  await expect(page.getByLabel("Titre")).not.toHaveValue("");
  await expectToFit(page);
});

test("whoever was refused contests it in a few words", { tag: "@once" }, async ({ page }) => {
  // The town is not in that step: its answers are altered on their way to the page.
  const alter = (method: string, change: (answer: Record<string, unknown>) => Record<string, unknown>) => page.route(`**/urna.v1.${method}`, async (route) => {
    const { editKey: _, ...asked } = route.request().postDataJSON() as Record<string, unknown>;
    const response = await route.fetch({ postData: JSON.stringify(asked) });
    await route.fulfill({ response, json: change(await response.json() as Record<string, unknown>) });
  });
  await alter("Processes/GetProcess", (process) => ({ ...process, phase: "PHASE_APPEAL" }));
  await alter("Attachments/ListAttachments", (all) => all);
  await alter("Proposals/GetProposal", (proposal) => ({ ...proposal, internal: {} }));
  const sent: unknown[] = [];
  await page.route("**/urna.v1.Proposals/FileAppeal", (route) => {
    sent.push(route.request().postDataJSON());
    return route.fulfill({ json: {} });
  });
  await page.goto(`${file("p7", "jeunes-2023")}#k=${"A".repeat(43)}`);
  const own = page.getByRole("region", { name: "Votre proposition" });
  await expect(own.getByRole("heading", { name: "Contester le refus" })).toBeVisible();
  await own.getByRole("button", { name: "Envoyer ma contestation" }).click();
  await expect(own.getByText("Dites pourquoi vous contestez le refus.")).toBeVisible();
  await own.getByLabel("Pourquoi ce refus n’est pas juste").fill("La place n’est pas classée.");
  await page.reload();
  await expect(own.getByLabel("Pourquoi ce refus n’est pas juste")).toHaveValue("La place n’est pas classée.");
  await expectAccessible(page);
  await expectToFit(page);
  await own.getByRole("button", { name: "Envoyer ma contestation" }).click();
  await expect(pageHeading(page)).toBeFocused();
  expect(sent).toMatchObject([{ editKey: "A".repeat(43), statement: [{ language: "fr", text: "La place n’est pas classée." }] }]);
  await expect(page.getByRole("region", { name: "Son histoire" })).toContainText("Ses auteurs peuvent contester le refus");
});
