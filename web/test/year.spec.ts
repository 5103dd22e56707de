// A year of a citizen budget: what its staff do from page to page, from nothing to the result that anybody verifies.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expect, expectAccessible, expectOpen, test } from "./support/people.ts";
import { holdTheVote } from "./support/held_vote.ts";
import { Party } from "./support/party.ts";
import { Server } from "./support/server.ts";
import { both, done, enter, heading, unfolded } from "./support/staff.ts";

const id = "budget-citoyen-2027";
const title = "Budget citoyen 2027";

/** A day from now in so many, as a field for times has it; the pages' clocks are those of Paris. */
function day(ahead: number, hour = "08:00"): string {
  return `${new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Paris" }).format(Date.now() + ahead * 86_400_000)}T${hour}`;
}

async function open(page: Page, server: Server, path: string, name: string | RegExp): Promise<void> {
  await page.goto(`${server.http}/staff/${id}${path}`);
  await expect(heading(page, name)).toBeVisible();
  await expectOpen(page);
}

test("a year, from page to page", { tag: ["@once", "@long"] }, async ({ page, anotherDevice, expectedFaults }) => {
  test.slow();
  // A rule with a parameter that is none, and a freezing that comes too early, are sent once each, to see where the refusal stands.
  expectedFaults.push(/status of 400 .*CreateContest/u, /status of 400 .*FreezeProcess/u);
  const { server, token } = await Server.empty();
  try {
    await year(page, anotherDevice, server, token);
  } finally {
    await server.close();
  }
});

