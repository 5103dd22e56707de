// Whole bundles: what an honest election publishes verifies as in the first program, and each file that is changed is noticed by its step.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { FolderSource } from "../dist/node/folder_source.js";
import { InlinePool, MemorySource, verify } from "../dist/index.js";
import { differences } from "./compare.mjs";
import { urna } from "./support/black_box.mjs";

const work = mkdtempSync(join(tmpdir(), "urna-verify-"));
const honest = join(work, "honest/bundle");
const pool = new InlinePool();
const skip = urna === "" ? "URNA does not name the built program" : false;
const data = (name) => fileURLToPath(new URL(`../../tests/data/${name}.pb`, import.meta.url));

function hold(out, name, ...args) {
  const { status, stderr } = spawnSync(urna, ["demo", data(name), "--out", out, ...args], { encoding: "utf8" });
  assert.equal(status, 0, stderr);
}

before(() => { if (!skip) hold(honest, "neighbourhood", "--voters", "6", "--rule", "approval", "--tie-break", "lot"); });
after(() => rmSync(work, { recursive: true }));

function files(folder) {
  return readdirSync(folder, { recursive: true }).filter((path) => statSync(join(folder, path)).isFile()).sort();
}

/** The bundle in memory, with some files changed; undefined takes one away. */
function bundleWith(changes) {
  const all = new Map(files(honest).map((path) => [path, new Uint8Array(readFileSync(join(honest, path)))]));
  for (const [path, bytes] of Object.entries(changes)) {
    if (bytes === undefined) all.delete(path);
    else all.set(path, bytes);
  }
  return new MemorySource(all);
}

async function failing(source, known = {}) {
  const report = await verify(source, known, pool);
  return report.steps.filter((step) => !step.ok).map((step) => step.number);
}

function flipped(path, at) {
  const bytes = new Uint8Array(readFileSync(join(honest, path)));
  bytes[at ?? bytes.length >> 1] ^= 1;
  return { [path]: bytes };
}

