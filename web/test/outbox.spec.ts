// What the server writes to people, as those see it who answer for it: a real mail server takes some and refuses others.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "./support/desk_town.ts";
import { expect, expectAccessible, expectOpen, expectToFit, test as plain, town } from "./support/people.ts";
import { done, enter, heading, unfolded } from "./support/staff.ts";

test.describe("mail", { tag: "@once" }, () => {
  test.describe.configure({ mode: "serial" });
  test.beforeEach(({ expectedFaults }) => {
    // Whether somebody is logged in is asked of the server.
    expectedFaults.push(/status of 401 .*GetOwnAccount/u);
  });

  test("a test message comes; what is refused says why, is tried again and given up", async ({ desk, page, expectedFaults }) => {
    expectedFaults.push(/status of 400 .*SendTestMessage/u);
    desk.mail.refused.set("refuse@example.org", 550).set("later@example.org", 450);
    await enter(page, desk.town.token, "/staff");
    await page.getByRole("navigation").getByRole("link", { name: "Courrier" }).click();
    await expect(heading(page, "Courrier")).toBeFocused();
    await expectOpen(page);
    await expect(page.getByText("Aucun courriel", { exact: true })).toBeVisible();
    await expectAccessible(page);
    const part = page.getByRole("region", { name: "Envoyer un essai" });
    for (const [address, state] of [["moi@example.org", "Envoyé"], ["refuse@example.org", "Échoué"], ["later@example.org", "En attente"]] as const) {
      await part.getByLabel("Adresse").fill(address);
      await part.getByRole("button", { name: "Envoyer l’essai" }).click();
      await expect(part.locator(".became")).toContainText(state);
      if (state === "En attente") await expect(part.locator(".became")).toContainText("450");
    }
    expect(desk.mail.textsTo("moi@example.org")).toHaveLength(1);
    await part.getByLabel("Adresse").fill("pas une adresse");
    await part.getByRole("button", { name: "Envoyer l’essai" }).click();
    await expect(part.getByLabel("Adresse")).toHaveAttribute("aria-invalid", "true");
    await expect(part.getByText("Une adresse de courriel, telle que marie@example.org.").first()).toBeVisible();

    await page.reload();
    const rows = page.getByRole("table").getByRole("row");
    await expect(rows).toHaveCount(4);
    await expect(rows.filter({ hasText: "Échoué" })).toContainText("L’adresse est refusée pour de bon");
    await expect(rows.filter({ hasText: "Échoué" })).toContainText("Le serveur de courrier a répondu 550.");
    await expectAccessible(page);
    await expectToFit(page);
    await page.getByRole("link", { name: "Échoués" }).click();
    await expect(page).toHaveURL(/state=failed$/u);
    await expect(rows).toHaveCount(2);
    await page.getByRole("link", { name: "En attente" }).click();
    await expect(rows).toHaveCount(2);

    // It goes as soon as it is tried again where it is taken.
    desk.mail.refused.delete("later@example.org");
    await page.getByRole("checkbox", { name: /^Choisir\s: Essai/u }).check();
    await expect(page.getByText("1 courriel choisi")).toBeVisible();
    await page.getByRole("button", { name: "Réessayer tout de suite" }).click();
    await expect(page.getByText("1 courriel repart.")).toBeVisible();
    await expect.poll(() => desk.mail.textsTo("later@example.org").length).toBe(1);
    await page.getByRole("link", { name: "Tous", exact: true }).click();
    await expect(rows).toHaveCount(4);
    await page.getByRole("button", { name: "Relire" }).click();
    await expect(rows.filter({ hasText: "Envoyé" })).toHaveCount(2);
    await page.getByLabel("Choisir tout ce qui n’est pas parti").check();
    await page.getByRole("button", { name: "Abandonner…" }).click();
    const dialog = page.getByRole("dialog", { name: /^Abandonner 1 courriel/u });
    await expectAccessible(page);
    await dialog.getByRole("button", { name: "Abandonner", exact: true }).click();
    await expect(rows).toHaveCount(3);
    await expect(page.getByText("1 courriel abandonné.").first()).toBeAttached();

    await page.getByLabel("Envoyé à cette adresse").fill("moi@example.org");
    await page.getByLabel("Envoyé à cette adresse").press("Enter");
    await expect(rows).toHaveCount(2);
  });

  test("an address that was refused is found by whoever knows it, and unblocked", async ({ desk, page }) => {
    await enter(page, desk.town.token, "/staff/messages/blocked");
    await expect(heading(page, "Adresses bloquées")).toBeVisible();
    await expect(page.getByRole("table").getByRole("row")).toHaveCount(2);
    await expect(page.locator("body")).not.toContainText("refuse@example.org");
    await expectAccessible(page);
    await expectToFit(page);
    await page.getByLabel("Chercher une adresse").fill("moi@example.org");
    await page.getByRole("button", { name: "Chercher", exact: true }).click();
    await expect(page.getByText("Cette adresse n’est pas bloquée.")).toBeVisible();
    await page.getByLabel("Chercher une adresse").fill("refuse@example.org");
    await page.getByRole("button", { name: "Chercher", exact: true }).click();
    await expect(page.getByText("Cette adresse est bloquée.")).toBeVisible();
    await page.getByRole("button", { name: "Débloquer", exact: true }).click();
    await expect(page.getByText("Aucune adresse n’est bloquée")).toBeVisible();
  });

  test("a process has texts of its own: fields are explained, an example is shown, and the text from before comes back", async ({ desk, page, expectedFaults }) => {
    expectedFaults.push(/status of 400 .*UpdateTemplate/u);
    await enter(page, desk.town.token, "/staff/toulouse-2023");
    await page.getByRole("link", { name: "Courrier" }).click();
    await expect(heading(page, "Courrier")).toBeVisible();
    await page.getByRole("link", { name: "Textes" }).click();
    await expect(heading(page, "Textes")).toBeFocused();
    await expectOpen(page);
    await expectAccessible(page);
    await expectToFit(page);
    await page.getByRole("link", { name: "Français : Étape passée" }).click();
    await expect(heading(page, "Étape passée, français")).toBeFocused();
    await expect(page.getByText("Texte du programme")).toBeVisible();
    await expect(page.getByRole("region", { name: "Champs" })).toContainText("le titre de la proposition");
    await page.getByLabel("Texte", { exact: true }).fill("Bonjour,\n\n{titre} est passée.");
    await page.getByRole("button", { name: "Enregistrer le texte" }).click();
    await expect(page.getByText("le champ {titre} n’existe pas ici", { exact: false }).first()).toBeVisible();
    await expect(page.getByLabel("Texte", { exact: true })).toHaveAttribute("aria-invalid", "true");
    await expectAccessible(page);
    await page.getByLabel("Texte", { exact: true }).fill("Bonjour,\n\n« {title} » est passée.");
    await done(page, "Voir un exemple", "Voici le courriel");
    await expect(page.getByText("« Un banc sous les tilleuls » est passée.", { exact: false })).toBeVisible();
    await done(page, "Enregistrer le texte", "Le texte est enregistré.");
    await expect(page.getByText("Texte du processus")).toBeVisible();
    await expectAccessible(page);
    await expectToFit(page);
    await page.reload();
    await expect(page.getByLabel("Texte", { exact: true })).toHaveValue(/est passée\.$/u);
    await page.getByRole("button", { name: "Revenir au texte du serveur" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Revenir au texte d’avant" }).click();
    await expect(page.getByText("Texte du programme")).toBeVisible();
    await expect(page.getByLabel("Texte", { exact: true })).not.toHaveValue(/est passée\.$/u);

    await page.goto("/staff/messages/texts");
    const fold = await unfolded(page, "Écrire dans une autre langue");
    await fold.getByLabel("Langue").fill("de");
    await fold.getByRole("button", { name: "Écrire ce texte" }).click();
    await expect(page.getByText("Pas encore de texte dans cette langue", { exact: false })).toBeVisible();
  });

  test("whoever reviews says where they get mail", async ({ desk, page }) => {
    await enter(page, readFileSync(join(desk.town.work, "agent.token"), "utf8").trim(), "/staff/me");
    const part = page.getByRole("region", { name: "Votre courriel" });
    await expect(part.getByLabel("Adresse")).toHaveValue("");
    await part.getByLabel("Adresse").fill("agent@example.org");
    await done(part, "Enregistrer", "L’adresse est enregistrée.");
    await expectAccessible(page);
    await expectToFit(page);
    await page.reload();
    await expect(part.getByLabel("Adresse")).toHaveValue("agent@example.org");
  });
});

plain("where no mail is sent, the page says how a server comes to", { tag: "@once" }, async ({ page }) => {
  await enter(page, town().token, "/staff/messages");
  await expect(page.getByText("Ce serveur n’envoie pas de courriel")).toBeVisible();
  await expect(page.getByText("smtp_server", { exact: false }).first()).toBeVisible();
  await expectAccessible(page);
  await expectToFit(page);
});
