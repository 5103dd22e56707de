// The booth without a pointer, and as a screen reader finds it.
import type { Page } from "@playwright/test";
import { castButton, choose, enter, heading, projects, review, said, trackerOf } from "./support/booth.ts";
import { anybody, expect, letterLink, onlooker, test } from "./support/people.ts";

/** Goes on with the key Tab until what is wanted has the focus, and sees on the way that the focus can be seen. */
async function tabTo(page: Page, wanted: { readonly role: "button" | "checkbox" | "textbox"; readonly name: string | RegExp }): Promise<void> {
  const target = page.getByRole(wanted.role, { name: wanted.name }).filter({ visible: true }).first();
  for (let i = 0; i < 80; i++) {
    await page.keyboard.press("Tab");
    if (await target.evaluate((element) => element === document.activeElement)) {
      expect(await focusIsSeen(page), `the focus on ${String(wanted.name)} can be seen`).toBe(true);
      return;
    }
  }
  throw new Error(`no Tab leads to ${wanted.role} ${String(wanted.name)}`);
}

/** An outline, of it or of what surrounds it, within the window and under nothing else. */
function focusIsSeen(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const focused = document.activeElement;
    if (focused === null) return false;
    const box = (focused.closest("label, .choice") ?? focused).getBoundingClientRect();
    const ringed = [focused, focused.parentElement, focused.nextElementSibling].some((one) => one !== null && getComputedStyle(one).outlineStyle !== "none" && parseFloat(getComputedStyle(one).outlineWidth) >= 2);
    return ringed && box.bottom > 0 && box.top < innerHeight;
  });
}

test("somebody with a keyboard alone votes, and sees at each step where the focus is", { tag: "@once" }, async ({ page }) => {
  const voter = anybody();
  await page.goto(letterLink(voter));
  await expect(heading(page, said.codes)).toBeVisible();
  await tabTo(page, { role: "textbox", name: "Code 2" });
  await page.keyboard.type((voter.codes[1] as string).replaceAll("-", ""));
  await page.keyboard.press("Enter");
  await expect(heading(page, said.choose)).toBeFocused();
  await tabTo(page, { role: "checkbox", name: projects.garden });
  await page.keyboard.press("Space");
  await expect(page.getByRole("checkbox", { name: projects.garden })).toBeChecked();
  await tabTo(page, { role: "button", name: "Relire" });
  await page.keyboard.press("Enter");
  await expect(heading(page, said.review)).toBeFocused();
  await expect(castButton(page)).not.toHaveAttribute("aria-disabled", "true");
  await tabTo(page, { role: "button", name: "Déposer mon bulletin" });
  await page.keyboard.press("Enter");
  await expect(heading(page, said.cast)).toBeFocused();
});

test.describe("as a screen reader finds it", { tag: "@once" }, () => {
  // In the order of the ballot: drawn by lot, no two visits would sound the same. The ballot's own random numbers are drawn in the worker.
  test.beforeEach(({ page }) => page.addInitScript(() => {
    crypto.getRandomValues = (array) => array;
  }));

  test("the codes have their labels, what is said of each, and one way on", async ({ page }) => {
    await page.goto(letterLink(onlooker()));
    await expect(heading(page, said.codes)).toBeVisible();
    await expect(page.getByRole("main")).toMatchAriaSnapshot(`
      - main:
        - paragraph: Budget participatif de Toulouse 2022
        - heading "Entrez vos deux codes" [level=1]
        - paragraph: /Chacun est sur une lettre\\. Vous pouvez voter jusqu’au .*/
        - text: Code 1
        - textbox "Code 1": /[0-9A-Z-]{25}/
        - paragraph: Lu dans le lien de votre lettre.
        - paragraph: Ce code est bien écrit.
        - text: Code 2
        - textbox "Code 2"
        - button "Entrer"
        - group: Options
        - complementary "Ensuite":
          - heading "Ensuite" [level=2]
          - list:
            - listitem:
              - paragraph: Vous choisissez, à votre rythme.
            - listitem:
              - paragraph: Vous relisez votre bulletin, chiffré sur cet appareil.
            - listitem:
              - paragraph: Vous le déposez. Un reçu prouve qu’il est dans l’urne.
          - group: C’est l’élection de votre lettre
    `);
  });

  test("a project is a heading, its cost and its share, and a checkbox with its name; what is left is said once", async ({ page }) => {
    await enter(page, onlooker());
    await expect(page.locator("output"), "nothing is said before anything is chosen").toBeEmpty();
    await choose(page, projects.garden);
    await expect(page.getByRole("main")).toMatchAriaSnapshot(`
      - main:
        - list "Étapes":
          - listitem: Choisir
          - listitem: Relire
          - listitem: Voter
        - region "Les projets":
          - heading "Choisissez jusqu’à trois projets" [level=1]
    `);
    await expect(page.getByRole("article").filter({ hasText: projects.garden })).toMatchAriaSnapshot(`
      - article:
        - paragraph: Nature en ville
        - heading "${projects.garden}" [level=3]
        - paragraph: Un jardin où les habitants sèment, font grandir et échangent des plants pour tout le quartier.
        - text: /75 000 €.*l’enveloppe/
        - checkbox "Choisir ${projects.garden}" [checked]
        - link /Lire le projet ${projects.garden} \\(nouvel onglet\\)/
    `);
    await expect(page.locator("output")).toHaveText("Il vous reste 2 choix");
    await expect(page.getByText("Il vous reste 2 choix").filter({ visible: true }).and(page.locator("[aria-live], [role=status], [role=alert], output"))).toHaveCount(1);
  });

  test("the ballot is read again as a list, its tracker letter by letter, and cast by one button", async ({ page }) => {
    await enter(page, onlooker());
    await choose(page, projects.garden);
    await review(page);
    const tracker = (await trackerOf(page)).toUpperCase();
    await expect(page.locator(".tracker .hide").first()).toHaveText([...tracker].join(" ").replaceAll(/((?:\w ){3}\w) (?=\w)/g, "$1, "));
    await expect(page.getByRole("main")).toMatchAriaSnapshot(`
      - main:
        - list "Étapes":
          - listitem: Choisir
          - listitem: Relire
          - listitem: Voter
        - heading "Relisez, puis votez" [level=1]
        - paragraph
        - heading "Mon bulletin" [level=2]
        - list:
          - listitem: /${projects.garden}.*75 000 €/
          - listitem: Choix non utilisé
          - listitem: Choix non utilisé
        - paragraph
        - paragraph:
          - button "ajouter un projet"
        - heading "Votre bulletin est fermé" [level=2]
        - paragraph: Suivi de ce bulletin
        - paragraph
        - img "QR code du suivi de ce bulletin"
        - button "Déposer mon bulletin"
        - paragraph: /Vous pourrez revoter jusqu’au .* Seul votre dernier bulletin compte\\./
        - button "Modifier mes choix"
        - group: Contrôler mon téléphone avant de voter
    `);
  });
});
