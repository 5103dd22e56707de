// What a page costs whoever has a slow line and an old phone.
import type { Page } from "@playwright/test";
import { gzipSync } from "node:zlib";

/** Everything that the page's files weigh on the wire; answers of the API are not files. Counted from now on. */
export async function weigh(page: Page): Promise<() => number> {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  let bytes = 0;
  const files = new Set<string>();
  session.on("Network.responseReceived", ({ requestId, response }) => {
    if (!new URL(response.url).pathname.startsWith("/urna.v1.")) files.add(requestId);
  });
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (files.has(requestId)) bytes += encodedDataLength;
  });
  // What a worker loads is told to its own session alone: asked for again, and packed here as the server packs it.
  page.on("worker", async (worker) => {
    const answer = await fetch(worker.url());
    bytes += gzipSync(Buffer.from(await answer.arrayBuffer()), { level: 9 }).length;
  });
  return () => bytes;
}

/** "Slow 4G" as Lighthouse has it, and a processor six times as slow. */
export async function slowDown(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", { offline: false, latency: 150, downloadThroughput: 1_638_400 / 8, uploadThroughput: 750_000 / 8 });
  await session.send("Emulation.setCPUThrottlingRate", { rate: 6 });
}

/** Milliseconds until something of the page could be seen. */
export function firstView(page: Page): Promise<number> {
  return page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Number.NaN);
}
