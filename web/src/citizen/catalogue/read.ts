import type { Contest, Result } from "../model.js";
import { nowSeconds, stageOf } from "../plain/stage.js";
import type { ProcessReader } from "../process.svelte.js";
import type { Catalogue } from "./shown.js";

/** Reads what projects are shown with. What the page can do without is left out where it does not come. */
export async function readCatalogue(reader: ProcessReader): Promise<Catalogue> {
  const [process, contests, areas, calendar, categories] = await Promise.all([
    reader.process(), reader.contests(), reader.areas(), reader.calendar().catch(() => undefined), reader.categories().catch(() => []),
  ]);
  const resultOf = async (contest: Contest): Promise<readonly [string, Result | undefined]> => [contest.id, await reader.result(contest).catch(() => undefined)];
  const results = (await Promise.all(contests.map(resultOf))).filter((one): one is readonly [string, Result] => one[1] !== undefined);
  const now = nowSeconds();
  return { process, stage: stageOf(process, now), calendar, contests, areas, categories, results: new Map(results), now };
}
