// What whoever has a slow line and an old phone waits for: measured and printed, since machines differ. URNA_MEASURE=1 tests/npm/people.sh URNA measure
import { boothLink, countedVote, expect, openVote, test } from "./support/people.ts";
import { slowDown, type View, watchView, weigh } from "./support/weight.ts";

const rounds = 5;
const middle = (numbers: readonly number[]) => Math.round(numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN);

test.describe("on slow 4G, with a processor six times as slow", { tag: "@once" }, () => {
  test.skip(process.env["URNA_MEASURE"] !== "1", "measured where URNA_MEASURE=1 asks for it");

  for (const [name, path, isReady] of [
    ["the booth", () => boothLink(), "input.typed"],
    ["the first page", () => "/", ".running li, .empty"],
    ["a budget", () => `/p/${openVote().id}`, "h1:not(.waiting)"],
    ["the projects of a vote", () => `/p/${openVote().id}/projects`, ".cards .card"],
    ["a result", () => `/p/${countedVote().id}/results/${countedVote().contest}`, "h1:not(.waiting)"],
  ] as const) {
    test(`${name} can be seen, and used`, async ({ anotherDevice }) => {
      test.setTimeout(300_000);
      const views: View[] = [];
      const ready: number[] = [];
      let bytes = 0;
      for (let i = 0; i < rounds; i++) {
        const page = await anotherDevice();
        const [weight, view] = [await weigh(page), await watchView(page)];
        await slowDown(page);
        const start = Date.now();
        await page.goto(path());
        await expect(page.locator(isReady).first()).toBeVisible({ timeout: 60_000 });
        ready.push(Date.now() - start);
        await page.waitForLoadState("networkidle");
        views.push(await view());
        bytes = weight();
        await page.context().close();
      }
      const of = (what: keyof View & ("first" | "largest" | "busy")) => middle(views.map((view) => view[what]));
      console.log(`${name}: first seen after ${of("first")} ms, the largest part after ${of("largest")} ms, can be used after ${middle(ready)} ms, busy ${of("busy")} ms, moves ${Math.max(...views.map(({ shift }) => shift)).toFixed(3)}, ${views[0]?.loaded} files, ${(bytes / 1000).toFixed(1)} KB (middle of ${rounds})`);
    });
  }
});
