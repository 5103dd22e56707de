// The same verifier in a page of a real browser, with Web Workers.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { urna } from "./support/black_box.mjs";
import { chromium, verifyInBrowser } from "./support/browser.mjs";

const skip = urna === "" ? "URNA does not name the built program" : chromium === undefined ? "there is no Chromium" : false;

test("a page verifies a bundle with two workers", { skip }, async () => {
  const work = mkdtempSync(join(tmpdir(), "urna-page-"));
  try {
    const bundle = join(work, "bundle");
    const file = fileURLToPath(new URL("../../tests/data/neighbourhood.pb", import.meta.url));
    assert.equal(spawnSync(urna, ["demo", file, "--out", bundle]).status, 0);
    const { report } = await verifyInBrowser(bundle, 2);
    assert.ok(report.ok);
    assert.equal(report.steps.length, 14);
  } finally {
    rmSync(work, { recursive: true });
  }
});