async function year(page: Page, anotherDevice: () => Promise<Page>, server: Server, token: string): Promise<void> {
  const party = (role: Party["role"], name: string = role) => {
    const folder = join(server.work, name);
    mkdirSync(folder);
    return new Party(server, folder, role);
  };
  const registrar = party("registrar");
  const authorities = [party("authority", "authority1"), party("authority", "authority2")] as const;
  const trustees = [party("trustee", "trustee1"), party("trustee", "trustee2")] as const;

  await test.step("a process", async () => {
    await enter(page, token, `${server.http}/staff`);
    await expect(page.getByText("Il n’y a pas encore de budget participatif sur ce serveur.")).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("link", { name: "Nouveau processus" }).click();
    await expect(heading(page, "Nouveau processus")).toBeFocused();
    await both(page, "Titre", title, "Citizen budget 2027");
    await expect(page.getByLabel("Identifiant")).toHaveValue(id);
    await expectAccessible(page);
    await page.getByRole("button", { name: "Créer le processus" }).click();
    await expect(heading(page, title)).toBeFocused();
    await expectOpen(page);
    await expect(page.locator(".missing", { hasText: "Aucune version n’est publiée." })).toBeVisible();
    await expectAccessible(page);
  });

  await test.step("its areas", async () => {
    await open(page, server, "/areas", "Secteurs");
    for (const [french, english] of [["Nord", "North"], ["Sud", "South"], ["Île", "Island"]] as const) {
      await both(page, "Nom", french, english);
      await done(page, "Ajouter le secteur");
      await expect(page.getByRole("heading", { level: 3, name: french })).toBeVisible();
    }
    await page.getByRole("button", { name: "Supprimer : Île" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Supprimer", exact: true }).click();
    await expect(page.getByRole("heading", { level: 3, name: "Île" })).toHaveCount(0);
    // What had the focus is gone with it.
    await expect(heading(page, "Secteurs")).toBeFocused();
    await expectAccessible(page);
  });

  await test.step("contests: what is wrong with a rule stands at its parameter", async () => {
    await open(page, server, "/new-contest", "Nouveau scrutin");
    await both(page, "Titre", "Projets du Nord", "Projects of the North");
    await page.getByLabel("Enveloppe").fill("50 000");
    await page.getByLabel("Au plus, projets").fill("3");
    await page.getByLabel("L’argent qui reste").selectOption({ label: "Les parts augmentent pas à pas (add1)" });
    await page.getByLabel("Pas d’augmentation des parts").fill("un peu");
    await (await unfolded(page, "Conditions de plus")).getByLabel("Voix nécessaires, au moins").fill("2");
    await expectAccessible(page);
  });
  await expectRefusal(page, "Pas d’augmentation des parts", "La règle n’accepte pas « un peu ».");
  await test.step("contests", async () => {
    await page.getByLabel("Pas d’augmentation des parts").fill("0.01");
    await page.getByRole("button", { name: "Créer le scrutin" }).click();
    await expect(heading(page, "Projets du Nord")).toBeFocused();
    await open(page, server, "/new-contest", "Nouveau scrutin");
    await both(page, "Titre", "Projets du Sud", "Projects of the South");
    await page.getByLabel("Secteur", { exact: true }).selectOption({ label: "Sud" });
    await page.getByLabel("Enveloppe").fill("30000");
    await page.getByRole("button", { name: "Créer le scrutin" }).click();
    await expect(heading(page, "Projets du Sud")).toBeFocused();
    await open(page, server, "/contests", "Scrutins");
    await expect(page.getByRole("link", { name: "Projets du Nord" })).toBeVisible();
    await expectAccessible(page);
  });

  await test.step("an electorate", async () => {
    await open(page, server, "/electorates", "Collèges électoraux");
    await both(page, "Nom", "Habitants", "Residents");
    await page.getByLabel("Projets du Nord").check();
    await page.getByLabel("Projets du Sud").check();
    await page.getByLabel(/^Un code, d’un greffier/).check();
    await done(page, "Ajouter le collège");
    await expect(page.getByText("Vote à : Projets du Nord et Projets du Sud")).toBeVisible();
    await expectAccessible(page);
  });

  await test.step("parties, with the keys that they make themselves", async () => {
    await open(page, server, "/parties", "Greffiers, autorités, gardiens");
    const parties = [["Ajouter un greffier", "Greffe", registrar], ["Ajouter une autorité", "Maire", authorities[0]], ["Ajouter une autorité", "Préfète", authorities[1]], ["Ajouter un gardien", "Gardienne Aïssa", trustees[0]], ["Ajouter un gardien", "Gardien Bruno", trustees[1]]] as const;
    const commands = await Promise.all(parties.map(async ([add]) => (await (await unfolded(page, add)).locator("pre").textContent()) ?? ""));
    const keys = await Promise.all(parties.map(([, , who], i) => (who as Party).does(commands[i] as string)));
    for (const [i, [add, name]] of parties.entries()) {
      const fold = await unfolded(page, add);
      await fold.getByLabel("Nom").fill(name);
      await fold.getByLabel("Clé publique").fill(keys[i] as string);
      await fold.getByRole("button", { name: "Ajouter", exact: true }).click();
      await expect(page.getByRole("heading", { level: 3, name })).toBeVisible();
    }
    await page.getByLabel("Gardiens qui lisent ensemble").fill("2");
    await done(page, "Enregistrer", "C’est enregistré.");
    await expectAccessible(page);
  });

  await test.step("the mandate: a draft, a version, another with its difference", async () => {
    await open(page, server, "/mandate", "Mandat");
    for (const name of ["Titre", "Objet", "Qui demande", "Territoire", "D’où vient l’argent", "Qui peut proposer", "Qui peut voter", "Calendrier, en mots", "Engagement", "Limites"]) await both(page, name, `${name} en français`, `${name} in English`);
    await page.getByLabel("Enveloppe totale").fill("80 000");
    await page.getByRole("button", { name: "Ajouter un critère" }).click();
    await both(page, "Ce qu’il demande", "En ville", "In town");
    await done(page, "Enregistrer le brouillon", "Brouillon enregistré. Rien n’est public.");
    await publish(page, 1);
    await both(page, "Limites", "Rien d’autre", "Nothing else");
    await done(page, "Enregistrer le brouillon", "Brouillon enregistré. Rien n’est public.");
    await publish(page, 2);
    await expect(page.getByRole("heading", { name: "Versions publiées" })).toBeVisible();
    await expect(page.locator("ins", { hasText: "Rien d’autre" })).toBeVisible();
    await expectAccessible(page);
  });

  await test.step("the form", async () => {
    await open(page, server, "/form", "Formulaire");
    await page.getByRole("button", { name: "Ajouter un thème" }).click();
    await both(page, "Nom", "Nature", "Nature");
    await page.getByRole("button", { name: "Ajouter une question" }).click();
    await both(page, "Question", "À qui cela servira-t-il ?", "Whom will it serve?");
    await page.getByLabel("Réponse obligatoire").check();
    await (await unfolded(page, "Aperçu")).scrollIntoViewIfNeeded();
    await done(page, "Fixer le formulaire", "Le formulaire est fixé, et au journal.");
    await expectAccessible(page);
  });

  await test.step("the calendar", async () => {
    await open(page, server, "/calendar", "Calendrier");
    await page.getByLabel("Fuseau horaire").fill("Europe/Paris");
    for (const [name, from, to] of [["Dépôt en ligne", 1, 30], ["Étude par les services", 31, 60], ["Recours", 61, 75], ["Vote en ligne", 90, 110]] as const) {
      const group = page.getByRole("group", { name, exact: true });
      await group.getByLabel("Prévoir cette période").check();
      await group.getByLabel("Début").fill(day(from));
      await group.getByLabel("Fin").fill(day(to, "18:00"));
    }
    await done(page, "Fixer le calendrier", "Le calendrier est fixé, et au journal.");
    await expectAccessible(page);
    await open(page, server, "/settings", "Réglages du processus");
    await expect(page.getByLabel("Ouverture du vote")).toHaveValue(day(90));
    await expectAccessible(page);
  });

  let agentToken = "";
  await test.step("a token for an agent, shown once", async () => {
    await page.goto(`${server.http}/staff/people/tokens`);
    const fold = await unfolded(page, "Nouveau jeton");
    await fold.getByLabel("À qui est-il ?").fill("Marie");
    await fold.getByRole("group", { name: "Ces processus" }).getByLabel(title).check();
    await fold.getByRole("button", { name: "Créer le jeton" }).click();
    await expect(page.getByRole("heading", { name: "Le jeton de Marie" })).toBeVisible();
    agentToken = (await page.locator(".command pre").first().textContent()) ?? "";
    expect(agentToken).toMatch(/^urna_/);
    await expectAccessible(page);
    await page.getByRole("button", { name: "Je l’ai transmis, ne plus le montrer" }).click();
    await expect(page.locator("body")).not.toContainText(agentToken);
  });

  await test.step("submission opens", async () => {
    await begin(page, server, "Ouvrir le dépôt", "Dépôt");
  });

  const citizen = await anotherDevice();
  await test.step("a citizen proposes", async () => {
    await citizen.goto(`${server.http}/p/${id}/propose`);
    await citizen.getByLabel("Titre").fill("Un banc");
    await citizen.getByLabel("En quelques phrases").fill("À l’ombre.");
    await citizen.getByLabel("Thème").selectOption({ label: "Nature" });
    await citizen.getByLabel("Secteur").selectOption({ label: "Nord" });
    await citizen.getByRole("button", { name: "Continuer" }).click();
    await citizen.getByLabel("À qui cela servira-t-il ?").fill("À tous");
    for (let i = 0; i < 3; i++) await citizen.getByRole("button", { name: "Continuer" }).click();
    await citizen.getByRole("button", { name: "Déposer ma proposition" }).click();
    await expect(heading(citizen, "Votre proposition est déposée.")).toBeVisible();
  });

  const agent = await anotherDevice();
  await test.step("an agent enters what came on paper", async () => {
    await enter(agent, agentToken, `${server.http}/staff/${id}/proposals`);
    await agent.getByRole("link", { name: "Saisir une proposition papier" }).click();
    await expect(heading(agent, "Saisir une proposition papier")).toBeFocused();
    await agent.getByRole("button", { name: "Enregistrer la proposition" }).click();
    await expect(agent.getByLabel("Titre")).toHaveAttribute("aria-invalid", "true");
    await expect(agent.getByLabel("À qui cela servira-t-il ?")).toHaveAttribute("aria-invalid", "true");
    await expectAccessible(agent);
    await agent.getByLabel("Secteur").selectOption({ label: "Nord" });
    for (const [i, name] of ["Des tilleuls", "Encore des tilleuls", "=Une fontaine", "Un manège"].entries()) {
      await agent.getByLabel("Titre").fill(name);
      await agent.getByLabel("En quelques phrases").fill("Comme sur le papier.");
      await agent.getByLabel("Thème").selectOption({ label: "Nature" });
      await agent.getByLabel("Coût, selon les auteurs").fill("4 500");
      await agent.getByLabel("À qui cela servira-t-il ?").fill("À tous");
      await agent.getByLabel("Contact").fill(`habitant${i}@example.org`);
      await done(agent, "Enregistrer la proposition", "C’est saisi. Au suivant.");
      await expect(agent.getByLabel("Titre")).toBeFocused();
      await expect(agent.getByLabel("Secteur")).toHaveValue("nord");
    }
  });

  await test.step("the queue, screened at once; what the staff entered is public already", async () => {
    await agent.getByRole("link", { name: "Propositions", exact: true }).first().click();
    await expect(agent.getByRole("table").getByRole("row")).toHaveCount(6);
    await agent.getByLabel("Choisir tout ce qui est affiché").check();
    await agent.getByRole("button", { name: "Marquer comme relues" }).click();
    await expect(agent.getByText("1 proposition relue : tout le monde peut la lire.")).toBeVisible();
    await expectAccessible(agent);
  });

  await test.step("the queue as a file, in which no title is a formula", async () => {
    await agent.getByLabel("Thème").selectOption({ label: "Nature" });
    await agent.getByLabel("Chercher").fill("fontaine");
    const [file] = await Promise.all([agent.waitForEvent("download"), agent.getByRole("button", { name: "Exporter (CSV)" }).click()]);
    expect(file.suggestedFilename()).toMatch(/^propositions-budget-citoyen-2027-\d{4}-\d\d-\d\d\.csv$/);
    const lines = readFileSync(await file.path(), "utf8").split("\r\n");
    expect(lines[0]).toBe('\ufeff"N°";"Titre";"Thème";"Secteur";"Coût (EUR)";"État";"À relire";"Agent";"Échéance";"Dernier changement";"Signalements";"Adresse"');
    expect(lines[1]).toMatch(/^"4";"'=Une fontaine";"Nature";"Nord";"4500,00";"Recevabilité";"non";"";"";"\d{4}-\d\d-\d\d";"0";"http/);
    expect(lines.slice(2)).toEqual([""]);
  });

  await test.step("one goes back to its author, who completes it", async () => {
    await openProposal(agent, server, 1, "Un banc");
    const fold = await unfolded(agent, "Rendre aux auteurs");
    await both(fold, "Motif public", "Devant quelle école ?", "Before which school?");
    await fold.getByLabel("Réponse attendue avant").fill(day(20));
    await fold.getByRole("button", { name: "Rendre aux auteurs" }).click();
    await expect(agent.getByText("Rendue aux auteurs. Réponse attendue")).toBeVisible();
    await citizen.goto(`${server.http}/p/${id}/proposals/p1`);
    await citizen.getByRole("link", { name: "Compléter" }).click();
    await citizen.getByLabel("En quelques phrases").fill("À l’ombre, devant l’école Jean-Moulin.");
    for (let i = 0; i < 4; i++) await citizen.getByRole("button", { name: "Continuer" }).click();
    await citizen.getByRole("button", { name: "Déposer le complément" }).click();
    await expect(heading(citizen, "Votre complément est déposé.")).toBeVisible();
    await openProposal(agent, server, 1, "Un banc");
    await expect(agent.locator("ins", { hasText: "Jean-Moulin" })).toBeVisible();
    await agent.getByRole("button", { name: "Rendre publique" }).click();
    await expect(agent.getByText("Personne ne voit encore cette version.")).toHaveCount(0);
    await expect(heading(agent, "Un banc")).toBeFocused();
    await expectAccessible(agent);
  });

  await test.step("the review, in two steps", async () => {
    await begin(page, server, "Ouvrir l’étude par les services", "Étude par les services");
    await openProposal(agent, server, 2, "Des tilleuls");
    await verdict(agent, "Avis de recevabilité", "Recevable : le mandat le permet", "Faisabilité");
    await verdict(agent, "Avis de faisabilité", "Favorable", "Admise", "4 500");
    const merge = await unfolded(agent, "Fusionner d’autres propositions");
    await merge.getByLabel("Numéros des propositions qui rejoignent celle-ci").fill("n° 3");
    await both(merge, "Motif public", "Les mêmes arbres.", "The same trees.");
    await merge.getByRole("button", { name: "Fusionner" }).click();
    await expect(agent.getByRole("term").filter({ hasText: "Réunit" })).toBeVisible();
    await openProposal(agent, server, 1, "Un banc");
    await verdict(agent, "Avis de recevabilité", "Recevable : le mandat le permet", "Faisabilité");
    await verdict(agent, "Avis de faisabilité", "Favorable", "Admise", "1650,50");
    await openProposal(agent, server, 4, "=Une fontaine");
    await verdict(agent, "Avis de recevabilité", "Irrecevable : le mandat ne le permet pas", "Refusée");
    await openProposal(agent, server, 5, "Un manège");
    const end = await unfolded(agent, /^Retirer$/);
    await both(end, "Motif public", "À la demande de ses auteurs.", "As its authors ask.");
    await end.getByRole("button", { name: "Retirer" }).click();
    await expect(agent.getByText("Retirée", { exact: true })).toBeVisible();
  });

  await test.step("an appeal, which an agent files for its author and an administrator decides", async () => {
    await begin(page, server, "Ouvrir les recours", "Recours");
    await openProposal(agent, server, 4, "=Une fontaine");
    const filing = await unfolded(agent, "Déposer un recours pour l’auteur");
    await both(filing, "Pourquoi", "Le réseau y passe depuis mars.", "The mains are there since March.");
    await filing.getByRole("button", { name: "Déposer le recours" }).click();
    await expect(agent.getByText("Déposé, à décider", { exact: true })).toBeVisible();
    await openProposal(page, server, 4, "=Une fontaine");
    const deciding = await unfolded(page, "Décider le recours");
    await deciding.getByLabel("Rejeté : le refus tient").check();
    await both(deciding, "Motif public", "Le mandat dit le contraire.", "The mandate says otherwise.");
    await expectAccessible(page);
    await deciding.getByRole("button", { name: "Décider" }).click();
    await expect(page.getByText("Rejeté", { exact: true })).toBeVisible();
  });

  await test.step("texts are erased for good", async () => {
    await openProposal(page, server, 5, "Un manège");
    const fold = await unfolded(page, "Effacer pour toujours");
    await fold.getByLabel("Pour confirmer, écrivez le numéro : 5").fill("5");
    await fold.getByRole("button", { name: "Effacer pour toujours" }).click();
    await expect(heading(page, "Les textes de cette proposition ont été effacés.")).toBeVisible();
    await expect(page.locator("body")).not.toContainText("habitant3@example.org");
    await expectAccessible(page);
  });

  await test.step("projects, and rules tried on them", async () => {
    await agent.goto(`${server.http}/staff/${id}/proposals?queue=all&status=PROPOSAL_STATUS_ADMITTED`);
    await expect(agent.getByRole("table").getByRole("row")).toHaveCount(3);
    await agent.getByLabel("Choisir tout ce qui est affiché").check();
    await agent.getByRole("button", { name: "Mettre sur le bulletin…" }).click();
    await expectAccessible(agent);
    await agent.getByRole("dialog").getByRole("button", { name: "Mettre sur le bulletin" }).click();
    await expect(agent.getByRole("dialog")).toHaveCount(0);
    await open(page, server, "/contests/projets-du-nord", "Projets du Nord");
    await expect(page.getByText("Proposition n° 2", { exact: true })).toBeVisible();
    const simulation = await unfolded(page, "Essayer des règles");
    await done(simulation, "Comparer", "500 bulletins inventés, comptés.");
    await expect(simulation.getByRole("row", { name: /Des tilleuls/ })).toBeVisible();
    await expectAccessible(page);
    await open(page, server, "/contests/projets-du-sud", "Projets du Sud");
    const adding = await unfolded(page, "Ajouter un projet de la ville");
    await both(adding, "Titre", "Une halle", "A market hall");
    await adding.getByLabel("Coût").fill("12 000");
    await adding.getByRole("button", { name: "Ajouter le projet" }).click();
    await expect(page.getByRole("heading", { level: 3, name: "Une halle" })).toBeVisible();
  });

  await test.step("a freezing that comes too early says what is missing, and where it is mended", async () => {
    await open(page, server, "", title);
    await (await unfolded(page, /^Geler$/)).getByRole("button", { name: "Geler le processus" }).click();
    const missing = page.getByRole("alert").filter({ hasText: "Il manque encore ce qui suit." });
    await expect(missing).toBeVisible();
    await expectAccessible(page);
    await missing.getByRole("link", { name: "Le collège « Habitants » n’a pas de liste : 0 partie sur 1." }).click();
    await expect(heading(page, "Listes électorales")).toBeFocused();
  });

  await test.step("the roll, as its page tells the registrar to make it", async () => {
    await open(page, server, "/rolls", "Listes électorales");
    const fold = await unfolded(page, "Comment les greffiers font la liste");
    await expectAccessible(page);
    writeFileSync(join(server.work, "registrar", "people.csv"), `person,electorate\n${[1, 2, 3, 4, 5, 6].map((n) => `P-${n},habitants\n`).join("")}`);
    for (const command of await fold.locator("pre").allTextContents()) await registrar.does(command);
    await open(page, server, "/rolls", "Listes électorales");
    await expect(page.getByText("Liste complète")).toBeVisible();
  });

  await test.step("the freezing", async () => {
    await open(page, server, "", title);
    await page.getByRole("button", { name: "Geler le processus" }).click();
    await expect(page.getByText("On attend Gardienne Aïssa et Gardien Bruno (gardiens).")).toBeVisible();
    await expectAccessible(page);
  });

  await test.step("keys and signatures, for which the page says who is waited for", async () => {
    const wait = (name: string) => page.locator("li", { hasText: name }).filter({ has: page.locator(".wait") }).last();
    const command = (await wait("Clés").locator("pre").textContent()) ?? "";
    await trustees[0]?.does(command);
    await open(page, server, "", title);
    await expect(page.getByText("On attend Gardien Bruno (gardien).")).toBeVisible();
    await trustees[1]?.does(command);
    for (let round = 2; round <= 3; round++) await Promise.all(trustees.map((one) => one.does(command)));
    await open(page, server, "", title);
    await expect(page.getByText("Il manque 5 signatures.")).toBeVisible();
    const commands = await wait("Signatures du manifeste").locator("pre").allTextContents();
    const of = (role: string) => `${commands.find((one) => one.startsWith(`urna ${role} approve`)) ?? ""} --yes`;
    await Promise.all([registrar.does(of("registrar")), ...authorities.map((one) => one.does(of("authority"))), ...trustees.map((one) => one.does(of("trustee")))]);
    await open(page, server, "", title);
    await page.getByRole("button", { name: "Sceller le processus" }).click();
    await expect(page.getByText("On attend Maire et Préfète (autorités).")).toBeVisible();
  });

  await test.step("what is sealed no longer changes, and all of it is in the journal", async () => {
    for (const [path, name] of [["/areas", "Secteurs"], ["/mandate", "Mandat"], ["/calendar", "Calendrier"], ["/form", "Formulaire"], ["/parties", "Greffiers, autorités, gardiens"], ["/settings", "Réglages du processus"]] as const) {
      await open(page, server, path, name);
      await expect(page.getByText(/est figé|est public/).first()).toBeVisible();
    }
    await open(page, server, "/count", "Dépouillement");
    await expect(page.getByText("Le vote n’est pas encore clos.")).toBeVisible();
    await open(page, server, "/journal", "Journal");
    for (const act of ["Textes effacés", "Recours décidé", "Fusion", "Projet sur un bulletin", "Mandat publié"]) await expect(page.getByRole("cell", { name: act }).first()).toBeVisible();
    await expectAccessible(page);
  });

  await holdTheVote({ server, id, title, desk: page, citizen, authorities, trustees });
}

/** The server's refusal of a form: at the field, and in the summary, which leads there. A refused call is told in the console too. */
async function expectRefusal(page: Page, label: string, text: string): Promise<void> {
  const field = page.getByLabel(label);
  await page.getByRole("button", { name: "Créer le scrutin" }).click();
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await expect(field).toHaveAccessibleDescription(text);
  await page.getByRole("alert").getByRole("link", { name: label }).click();
  await expect(field).toBeFocused();
}

async function publish(page: Page, version: number): Promise<void> {
  await page.getByRole("link", { name: `Publier la version ${version}…` }).click();
  await expect(heading(page, `Publier la version ${version} du mandat`)).toBeFocused();
  await page.getByLabel(/^J’ai relu chaque langue/).check();
  if (version > 1) await expectAccessible(page);
  await page.getByRole("button", { name: `Publier la version ${version}` }).click();
  await expect(page.getByText(`Version ${version}, publiée le`)).toBeVisible();
}

async function begin(page: Page, server: Server, button: string, phase: string): Promise<void> {
  await open(page, server, "", title);
  const fold = await unfolded(page, "Passer à la phase suivante");
  await fold.getByRole("button", { name: button }).click();
  await expect(page.locator(".state").filter({ hasText: phase }).first()).toBeVisible();
}

async function openProposal(page: Page, server: Server, number: number, name: string): Promise<void> {
  await page.goto(`${server.http}/staff/${id}/proposals/p${number}`);
  await expect(heading(page, name)).toBeVisible();
  await expectOpen(page);
}

/** `state` is what the proposal is called afterwards. */
async function verdict(page: Page, act: string, choice: string, state: string, cost?: string): Promise<void> {
  const fold = await unfolded(page, act);
  await fold.getByLabel(choice, { exact: true }).check();
  if (cost !== undefined) await fold.getByLabel("Coût estimé").fill(cost);
  await both(fold, "Motif public", `${choice}.`, "For this reason.");
  await fold.getByRole("button", { name: "Enregistrer l’avis" }).click();
  await expect(page.locator(".marks").getByText(state, { exact: true })).toBeVisible();
}
