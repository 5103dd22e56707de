// The people of a department: they log in at a provider of another make, are given roles, and leave.
import type { Page } from "@playwright/test";
import { test } from "./support/desk_town.ts";
import { expect, expectAccessible, expectOpen, expectToFit } from "./support/people.ts";
import { done, enter, heading, unfolded } from "./support/staff.ts";

test.describe("people of the staff", { tag: "@once" }, () => {
  // One provider, which knows one visitor at a time.
  test.describe.configure({ mode: "serial" });
  test.beforeEach(({ desk, expectedFaults }) => {
    desk.visitor.name = "marie";
    desk.visitor.refuses = false;
    // Whether somebody is logged in is asked of the server.
    expectedFaults.push(/status of 401 .*GetOwnAccount/u);
  });

  async function logIn(page: Page, path = "/staff"): Promise<void> {
    await page.goto(path);
    await page.getByRole("link", { name: "Se connecter avec ProConnect" }).click();
    await expect(page.getByRole("button", { name: "Se déconnecter" })).toBeVisible();
  }

  test("an agent logs in, works with the roles of their group, and logs out", async ({ page, expectedFaults }) => {
    // The page of that provider where one logs out asks elsewhere for its letters, and for an icon that it has not.
    expectedFaults.push(/fonts\.googleapis\.com|favicon\.ico/u);
    await page.goto("/staff/toulouse-2023/proposals?queue=all");
    await expect(heading(page, "Entrer")).toBeFocused();
    await expectAccessible(page);
    await expectToFit(page);
    await page.getByRole("link", { name: "Se connecter avec ProConnect" }).click();
    await expect(heading(page, "Propositions")).toBeVisible();
    await expect(page).toHaveURL(/\/staff\/toulouse-2023\/proposals\?queue=all$/);
    await expectOpen(page);
    await page.getByLabel("Chez moi").check();
    await expect(page.getByText("Rien ne correspond")).toBeVisible();
    expect(await page.evaluate(() => [Object.keys(localStorage), Object.keys(sessionStorage), document.cookie].flat().join(" "))).not.toMatch(/token|session/u);

    await page.goto("/staff/toulouse-2023/proposals/p3");
    await page.getByLabel("Nouvelle note").fill("Vue par Marie.");
    await page.getByRole("button", { name: "Ajouter la note" }).click();
    await expect(page.getByRole("listitem").filter({ hasText: "Vue par Marie." })).toContainText("Vous");
    const assigning = await unfolded(page, /^Affecter$/u);
    await assigning.getByLabel("Étudiée par").selectOption({ label: "Vous" });
    await assigning.getByRole("button", { name: "Affecter" }).click();
    await expect(page.locator(".who").filter({ hasText: "Vous" }).first()).toBeVisible();
    const title = await page.getByRole("heading", { level: 1 }).textContent();
    await page.goto("/staff/toulouse-2023/proposals?queue=all&mine=1");
    await expect(page.getByRole("table").getByRole("link")).toHaveText([title?.trim() ?? ""]);

    await page.getByRole("link", { name: "Vous", exact: true }).click();
    await expect(heading(page, "Vous")).toBeFocused();
    await expect(page.getByText("Vous êtes connecté comme Marie Martin.")).toBeVisible();
    await expect(page.getByRole("region", { name: "Vos rôles" })).toContainText("Agent, Budget participatif de Toulouse 2023");
    await expect(page.getByRole("region", { name: "Sessions ouvertes" })).toContainText("Celle-ci");
    await expectAccessible(page);
    await expectToFit(page);

    await page.getByRole("button", { name: "Se déconnecter" }).click();
    await page.waitForURL(/\/session\/end/u);
    await page.goto("/staff");
    await expect(heading(page, "Entrer")).toBeVisible();
  });

  test("why a log-in came to nothing is said in plain words", async ({ desk, page }) => {
    for (const [change, said] of [
      [() => (desk.visitor.refuses = true), "La connexion a été refusée"],
      [() => Object.assign(desk.visitor, { refuses: false, name: "stranger" }), "n’est pas de cette administration"],
    ] as const) {
      change();
      await page.goto("/staff/people");
      await page.getByRole("link", { name: "Se connecter avec ProConnect" }).click();
      await expect(page.getByRole("alert").filter({ hasText: said })).toBeVisible();
      await expect(page).toHaveURL(/\/staff\/people$/u);
      await expectAccessible(page);
    }
    await page.getByRole("banner").getByRole("button", { name: "English" }).click();
    await expect(page.getByRole("alert").filter({ hasText: "does not belong to this administration" })).toBeVisible();
  });

  test("whoever is logged in without a role asks for one, and has it at once", async ({ desk, page, anotherDevice }) => {
    desk.visitor.name = "angela";
    await logIn(page);
    await expect(heading(page, "Vous n’avez pas encore de rôle")).toBeFocused();
    await expectAccessible(page);
    await expectToFit(page);
    const number = (await page.locator(".command pre").textContent()) ?? "";
    expect(number).toMatch(/^[0-9a-f]{16}$/u);

    const admin = await anotherDevice();
    await enter(admin, desk.town.token, `${desk.town.http}/staff/people`);
    await expect(heading(admin, "Comptes")).toBeVisible();
    await expect(admin.getByRole("row", { name: /Marie Martin/ })).toContainText("Agent, Budget participatif de Toulouse 2023");
    await expectAccessible(admin);
    await expectToFit(admin);
    await admin.getByLabel("Chercher un compte").fill("personne de ce nom");
    await expect(admin.getByText("Aucun compte ne correspond")).toBeVisible();
    await admin.getByLabel("Chercher un compte").fill(number);
    await expect(admin.getByRole("table").getByRole("row")).toHaveCount(2);
    await admin.getByLabel("Avec un rôle").check();
    await expect(admin.getByText("Aucun compte ne correspond")).toBeVisible();
    await admin.getByLabel("Avec un rôle").uncheck();
    await admin.getByRole("link", { name: "Angela Claire Louise" }).click();
    await expect(heading(admin, "Angela Claire Louise")).toBeFocused();
    await expectOpen(admin);

    await admin.getByRole("button", { name: "Ajouter un rôle" }).click();
    await expect(admin.getByLabel("Rôle", { exact: true })).toBeFocused();
    await admin.getByLabel("Rôle", { exact: true }).selectOption("Modération");
    await admin.getByLabel("Où").selectOption("Budget participatif de Toulouse 2023");
    await expectAccessible(admin);
    await expectToFit(admin);
    await done(admin, "Enregistrer les rôles", "Les rôles sont enregistrés.");

    await page.getByRole("button", { name: "Voir si j’ai un rôle" }).click();
    await expect(page.getByRole("link", { name: "Budget participatif de Toulouse 2023" })).toBeVisible();
    // Roles that the provider gives stand apart, and are not changed here.
    await admin.goto("/staff/people");
    await admin.getByRole("link", { name: "Marie Martin" }).click();
    await expect(admin.getByText("Donnés par ProConnect")).toBeVisible();
    await expect(admin.getByText("Aucun rôle n’est donné ici.")).toBeVisible();
  });

  test("a session that is ended in the middle says so, and what was typed stays", async ({ desk, page, anotherDevice, expectedFaults }) => {
    expectedFaults.push(/status of 401 .*(AddNote|ListNotes)/u);
    await logIn(page, "/staff/toulouse-2023/proposals/p4");
    await page.getByLabel("Nouvelle note").fill("À moitié écrite");

    const admin = await anotherDevice();
    await enter(admin, desk.town.token, `${desk.town.http}/staff/people`);
    await admin.getByRole("link", { name: "Marie Martin" }).click();
    const sessions = admin.getByRole("region", { name: "Sessions ouvertes" });
    await expect(sessions.getByRole("row")).toHaveCount(2);
    await sessions.getByRole("button", { name: /^Fermer/ }).first().click();
    await expect(sessions).toContainText("Aucune session n’est ouverte.");
    await expect(heading(admin, "Marie Martin")).toBeFocused();

    await page.getByRole("button", { name: "Ajouter la note" }).click();
    await expect(heading(page, "Entrer")).toBeFocused();
    await expect(page.getByText("Votre session est finie. Connectez-vous de nouveau.")).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("link", { name: "Se connecter avec ProConnect" }).click();
    await expect(page.getByLabel("Nouvelle note")).toHaveValue("À moitié écrite");
  });

  test("a citizen who is logged in is told that this is for the staff; their account is looked through, saved and erased", async ({ desk, page, anotherDevice }) => {
    desk.visitor.name = "angela";
    await page.goto("/auth/login?provider=france&return=/staff");
    await expect(page.getByText("Vous êtes connecté ici comme citoyen.", { exact: false })).toBeVisible();
    await expectAccessible(page);

    const admin = await anotherDevice();
    await enter(admin, desk.town.token, `${desk.town.http}/staff/people?who=citizens`);
    const row = admin.getByRole("row", { name: /Angela Claire Louise/ });
    await expect(row).toContainText("Citoyen, FranceConnect");
    await row.getByRole("link").click();
    await expect(admin.getByText("C’est le compte d’un citoyen", { exact: false })).toBeVisible();
    const saving = admin.waitForEvent("download");
    await admin.getByRole("button", { name: "Enregistrer le fichier" }).click();
    expect((await saving).suggestedFilename()).toMatch(/^compte-[0-9a-f]{16}\.json$/u);

    await admin.getByRole("button", { name: "Effacer le compte…" }).click();
    const dialog = admin.getByRole("dialog", { name: /^Effacer le compte de Angela/ });
    await expect(dialog.getByRole("heading")).toBeFocused();
    await expect(dialog).toContainText("les propositions en brouillon");
    await expectAccessible(admin);
    await expectToFit(admin);
    await dialog.getByRole("button", { name: "Effacer pour toujours" }).click();
    await expect(heading(admin, "Le compte de Angela Claire Louise est effacé")).toBeFocused();
    await expect(admin.getByText("Il n’avait rien déposé.")).toBeVisible();
    await expectAccessible(admin);
  });
});
