// What a page has to load, as gzip sends it: it is read on cheap phones, in the stairwell.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

async function sizeOf(entry) {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`../dist/${entry}.js`, import.meta.url))],
    bundle: true, minify: true, format: "esm", legalComments: "none", write: false,
  });
  return gzipSync(outputFiles[0].contents, { level: 9, memLevel: 9 }).length;
}

describe("gzipped, with all that it needs", () => {
  for (const [entry, what, most] of [
    ["index", "the voter's side with its cryptography and messages", 40 * 1024],
    ["worker", "the same as a worker", 40 * 1024],
    ["remote", "the page's end of the worker", 3 * 1024],
    ["words", "the words in both languages", 6 * 1024],
    ["checks", "receipts, openings and fates", 40 * 1024],
    ["connect/index", "Connect with the runtime of protobuf-es and the services of the API", 48 * 1024],
  ]) {
    test(`${entry}: ${what}`, async (context) => {
      const size = await sizeOf(entry);
      context.diagnostic(`${entry} ${size} bytes`);
      assert.ok(size <= most, `${size} bytes, at most ${most}`);
    });
  }
});
