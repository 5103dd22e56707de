// What is published works by itself: without the workspace, with its command, its workers, and types that a strict compiler takes.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { urna } from "./support/black_box.mjs";

const here = fileURLToPath(new URL("..", import.meta.url));
const modules = join(here, "../node_modules");
const skip = urna === "" ? "URNA does not name the built program" : false;
let work;
let installed;
before(() => {
  execFileSync(process.execPath, [join(here, "../protocol/pack.mjs")], { cwd: here });
  work = mkdtempSync(join(tmpdir(), "urna-package-"));
  installed = join(work, "node_modules/@urna/verifier");
  mkdirSync(join(work, "node_modules/@urna"), { recursive: true });
  cpSync(join(here, "package"), installed, { recursive: true });
  for (const name of ["@noble", "@bufbuild"]) symlinkSync(join(modules, name), join(work, "node_modules", name));
  writeFileSync(join(work, "package.json"), '{"type":"module"}');
});
after(() => rmSync(work, { recursive: true, force: true }));

const run = (script) => {
  writeFileSync(join(work, "run.mjs"), script);
  return execFileSync(process.execPath, ["run.mjs"], { cwd: work }).toString().trim();
};

test("it names no package of the workspace, and is not private", () => {
  const manifest = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
  assert.deepEqual(Object.keys(manifest.dependencies), ["@bufbuild/protobuf", "@noble/curves", "@noble/hashes"]);
  assert.equal(manifest.private, undefined);
  for (const file of readdirSync(installed, { recursive: true }).filter((name) => /\.(js|d\.ts)$/.test(name))) {
    assert.doesNotMatch(readFileSync(join(installed, file), "utf8"), /(from|import)\s*\(?"@urna/, file);
  }
});

test("every module of it loads", () => {
  assert.equal(run(`import { verify, MemorySource, InlinePool, browserPool } from "@urna/verifier";
    import { FolderSource, nodePool } from "@urna/verifier/node";
    console.log([verify, MemorySource, InlinePool, browserPool, FolderSource, nodePool].map((one) => typeof one).join());`), Array(6).fill("function").join());
});

test("the command says how it is used, and what it cannot read", () => {
  const command = join(installed, JSON.parse(readFileSync(join(installed, "package.json"), "utf8")).bin["urna-verify"]);
  assert.match(execFileSync(process.execPath, [command, "--help"]).toString(), /urna-verify BUNDLE/);
  assert.equal(spawnSync(process.execPath, [command, join(work, "nowhere")]).status, 2);
});

test("its command and its workers verify an election", { skip }, () => {
  const bundle = join(work, "bundle");
  const held = spawnSync(urna, ["demo", fileURLToPath(new URL("../../tests/data/neighbourhood.pb", import.meta.url)), "--out", bundle, "--voters", "5"], { encoding: "utf8" });
  assert.equal(held.status, 0, held.stderr);
  const verified = spawnSync(process.execPath, [join(installed, "dist/node/main.js"), bundle, "--json", "--workers", "2"], { encoding: "utf8" });
  assert.equal(verified.status, 0, verified.stderr);
  assert.equal(run(`import { verify } from "@urna/verifier";
    import { FolderSource, nodePool } from "@urna/verifier/node";
    const pool = nodePool(2);
    const report = await verify(new FolderSource(${JSON.stringify(bundle)}), {}, pool);
    await pool.close();
    console.log(report.ok, report.result_hash);`), `true ${JSON.parse(verified.stdout).result_hash}`);
});

test("a strict compiler takes its types, and refuses what they do not allow", () => {
  const consumer = (body) => {
    writeFileSync(join(work, "consumer.ts"), `import { verify, MemorySource, InlinePool, type Report } from "@urna/verifier";
      export async function check(files: ReadonlyMap<string, Uint8Array>): Promise<string> {
        const report: Report = await verify(new MemorySource(files), {}, new InlinePool());
        ${body}
      }`);
    const args = ["--strict", "--noEmit", "--target", "es2022", "--module", "nodenext", "--lib", "es2023,dom", "--types", "", "consumer.ts"];
    return execFileSync(process.execPath, [join(modules, "typescript/bin/tsc"), ...args], { cwd: work, stdio: "pipe" }).toString();
  };
  assert.equal(consumer("return report.steps.filter((step) => !step.ok).map((step) => step.detail).join();"), "");
  assert.throws(() => consumer("return report.steps[0].nobody;"));
  assert.throws(() => consumer('return report.receipts[0]!.fate === "lost" ? "" : "x";'), "there is no such fate");
});

test("a page's worker is one module, and needs nothing of Node", async () => {
  const { outputFiles } = await build({ entryPoints: [join(installed, "dist/browser/worker.js")], bundle: true, format: "esm", platform: "browser", write: false });
  assert.match(outputFiles[0].text, /onmessage/);
});
