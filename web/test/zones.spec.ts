// The end of a vote, said to people whose devices are elsewhere: one hour on every page, that of the town.
import { anybody, expect, expectOpen, letterLink, openVote, test } from "./support/people.ts";
import { cast, choose, heading, projects, review, said, typeCodes } from "./support/booth.ts";
import { pdfText } from "./support/pdf.ts";
import { readFileSync } from "node:fs";

/** As French pages say an hour of Paris: `8 h 59`. */
function townHour(seconds: number): string {
  const text = new Intl.DateTimeFormat("fr-FR", { timeZone: "Europe/Paris", hour: "numeric", minute: "2-digit", hourCycle: "h23" }).format(seconds * 1000);
  return text.replace(":", " h ").replace(/ 00$/, "");
}

const plain = (text: string | null) => (text ?? "").replaceAll(/\s+/g, " ");

for (const timezoneId of ["America/Cayenne", "UTC", "Europe/Paris"]) {
  test.describe(`on a device in ${timezoneId}`, { tag: timezoneId === "UTC" ? ["@once", "@long"] : "@once" }, () => {
    test.use({ timezoneId });
    const named = timezoneId === "Europe/Paris" ? "" : " (heure de Paris)";

    test("the vote ends at the same hour on every page", async ({ page }) => {
      const vote = openVote();
      const hour = townHour(vote.closing);
      const tells = (selector: string, what: string) => expect.poll(async () => plain(await page.locator(selector).first().textContent())).toContain(what);

      await test.step("at home, and on the page of the budget", async () => {
        await page.goto("/");
        await expectOpen(page);
        await tells("main", `${hour}${named}`);
        await page.goto(`/p/${vote.id}`);
        await expectOpen(page);
        await tells(".slip", `${hour}${named}`);
      });

      const voter = anybody();
      const atBooth = townHour(openVote(voter.town).closing);
      await test.step("at the door of the booth", async () => {
        await page.goto(letterLink(voter));
        await expect(heading(page, said.codes)).toBeVisible();
        await tells("main .lead", `${atBooth}${named}`);
      });
      await test.step("where the ballot is read again", async () => {
        await typeCodes(page, ["", voter.codes[1] as string]);
        await choose(page, projects.garden);
        await review(page);
        await expect(page.getByText("Vous pourrez revoter jusqu’au")).toContainText(new RegExp(`${atBooth}${named}`.replaceAll(/[()]/g, "\\$&").replaceAll(" ", "\\s")));
      });
      await test.step("on the receipt", async () => {
        await cast(page);
        await tells("ol.timeline", `${atBooth}${named}`);
      });
      await test.step("and the ballot was cast at one hour, on the page and in the PDF", async () => {
        const at = plain(await page.locator(".facts time").textContent());
        expect(at).toMatch(named === "" ? /à \d{1,2} h(?: \d\d)?$/ : /à \d{1,2} h(?: \d\d)? \(heure de Paris\)$/);
        const machine = await page.locator(".facts time").getAttribute("datetime");
        expect(at).toContain(townHour(Date.parse(machine ?? "") / 1000));
        await expect(page.locator(".receipt-hero .lead")).toContainText(new RegExp(at.replaceAll(/[()]/g, "\\$&").replaceAll(" ", "\\s")));
        const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "En PDF" }).click()]);
        expect(plain(pdfText(readFileSync(await download.path())))).toContain(at.replace(/^.* à /, ""));
      });
    });
  });
}
