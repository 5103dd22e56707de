// Codes that are typed badly: the page says which one is off, and where, and keeps what was typed.
import { type Code, checkValue } from "@urna/protocol/typed_codes";
import { heading, said, typeCodes } from "./support/booth.ts";
import { boothLink, expect, onlooker, openVote, test } from "./support/people.ts";
import type { Page } from "@playwright/test";

test.describe("codes", { tag: "@once" }, () => {
  let [first, second] = ["", ""];

  test.beforeEach(async ({ page }) => {
    [first = "", second = ""] = onlooker().codes;
    await page.goto(boothLink());
    await expect(heading(page, said.codes)).toBeVisible();
  });

  /** Types them, and says what is told at the field. */
  async function told(page: Page, number: 1 | 2, codes: readonly string[]): Promise<string> {
    await typeCodes(page, codes);
    const field = page.getByLabel(`Code ${number}`);
    await expect(field).toHaveAttribute("aria-invalid", "true");
    await expect(field).toBeFocused();
    const text = ((await page.locator(`#code-${number}-said`).textContent()) ?? "").trim().replaceAll(/\s+/g, " ");
    await expect(field).toHaveAccessibleDescription(new RegExp(text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll(" ", "\\s+")));
    return text;
  }

  test("small letters, spaces instead of hyphens, O for zero and I or L for one are taken as they are meant", async ({ page }) => {
    const careless = (code: string) => code.toLowerCase().replaceAll("-", " ").replaceAll("0", "o").replaceAll("1", "l");
    await typeCodes(page, [careless(first), careless(second)]);
    await expect(heading(page, said.choose)).toBeVisible();
  });

  test("a whole line of the letter may be pasted", async ({ page }) => {
    await page.getByLabel("Code 1").focus();
    await page.evaluate((text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", text);
      document.activeElement?.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    }, `Votre premier code : ${first} (gardez-le)`);
    await expect(page.getByLabel("Code 1")).toHaveValue(first);
    await expect(page.getByText("Ce code est bien écrit.")).toBeVisible();
  });

  test("each mistake is told at the code that has it, in words of its own, and the other code stays as it was", async ({ page, expectedFaults }) => {
    expectedFaults.push(/status of 404/);
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));

    await test.step("a letter that no code has is named, with its group", async () => {
      expect(await told(page, 1, [`U${first.slice(1)}`, second])).toContain("Le 1er groupe ne va pas : aucun code ne contient « U ». Est-ce un V ?");
      await expect(page.getByLabel("Code 2")).toHaveValue(second);
    });

    await test.step("a group that is missing, and a character that is missing in one, are counted", async () => {
      const groups = second.split("-");
      expect(await told(page, 2, [first, groups.toSpliced(2, 1).join("-")])).toContain("Il manque 5 caractères : un code en a 21.");
      expect(await told(page, 2, [first, groups.with(1, (groups[1] as string).slice(1)).join("-")])).toMatch(/Il manque 1 caractère : un code en a 21|Le 2e groupe ne va pas : il a 4 caractères, il en faut 5/);
    });

    await test.step("another character somewhere is found without asking the server, at the code that has it", async () => {
      asked.length = 0;
      const other = first.replace(/^./, (character) => (character === "3" ? "4" : "3"));
      expect(await told(page, 1, [other, second])).toMatch(/^Il y a une faute de frappe dans ce code\. Comparez-le avec la lettre, groupe par groupe\.|^C’est le code 2, ou il y a une faute de frappe\./);
      await expect(page.getByLabel("Code 2")).toHaveAttribute("aria-invalid", "false");
      expect(asked.filter((url) => url.includes("FindSlot"))).toEqual([]);
    });

    await test.step("codes that have changed places are told so", async () => {
      expect(await told(page, 1, [second, first])).toContain("C’est le code 2, ou il y a une faute de frappe. Ici, entrez le code 1");
    });

    await test.step("the second code that is missing is asked for", async () => {
      await page.getByLabel("Code 2").clear();
      expect(await told(page, 2, [first, ""])).toContain("Il manque ce code. Il est sur une lettre à part.");
    });

    await test.step("a code that nobody was sent is told to be of no letter of this vote", async () => {
      const code = "00000000000000000000" as Code;
      expect(await told(page, 1, [`${code}${"0123456789ABCDEFGHJKMNPQRSTVWXYZ"[checkValue(code, 1)]}`, second])).toContain("Ce code n’est pas de ce vote.");
    });
  });

  test("the second code of somebody else is told to be of another letter", async ({ page }) => {
    await typeCodes(page, [first, openVote().unused[1]?.[1] as string]);
    const alert = page.getByRole("alert");
    await expect(alert).toContainText("Ces codes viennent des lettres de deux personnes");
    await expect(page.getByLabel("Code 1")).toHaveValue(first);
  });
});
