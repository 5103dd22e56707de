// Answers of the real server, altered on their way to the page: data that no designer chose.
import type { Page } from "@playwright/test";

export type Json = Record<string, unknown>;

/** Alters the answers of a method from now on. */
export async function alter(page: Page, method: string, change: (answer: Json) => Json): Promise<void> {
  await page.route(`**/urna.v1.${method}`, async (route) => {
    const response = await route.fetch();
    if (!response.ok()) return route.fulfill({ response });
    return route.fulfill({ response, json: change(await response.json() as Json) });
  });
}

/** The same for the report of a result, which comes as the bytes of a document of its own. */
export function alterReport(page: Page, change: (report: Json) => Json): Promise<void> {
  return alter(page, "Tallies/GetTallyReport", (answer) => {
    const report = change(JSON.parse(Buffer.from(answer["report"] as string, "base64").toString()) as Json);
    return { ...answer, report: Buffer.from(JSON.stringify(report)).toString("base64") };
  });
}
