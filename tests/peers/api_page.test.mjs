// docs/api.md: every block on it runs, in order, and its lists are those of the code.
import assert from "node:assert/strict";
import { readFileSync, readdirSync, statSync, copyFileSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { statusOf } from "./support/expect.mjs";
import { http, root, run, urna, work } from "./support/world.mjs";

const page = readFileSync(join(root, "docs", "api.md"), "utf8");
const blocks = [...page.matchAll(/^```(sh|js)\n(.*?)^```$/gms)].map(([, language, text]) => ({
  language,
  text: text.replaceAll("https://vote.example.org", http),
}));

test("the blocks for a shell run in one shell", async () => {
  const folder = join(work, "page");
  mkdirSync(folder);
  copyFileSync(join(work, "token"), join(folder, "admin.token"));
  copyFileSync(join(work, "ballots", "30"), join(folder, "ballot"));
  mkdirSync(join(folder, "bin"));
  symlinkSync(urna, join(folder, "bin", "urna"));
  const script = blocks
    .filter(({ language }) => language === "sh")
    .map(({ text }) => text)
    .join("\n");
  const env = { ...process.env, PATH: `${join(folder, "bin")}:${process.env.PATH}` };
  const { stdout, stderr, code } = await run("bash", ["-euo", "pipefail", "-c", script], { cwd: folder, env });
  assert.equal(code, 0, `${stdout}\n${stderr}`);
  for (const wanted of ["processes/test", "c2sp.org/tlog-proof@v1", '"code":"not_found"', "}404\n", "ok\n", "records"]) {
    assert.ok(stdout.includes(wanted), `${wanted} is missing in ${stdout}`);
  }
  // Errors of the API are answers too, and curl is content with them: the page means the one above.
  assert.equal(stdout.match(/"code":"/g).length, 1, stdout);
});

for (const [i, { text }] of blocks.filter(({ language }) => language === "js").entries()) {
  test(`block ${i + 1} for JavaScript runs`, async () => {
    const file = new URL(`block-${i}.mjs`, import.meta.url).pathname;
    writeFileSync(file, text);
    const { stdout, stderr, code } = await run("node", [file]);
    assert.equal(code, 0, stderr);
    assert.match(stdout, [/processes\/test \d+ records/, /3 INVALID_FIELD \[ 'name: /][i]);
  });
}

test("the codes and statuses are those of Connect", () => {
  const rows = [...page.matchAll(/^\| `([a-z_]+)` \| (\d+) \|/gm)];
  assert.ok(rows.length > 10);
  for (const [, code, status] of rows) assert.equal(Number(status), statusOf[code], code);
});

test("the reasons are those of the code", () => {
  // Text in capitals that is no reason: HTTP's methods, the magic of files, words of a published outcome, of an audit; of
  // SMTP and IMAP, of signed tokens, and what a log-in says where there is no reason.
  const others = new Set([
    "GET",
    "HEAD",
    "POST",
    "OPTIONS",
    "URNABAL1",
    "URNACLS2",
    "URNAOKS1",
    "URNAPRT2",
    "COUNTED",
    "TOO_FEW_BALLOTS",
    "UNLISTED_FILE",
    "DATA",
    "QUIT",
    "INBOX",
    "EXPUNGE",
    "NOOP",
    "RS256",
    "ES256",
    "S256",
    "INTERNAL",
  ]);
  const sources = (folder) =>
    readdirSync(folder, { recursive: true })
      .map((file) => join(folder, file))
      .filter((file) => /\.(cc|h)$/.test(file) && statSync(file).isFile());
  const inCode = new Set();
  for (const file of [...sources(join(root, "services")), ...sources(join(root, "ledger"))]) {
    for (const [, text] of readFileSync(file, "utf8").matchAll(/"([A-Z][A-Z0-9]+(?:_[A-Z0-9]+)*)"/g)) {
      if (text.length > 3 && !others.has(text)) inCode.add(text);
    }
  }
  const [, reasons] = page.match(/^### Reasons\n(.*?)^## /ms);
  const onPage = new Set([...reasons.matchAll(/^\| (`.*?`) \|/gm)].flatMap(([, names]) => names.match(/[A-Z0-9_]+/g)));
  assert.deepEqual([...onPage].sort(), [...inCode].sort());
});

test("what the page links to is there", () => {
  for (const [, target] of page.matchAll(/\]\((?!https:)([^)#]+)\)/g)) {
    assert.ok(statSync(join(dirname(join(root, "docs", "api.md")), target)), target);
  }
});
