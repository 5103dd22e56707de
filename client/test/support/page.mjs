// Pages of the examples in Debian's Chromium, built as their README says, served from loopback.
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import puppeteer from "puppeteer-core";

const examples = new URL("../../examples/", import.meta.url);
const types = { html: "text/html", js: "text/javascript" };

/** Builds entry points into memory: a map of names to bytes. */
export async function bundle(entryPoints) {
  const { outputFiles } = await build({ entryPoints: entryPoints.map((url) => fileURLToPath(url)), bundle: true, minify: true, format: "esm", write: false, outdir: "/" });
  return new Map(outputFiles.map(({ path, contents }) => [path.slice(path.lastIndexOf("/") + 1), contents]));
}

/** Serves the examples but those of `without`, and whatever else `more` has, with the headers that README.md asks for: { origin, stop }. */
export async function servePages(more = new Map(), without = []) {
  const files = new Map([...await bundle(["vote.js", "worker.js", "receipt.js"].map((name) => new URL(name, examples))), ...more]);
  for (const name of ["vote.html", "receipt.html"]) files.set(name, readFileSync(new URL(name, examples)));
  for (const name of without) files.delete(name);
  const server = createServer((request, answer) => {
    const name = new URL(request.url, "http://x").pathname.slice(1);
    const file = files.get(name);
    if (file === undefined) return answer.writeHead(404).end();
    answer.setHeader("content-type", types[name.split(".").at(-1)]);
    answer.setHeader("content-security-policy", "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src http://127.0.0.1:*; base-uri 'none'; form-action 'none'");
    return answer.end(file);
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  return { origin: `http://127.0.0.1:${server.address().port}`, stop: () => server.close() };
}

export const openBrowser = () => puppeteer.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
