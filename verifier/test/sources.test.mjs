// Where bundles come from: servers and folders, honest and hostile.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { FetchSource, MemorySource, TooLarge } from "../dist/index.js";
import { Folder } from "../dist/folder.js";

const bytes = Buffer.from("what a file holds");
const digest = createHash("sha256").update(bytes).digest("hex");
let list = [];
let base = "";
const server = createServer((request, response) => {
  if (request.url === "/bundle/p/") response.end(JSON.stringify({ files: list }));
  else if (request.url === "/bundle/p/config") response.end(bytes);
  else response.writeHead(404).end();
});
before(async () => {
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${server.address().port}/bundle/p`;
});
after(() => server.close());

test("a served bundle is listed and read, no more of a file than it may have, none that has changed", async () => {
  list = [{ path: "config", size: bytes.length, sha256: digest }];
  const source = new FetchSource(base);
  assert.deepEqual(await source.entries(), [{ path: "config", kind: "file", size: bytes.length }]);
  assert.deepEqual(Buffer.from(await source.read("config", 100)), bytes);
  await assert.rejects(source.read("config", 5), TooLarge);
  await assert.rejects(source.read("elsewhere", 5), /missing/);
  list = [{ path: "config", size: bytes.length, sha256: "0".repeat(64) }];
  await source.entries();
  await assert.rejects(source.read("config", 100), /has changed/);
  list = [{ size: 3 }];
  await assert.rejects(source.entries(), /without path/);
});

test("names that no bundle has are refused, whatever they are", () => {
  const problem = (path, kind = "file") => Folder.of(new MemorySource(new Map()), [{ path, kind, size: 1 }]).wrong;
  for (const path of ["config", "roll/a.roll", "roll/a.3.part", "tile/0/000.p/255", "tile/7/x001/000", "mix/9999/18446744073.mix", "journal/tile/entries/000", "mix/0/1.mix"]) {
    assert.equal(problem(path), undefined, path);
  }
  for (const path of ["config ", "CONFIG", "roll/A.roll", "roll/a.4.part", "tile/0/000.p/256", "tile/0/000.p/0", "tile/8/000", "tile/63/000", "tile/0/x000/001", "mix/10000/1.mix", "result/10000.pb", "tile/0/0", "mix/01/1.mix", "../config", "roll/../config", ".git", "journal/doc/A", "constructor", "__proto__"]) {
    assert.match(problem(path), /no bundle has|begins with a dot/, path);
  }
  assert.match(problem("roll/\u202ea.roll"), /\\u\{202e\}/);
  assert.match(problem("x", "folder"), /no bundle has/);
  assert.match(problem("roll", "folder"), /empty folder/);
});
