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

export interface View {
  /** Milliseconds until something of the page could be seen, and until the largest part of it. */
  readonly first: number;
  readonly largest: number;
  /** Cumulative layout shift. */
  readonly shift: number;
  /** Milliseconds beyond 50 of each task that kept the page from answering. */
  readonly busy: number;
  /** The paths of files without which nothing is seen. */
  readonly blocking: readonly string[];
  /** How many files there are, the html among them; calls of the API are not counted. */
  readonly loaded: number;
}

/** Watches how the next page comes into view. */
export async function watchView(page: Page): Promise<() => Promise<View>> {
  await page.addInitScript(() => {
    const seen = { largest: 0, shift: 0, busy: 0 };
    Object.assign(globalThis, { seen });
    const watch = (type: string, take: (entry: PerformanceEntry & { readonly value: number; readonly hadRecentInput: boolean }) => void) =>
      new PerformanceObserver((list) => list.getEntries().forEach((entry) => take(entry as Parameters<typeof take>[0]))).observe({ type, buffered: true });
    watch("largest-contentful-paint", ({ startTime }) => (seen.largest = startTime));
    watch("layout-shift", ({ value, hadRecentInput }) => (seen.shift += hadRecentInput ? 0 : value));
    watch("longtask", ({ duration }) => (seen.busy += Math.max(0, duration - 50)));
  });
  return () => page.evaluate(() => {
    const files = performance.getEntriesByType("resource") as (PerformanceResourceTiming & { readonly renderBlockingStatus?: string })[];
    const path = ({ name }: PerformanceEntry) => new URL(name).pathname;
    return {
      ...(globalThis as unknown as { readonly seen: Pick<View, "largest" | "shift" | "busy"> }).seen,
      first: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Number.NaN,
      blocking: files.filter(({ renderBlockingStatus }) => renderBlockingStatus === "blocking").map(path),
      loaded: 1 + files.filter((file) => !path(file).startsWith("/urna.v1.")).length,
    };
  });
}
