// The voters of tests/npm/count.sh, in its folder: `cast` casts their ballots, `check` compares what was counted with what was meant.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { Booth, memoryStorage } from "../dist/index.js";
import { checkReceiptFile, openElection, readReceiptFile } from "../dist/checks.js";
import { connectServer, fetchTransport } from "../dist/connect/index.js";

const [what, urna] = process.argv.slice(2);
const server = connectServer(fetchTransport(process.env.URNA_HTTP));
const name = "processes/counted";

// By contest, what persons 1 to 3 say in this order; "program" comes first from `urna vote`, and is replaced in the same chain. What
// counts is the last of each person.
const votes = {
  approval: { 1: [["p0", "p9"], ["p1", "p8"]], 2: ["program p2", []], 3: [["p9"], "program p3"] },
  many: { 1: [["p0", "p299"]], 2: ["program p255", ["p255", "p256"]] },
  cumulative: { 1: [["p0=5", "p4=4"]], 2: [[]] },
  scoring: { 1: [["p0=1", "p44=255"]], 2: [[]], 3: ["program p40=7"] },
  graded: { 1: [["p1=1", "p39=10"]], 2: [["p20=3"]] },
  ordinal: { 1: [["p4", "p0", "p1", "p2", "p3"]], 2: [[]] },
  ranked: { 1: [["p259", "p0", "p7"]], 2: [["p258", "p1"]] },
  one: { 1: [["p69"]], 2: [[]] },
};

/** What Pabulib's file says of them: the projects, and after a semicolon the points where there are some. */
const counted = {
  approval: ["p1,p8", "", "p3"], many: ["p0,p299", "p255,p256"], cumulative: ["p0,p4;5,4", ";"], scoring: ["p0,p44;1,255", ";", "p40;7"],
  graded: ["p1,p39;1,10", "p20;3"], ordinal: ["p4,p0,p1,p2,p3", ""], ranked: ["p259,p0,p7", "p258,p1"], one: ["p69", ""],
};

function codesOf(person) {
  return [1, 2].map((j) => {
    const [head, ...rows] = readFileSync(`letters${j}/letters.csv`, "utf8").trim().split("\n").map((line) => [...line.matchAll(/"([^"]*)"/g)].map(([, cell]) => cell));
    return rows.find((row) => row.includes(`P-${person}`))[head.indexOf("code")];
  });
}

const choice = (text) => {
  const [project, points] = text.split("=");
  return points === undefined ? { project } : { project, points: Number(points) };
};

async function cast() {
  const receipts = [];
  for (const person of [1, 2, 3]) {
    const codes = codesOf(person);
    const booth = await Booth.open({ process: name, server, storage: memoryStorage() });
    const { slot } = await booth.identify(codes, person === 3 ? "parts" : "server");
    for (const [contest, of] of Object.entries(votes)) {
      for (const vote of of[person] ?? []) {
        const out = `receipt-${receipts.length}.json`;
        if (typeof vote === "string") {
          const env = { ...process.env, URNA_CODE: codes[0], URNA_CODE_2: codes[1] };
          execFileSync(urna, ["vote", "--process", "counted", "--contest", contest, "--choice", vote.split(" ")[1], "--yes", "--memory", ".", "--out", out], { env });
        } else {
          const ballot = await booth.prepare(contest, vote.map(choice));
          assert.equal(ballot.slot, slot);
          const outcome = await booth.cast(ballot.fullTracker);
          assert.equal(outcome.kind, "cast");
          writeFileSync(out, JSON.stringify(outcome.receipt.file));
        }
        receipts.push(out);
      }
    }
    await booth.leave();
  }
  writeFileSync("receipts.json", JSON.stringify(receipts));
  console.log(`${receipts.length} ballots cast`);
}

async function check() {
  const receipts = JSON.parse(readFileSync("receipts.json", "utf8"));
  const files = receipts.map((file) => readReceiptFile(readFileSync(file, "utf8")));
  const { log_vkey: vkey } = files[0];
  const audit = execFileSync(urna, ["verify", "bundle", "--vkey", vkey, ...receipts.flatMap((file) => ["--receipt", file])]).toString();
  const checks = await openElection(server, name);
  const config = (await import("@urna/protocol/config")).parseConfig(readFileSync("bundle/config")).config;
  for (const [contest, meant] of Object.entries(counted)) {
    const { number } = config.contests.find(({ id }) => id === contest);
    const rows = readFileSync(`bundle/result/${number}.pb`, "utf8").split("VOTES\n")[1].trimEnd().split("\n").slice(1);
    assert.deepEqual(rows.map((row) => row.slice(row.indexOf(";") + 1)).sort(), [...meant].sort(), contest);
    assert.equal(JSON.parse(readFileSync(`bundle/result/${number}.tally`, "utf8")).invalid, 0, contest);
  }
  // The fates that the library finds are those of the audit.
  const said = { counted: 0, replaced: 0 };
  for (const file of files) {
    const { index } = checkReceiptFile(file, vkey);
    const fate = await checks.fate(file);
    assert.ok(fate.kind === "replaced" || (fate.kind === "stands" && fate.isClosed), fate.kind);
    const word = fate.kind === "replaced" ? "replaced" : "counted";
    said[word]++;
    const audited = word === "replaced" ? `was replaced by record ${fate.record},` : "was counted";
    assert.ok(audit.includes(`the ballot of record ${index} ${audited}`), `record ${index}`);
  }
  assert.equal(said.counted, Object.values(counted).flat().length);
  console.log(`counted as meant: ${said.counted} ballots, ${said.replaced} replaced; the audit agrees`);
}

await (what === "cast" ? cast() : check());
