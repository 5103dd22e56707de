// What the first view of each door costs: files, bytes, what keeps it from being seen, what moves once it is.
import { expect, countedVote, openVote, test } from "./support/people.ts";
import { watchView, weigh } from "./support/weight.ts";

/** Thousands of bytes as they come over the line, heads and all, and how many files that is: about a tenth above what it was when somebody last looked. */
const budgets = [
  { name: "the first page", path: () => "/", kilobytes: 86, files: 22 },
  { name: "a budget", path: () => `/p/${openVote().id}`, kilobytes: 92, files: 22 },
  { name: "the projects of a vote", path: () => `/p/${openVote().id}/projects`, kilobytes: 104, files: 26 },
  { name: "a result", path: () => `/p/${countedVote().id}/results/${countedVote().contest}`, kilobytes: 117, files: 25 },
  { name: "the booth", path: () => `/vote/${openVote().id}`, kilobytes: 146, files: 16 },
  { name: "whoever checks", path: () => `/check/${openVote().id}`, kilobytes: 136, files: 19 },
  { name: "agents who enter", path: () => "/staff", kilobytes: 84, files: 18 },
  { name: "observers", path: () => "/observe", kilobytes: 120, files: 25 },
  { name: "the card of a result", path: () => `/embed/p/${countedVote().id}/results/${countedVote().contest}`, kilobytes: 77, files: 17 },
] as const;

test.describe("the first view of", { tag: "@once" }, () => {
  for (const { name, path, kilobytes, files } of budgets) {
    test(`${name} stays within its budget`, async ({ page }) => {
      const [weight, view] = [await weigh(page), await watchView(page)];
      await page.goto(path());
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await page.waitForLoadState("networkidle");
      const { shift, blocking, loaded } = await view();
      expect(weight() / 1000, "thousands of bytes").toBeLessThan(kilobytes);
      expect(loaded, "files, the worker's and the html among them").toBeLessThanOrEqual(files);
      expect(blocking.filter((file) => !file.endsWith(".css")), "what keeps it from being seen, beside its styles").toEqual([]);
      expect(shift, "how much of it moves").toBeLessThan(0.1);
    });
  }
});
