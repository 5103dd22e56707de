import { build } from "esbuild";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import puppeteer from "puppeteer-core";

export const chromium = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find(existsSync);

async function script(entry) {
  const made = await build({
    entryPoints: [fileURLToPath(new URL(entry, import.meta.url))], bundle: true, format: "esm", minify: true, write: false, target: "es2022",
  });
  return made.outputFiles[0].text;
}

/** Verifies the bundle in `folder` in a page of a real browser, with so many workers; gives report, seconds, and bytes of the worker's script. */
export async function verifyInBrowser(folder, workers) {
  const [page, worker] = [await script("page/page.js"), await script("../../dist/browser/worker.js")];
  const paths = readdirSync(folder, { recursive: true }).filter((path) => statSync(join(folder, path)).isFile());
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url);
    const type = path.endsWith(".js") ? "text/javascript" : path === "/" ? "text/html" : path === "/list" ? "application/json" : "application/octet-stream";
    response.setHeader("content-type", type);
    if (path === "/") response.end('<!doctype html><script type="module" src="/page.js"></script>');
    else if (path === "/page.js") response.end(page);
    else if (path === "/worker.js") response.end(worker);
    else if (path === "/list") response.end(JSON.stringify(paths));
    else if (paths.includes(path.slice("/bundle/".length))) response.end(readFileSync(join(folder, path.slice("/bundle/".length))));
    else response.writeHead(404).end();
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const browser = await puppeteer.launch({ executablePath: chromium, args: ["--no-sandbox"], protocolTimeout: 900_000 });
  try {
    const tab = await browser.newPage();
    await tab.goto(`http://127.0.0.1:${server.address().port}/`);
    await tab.waitForFunction("globalThis.verifyBundle !== undefined");
    return { ...(await tab.evaluate((count) => globalThis.verifyBundle(count), workers)), scriptBytes: worker.length };
  } finally {
    await browser.close();
    server.close();
  }
}