test("an honest bundle holds, here as in the first program", { skip }, async () => {
  const report = await verify(new FolderSource(honest), {}, pool);
  assert.ok(report.ok);
  assert.deepEqual(report.steps.map((step) => step.number), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
  assert.deepEqual(await differences(urna, join(work, "honest")), []);
});

test("a bundle that an earlier program published holds, as it did", async () => {
  const kept = fileURLToPath(new URL("../../tests/data/kept/bundle", import.meta.url));
  assert.ok((await verify(new FolderSource(kept), {}, pool)).ok);
});

/** The step that must notice a change in the middle of a file. */
const noticedBy = (path) => {
  if (path === "config" || path === "manifest-ok" || path === "dkg_record") return 2;
  if (path === "checkpoint" || path.startsWith("tile/")) return 4;
  if (path === "close") return 5;
  if (path.startsWith("roll/")) return 6;
  if (path.startsWith("mix/")) return 8;
  if (path.startsWith("dec/") || path.startsWith("lot/")) return 9;
  if (path.endsWith(".ballots")) return 10;
  if (path.endsWith(".tally")) return 11;
  return path.endsWith(".pb") ? 12 : 13;
};

/** Of each kind of file one; with URNA_LONG=1 all. */
function some(paths) {
  if (process.env["URNA_LONG"] === "1") return paths;
  return [...new Map(paths.map((path) => [`${noticedBy(path)} ${path.split("/")[0]}`, path])).values()];
}

test("a bit that is changed in any file is noticed by the step of that file", { skip }, async () => {
  for (const path of some(files(honest))) assert.deepEqual(await failing(bundleWith(flipped(path))), [noticedBy(path)], path);
});

test("a file that is missing fails the step that needs it", { skip }, async () => {
  for (const path of some(files(honest))) {
    if (path === "config" || path === "checkpoint") continue;
    assert.deepEqual(await failing(bundleWith({ [path]: undefined })), [noticedBy(path)], path);
  }
});

test("a mix, decryption or lot that is missing, or not the one announced, is nobody's fault", { skip }, async () => {
  const announced = files(honest).filter((path) => /^(mix|dec|lot)\//.test(path));
  assert.ok(announced.length > 0);
  for (const path of some(announced)) {
    for (const changed of [{ [path]: undefined }, flipped(path), { [path]: new Uint8Array(5000) }]) {
      assert.deepEqual((await verify(bundleWith(changed), {}, pool)).faults, [], path);
    }
  }
});

test("a file that is not listed shows at the end of its step, when its contests were counted", { skip }, async () => {
  const steps = async (path) => (await verify(bundleWith({ [path]: new Uint8Array(3) }), {}, pool)).steps.map((step) => step.number);
  for (const [path, last] of [["mix/0/99.mix", 7], ["dec/7/1.dec", 8], ["result/1.pb", 9], [`journal/doc/${"a".repeat(64)}`, 12], ["roll/x.roll", 5], ["tile/0/000", 3]]) {
    assert.deepEqual(await steps(path), [...Array(last + 1).keys(), 0], path);
  }
  for (const path of ["tile/8/000", "journal/tile/8/000", "tile/0/x000/000", "mix/10000/1.mix", "result/10000.tally", "roll/x.4.part"]) assert.deepEqual(await steps(path), [0], path);
  const { contests } = await verify(bundleWith({ "result/1.pb": new Uint8Array(3) }), {}, pool);
  assert.ok(contests[0].valid > 0 && contests[0].selected.length > 0);
});

test("a receipt that is none fails step 4, beside whatever else is in its file", { skip }, async () => {
  for (const receipt of ["", "c2sp.org/tlog-proof@v1\nindex 01\n\n", "c2sp.org/tlog-proof@v2\nindex 1\n\n"]) {
    assert.deepEqual(await failing(new FolderSource(honest), { receipts: [{ receipt: Buffer.from(receipt), leaf: new Uint8Array(3) }] }), [4]);
  }
});

test("a file that a bundle of this election has not is a failure of step 0", { skip }, async () => {
  for (const path of [".htaccess", "roll/x.roll", "tile/0/000", "mix/0/99.mix", "dec/7/1.dec", "lot/0/1.lot", "result/1.pb", "close-checkpoint", `journal/doc/${"a".repeat(64)}`, "mix/00/1.mix", "tile/64/000", "notes.txt"]) {
    assert.deepEqual(await failing(bundleWith({ [path]: new Uint8Array(3) })), [0], path);
  }
});

test("links and empty folders are refused, and what systems leave behind is ignored", { skip }, async () => {
  const copy = join(work, "copy");
  cpSync(honest, copy, { recursive: true });
  for (const path of [".DS_Store", "roll/Thumbs.db", "mix/._0", "__MACOSX/._config"]) {
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    writeFileSync(join(copy, path), "x");
  }
  const report = await verify(new FolderSource(copy), {}, pool);
  assert.ok(report.ok);
  assert.deepEqual(report.ignored_files, [".DS_Store", "__MACOSX", "mix/._0", "roll/Thumbs.db"]);
  mkdirSync(join(copy, "result/empty"));
  assert.deepEqual(await failing(new FolderSource(copy)), [0]);
  rmSync(join(copy, "result/empty"), { recursive: true });
  symlinkSync("config", join(copy, "config2"));
  assert.deepEqual(await failing(new FolderSource(copy)), [0]);
});

test("another manifest than the one that is known fails step 2", { skip }, async () => {
  assert.deepEqual(await failing(new FolderSource(honest), { manifest: new Uint8Array(32) }), [2]);
});

test("the command's exit codes are those of the first program", { skip }, () => {
  const command = fileURLToPath(new URL("../dist/node/main.js", import.meta.url));
  const run = (...args) => spawnSync(process.execPath, [command, ...args], { encoding: "utf8" }).status;
  assert.equal(run(honest, "--json", "--checkpoint", join(honest, "checkpoint"), "--checkpoint", join(honest, "journal/checkpoint")), 0);
  assert.equal(run(honest, "--manifest", "0".repeat(64)), 1);
  assert.equal(run(join(work, "nowhere")), 2);
  assert.equal(run(honest, "--vkey", "x"), 2);
  assert.equal(run(honest, "--receipt", join(honest, "checkpoint")), 2);
});
