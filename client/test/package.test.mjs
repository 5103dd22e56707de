// What is published works by itself: without the workspace, with types that a strict compiler takes.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = fileURLToPath(new URL("..", import.meta.url));
const modules = join(here, "../node_modules");
let work;
before(() => {
  execFileSync(process.execPath, [join(here, "../protocol/pack.mjs")], { cwd: here });
  work = mkdtempSync(join(tmpdir(), "urna-package-"));
  mkdirSync(join(work, "node_modules/@urna"), { recursive: true });
  cpSync(join(here, "package"), join(work, "node_modules/@urna/client"), { recursive: true });
  for (const name of ["@noble", "@bufbuild", "@connectrpc"]) symlinkSync(join(modules, name), join(work, "node_modules", name));
  writeFileSync(join(work, "package.json"), '{"type":"module"}');
});
after(() => rmSync(work, { recursive: true, force: true }));

test("it names no package of the workspace, and is not private", () => {
  const manifest = JSON.parse(readFileSync(join(work, "node_modules/@urna/client/package.json"), "utf8"));
  assert.deepEqual(Object.keys(manifest.dependencies), ["@bufbuild/protobuf", "@connectrpc/connect", "@noble/curves", "@noble/hashes"]);
  assert.equal(manifest.private, undefined);
});

test("what its README links is in it, or on the web", () => {
  const root = join(work, "node_modules/@urna/client");
  const links = [...readFileSync(join(root, "README.md"), "utf8").matchAll(/\]\(([^)#]+)(#[^)]*)?\)/g)].map(([, link]) => link);
  const { files } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const inside = links.filter((link) => !link.startsWith("https://"));
  for (const link of inside) {
    assert.ok(files.includes(link.split("/")[0]), `${link} is not published`);
    assert.ok(existsSync(join(root, link)), `${link} is not there`);
  }
  for (const name of readdirSync(join(here, "examples"))) assert.ok(inside.includes(`examples/${name}`), `${name} is not shown`);
});

test("its examples are built from it alone, as its README says", async () => {
  const examples = join(work, "node_modules/@urna/client/examples");
  const { outputFiles, warnings } = await build({
    entryPoints: ["vote.js", "worker.js", "receipt.js"].map((name) => join(examples, name)), bundle: true, minify: true, format: "esm", write: false, outdir: "/public",
  });
  assert.deepEqual([outputFiles.length, warnings], [3, []]);
});

test("what its README shows fits its types, with no name that is not there", () => {
  const readme = readFileSync(join(work, "node_modules/@urna/client/README.md"), "utf8");
  const snippets = [...readme.matchAll(/^```js\n([^]*?)^```$/gm)].map(([, code]) => code);
  assert.ok(snippets.length >= 3);
  // What a reader has to bring.
  writeFileSync(join(work, "reader.d.ts"), `declare const code1: string, code2: string, texts: readonly string[], text: string, shown: string;
    declare const logKeyAsPublished: string, manifestHash: string, onProgress: (done: number) => void;`);
  const files = snippets.map((code, i) => {
    writeFileSync(join(work, `snippet-${i}.js`), code);
    return `snippet-${i}.js`;
  });
  const args = ["--allowJs", "--checkJs", "--strict", "--noImplicitAny", "false", "--noEmit", "--target", "es2022", "--module", "nodenext", "--lib", "es2023,dom", "--types", ""];
  try {
    execFileSync(process.execPath, [join(modules, "typescript/bin/tsc"), ...args, "reader.d.ts", ...files], { cwd: work, stdio: "pipe" });
  } catch (error) {
    assert.fail(error.stdout.toString());
  }
});

test("every module of it loads", () => {
  const script = `import { Booth, checkPlatform } from "@urna/client";
    import { RemoteBooth } from "@urna/client/remote";
    import { checkReceiptFile } from "@urna/client/checks";
    import { connectServer, fetchTransport } from "@urna/client/connect";
    import { explain } from "@urna/client/words";
    import "@urna/client/worker";
    checkPlatform();
    connectServer(fetchTransport("http://127.0.0.1:1"));
    console.log([Booth, RemoteBooth, checkReceiptFile, explain].map((one) => typeof one).join());`;
  writeFileSync(join(work, "loads.mjs"), script);
  assert.equal(execFileSync(process.execPath, ["loads.mjs"], { cwd: work }).toString().trim(), "function,function,function,function");
});

test("a strict compiler takes its types, and refuses what they do not allow", () => {
  const consumer = (body) => {
    writeFileSync(join(work, "consumer.ts"), `import { Booth, memoryStorage, UrnaError, type CastOutcome } from "@urna/client";
      import { connectServer, fetchTransport } from "@urna/client/connect";
      import { checkReceiptFile, readReceiptFile } from "@urna/client/checks";
      import { explain } from "@urna/client/words";
      export async function vote(code: string): Promise<string> {
        const booth = await Booth.open({ process: "processes/p", server: connectServer(fetchTransport("https://x.example")), storage: memoryStorage() });
        await booth.identify([code]);
        const ballot = await booth.prepare("c", [{ project: "p1", points: 3 }]);
        const outcome: CastOutcome = await booth.cast(ballot.fullTracker);
        ${body}
      }`);
    const args = ["--strict", "--noEmit", "--target", "es2022", "--module", "nodenext", "--lib", "es2023,dom", "--types", "", "consumer.ts"];
    return execFileSync(process.execPath, [join(modules, "typescript/bin/tsc"), ...args], { cwd: work, stdio: "pipe" }).toString();
  };
  assert.equal(consumer(`if (outcome.kind !== "cast") return explain(new UrnaError("NUMBER_TAKEN"), "fr", booth.info);
    const { index, checkpoint } = checkReceiptFile(readReceiptFile(JSON.stringify(outcome.receipt.file)));
    return \`\${index} of \${checkpoint.size}\`;`), "");
  assert.throws(() => consumer("return outcome.receipt.file.tracker;"), "a ballot that is not known to be cast has no receipt");
  assert.throws(() => consumer('return explain(new UrnaError("NO_SUCH_CODE"), "en");'));
});

test("a bundler takes no more of it than of the workspace", async () => {
  for (const [entry, most] of [["index", 40 * 1024], ["worker", 40 * 1024], ["remote", 3 * 1024]]) {
    const { outputFiles } = await build({
      entryPoints: [join(work, `node_modules/@urna/client/dist/${entry}.js`)], bundle: true, minify: true, format: "esm", legalComments: "none", write: false,
    });
    const size = gzipSync(outputFiles[0].contents, { level: 9 }).length;
    assert.ok(size <= most, `${entry}: ${size}`);
  }
});
