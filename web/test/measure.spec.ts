// What whoever has a slow line and an old phone waits for: measured and printed, since machines differ. URNA_MEASURE=1 tests/npm/people.sh URNA measure
import { heading, said } from "./support/booth.ts";
import { boothLink, countedVote, expect, openVote, pageHeading, test } from "./support/people.ts";
import { firstView, slowDown, weigh } from "./support/weight.ts";

const rounds = 5;
const middle = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;

test.describe("on slow 4G, with a processor six times as slow", { tag: "@once" }, () => {
  test.skip(process.env["URNA_MEASURE"] !== "1", "measured where URNA_MEASURE=1 asks for it");

  for (const [name, path] of [
    ["the booth", () => boothLink()],
    ["the first page", () => "/"],
    ["a budget", () => `/p/${openVote().id}`],
    ["a result", () => `/p/${countedVote().id}/results/${countedVote().contest}`],
  ] as const) {
    test(`${name} can be seen, and weighs`, async ({ anotherDevice }) => {
      test.setTimeout(300_000);
      const seen: number[] = [];
      const ready: number[] = [];
      let bytes = 0;
      for (let i = 0; i < rounds; i++) {
        const page = await anotherDevice();
        const weight = await weigh(page);
        await slowDown(page);
        const start = Date.now();
        await page.goto(path());
        await expect(name === "the booth" ? heading(page, said.codes) : pageHeading(page)).toBeVisible({ timeout: 60_000 });
        ready.push(Date.now() - start);
        seen.push(await firstView(page));
        bytes = weight();
        await page.context().close();
      }
      console.log(`${name}: first seen after ${Math.round(middle(seen))} ms, ready after ${middle(ready)} ms (middle of ${rounds}), ${(bytes / 1000).toFixed(1)} KB`);
    });
  }
});
