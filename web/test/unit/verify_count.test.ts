// What the observers' page says of a verification, and what it reads of what people bring.
import assert from "node:assert/strict";
import { test } from "node:test";
import { toBase64 } from "@urna/protocol/base_text";
import { toHex, utf8 } from "@urna/protocol/bytes";
import type { Findings, Report } from "@urna/verifier";
import type { Election } from "../../src/observer/audit/election.ts";
import { readFault } from "../../src/observer/audit/faults.ts";
import { readKeptFile, readManifestHash, readTracker, readVkey } from "../../src/observer/audit/known.ts";
import { limitsOf } from "../../src/observer/audit/limits.ts";
import { rowsOfStep } from "../../src/observer/audit/share.ts";
import { bundlePaths } from "../../src/observer/audit/sources.ts";
import { sayStep } from "../../src/observer/audit/step_words.ts";
import { afterCancel, afterTold, type AuditView, freshView, progressOf, stepNumbers } from "../../src/observer/audit/view.ts";
import { failureOf, type Why } from "../../src/observer/audit/why.ts";
import en from "../../src/observer/audit/words.en.ts";
import fr from "../../src/observer/audit/words.fr.ts";
import { pageOf, readPublished, serverOf } from "../../src/observer/servers.ts";
import { generator, LogKey, someRecords } from "./support/fake_log.ts";

const election: Election = {
  process: "parks", title: [], currency: { code: "EUR", digits: 2 }, zone: "Europe/Paris", manifestHash: "00".repeat(32), logVkey: "", trustees: ["A", "B", "C"],
  threshold: 2, closingQuorum: 3, authorities: 1, authorityThreshold: 1, witnessQuorum: 0, entitled: 93, electorates: [{ title: [], codeRegistrars: 1 }], contests: [],
  openingTime: 1, closingTime: 2,
};
const findings: Findings = {
  files: 20, records: 112, openTime: 1_664_776_800, closeTime: 1_667_257_200, entitled: 93, mixed: [93],
  ballots: { cast: 97, refused: 0, replaced: 4, cancelled: 0, selected: 93 }, journal: { acts: 15, proposals: 2, readable: 3, withheld: 1, erased: 0 },
};

function reportThatFails(step: number, detail: string): Report {
  return { steps: [{ number: step, name: "", ok: false, detail }], contests: [] } as unknown as Report;
}

function viewThatFails(step: number, detail: string): AuditView {
  let view = afterTold(freshView, { kind: "step", step, ok: undefined, seconds: 0, findings });
  view = afterTold(view, { kind: "step", step, ok: false, seconds: 1, findings });
  return afterTold(view, { kind: "verified", report: reportThatFails(step, detail), receipts: [], seconds: 1 });
}

test("every step says something in both languages, as it waits, runs, holds and fails", () => {
  for (const words of [fr, en as unknown as typeof fr]) {
    for (const language of ["fr", "en"] as const) {
      for (const number of stepNumbers) {
        for (const state of ["wait", "now", "ok", "bad"] as const) {
          for (const known of [undefined, election, { ...election, threshold: 1 }]) {
            const view: AuditView = { ...freshView, state: "over", findings: known === undefined ? {} : findings, election: known };
            const said = sayStep({ number, state, seconds: state === "ok" ? 0.3 : undefined }, view, words, language);
            assert.ok(said.title !== "" && said.text !== "" && !/undefined|NaN/.test(said.title + said.text + said.side), `${number} ${state}: ${said.text}`);
          }
        }
      }
    }
  }
});

test("a failing step is said by what it means, and the protocol's words are kept", () => {
  for (const number of stepNumbers) {
    const view = viewThatFails(number, "it is a lie");
    const said = sayStep(view.steps[number] as AuditView["steps"][number], view, fr, "fr");
    assert.equal(said.title, fr.steps[number].bad);
    assert.ok(said.text.startsWith(fr.broken[number]));
    assert.equal(said.detail, "it is a lie");
  }
});

test("what was lost on the way, and what somebody brought, is told from a lie", () => {
  const details: readonly (readonly [number, string, Why])[] = [
    [0, "readme: is a file that no bundle has", "unlisted"],
    [0, "mix/1: is an empty folder", "unlisted"],
    [0, "mix/0/9.mix: a bundle of this election has no such file", "unlisted"],
    [2, "config: is missing", "missing"],
    [8, "mix/0/6.mix: is not the file that record 6 announces", "damaged"],
    [8, "contest 0: 1 mixes hold, 2 are needed", "false"],
    [2, `the manifest is ${"ab".repeat(32)}, not the one that you know it by`, "brought-manifest"],
    [4, "config: the log's key is not the one that you know it by", "brought-key"],
    [4, "a kept receipt: a checkpoint is of another log", "brought-receipt-elsewhere"],
    [4, "a kept receipt: a receipt has no index", "brought-receipt"],
    [4, "a kept receipt: the log holds another record in its place", "taken-back"],
    [4, "a kept checkpoint: it is larger than the log: records were taken back", "taken-back"],
    [4, "a kept checkpoint: a checkpoint is of another log", "brought-checkpoint"],
    [13, "a kept checkpoint: it is of another log: the log does not continue it", "taken-back"],
    [11, "result/0.tally: is not what the ballots come to", "false"],
  ];
  for (const [step, detail, why] of details) assert.deepEqual(failureOf(reportThatFails(step, detail)), { step, why, detail });
  assert.equal(failureOf({ steps: [{ number: 0, name: "", ok: true, detail: "" }] } as unknown as Report), undefined);
});

test("progress only grows, and ends at fourteen", () => {
  let view = freshView;
  let before = -1;
  for (const step of stepNumbers) {
    for (const ok of [undefined, true]) {
      view = afterTold(view, { kind: "step", step, ok, seconds: 0.1, findings });
      if (ok === undefined) view = afterTold(view, { kind: "share", share: 1 });
      const { value } = progressOf(view);
      assert.ok(value > before && value <= stepNumbers.length);
      before = value;
    }
  }
  assert.deepEqual(progressOf(view), { holding: 14, failing: undefined, now: undefined, value: 14 });
  assert.equal(progressOf(afterCancel(afterTold(freshView, { kind: "step", step: 8, ok: undefined, seconds: 0, findings }))).now, undefined);
});

test("a file that shows late fails step 0, and the step that was running was not verified", () => {
  let view = afterTold(freshView, { kind: "step", step: 8, ok: undefined, seconds: 0, findings });
  view = afterTold(view, { kind: "step", step: 0, ok: false, seconds: 1, findings });
  assert.equal(view.steps[0]?.state, "bad");
  assert.equal(view.steps[8]?.state, "wait");
});

test("a large vote is asked about, a small one begins", () => {
  const size = { files: 10, bytes: 1000, records: 100 };
  assert.equal(afterTold(freshView, { kind: "size", size }).state, "running");
  assert.equal(afterTold(freshView, { kind: "size", size: { ...size, records: 20_001 } }).state, "asking");
  assert.equal(afterTold(freshView, { kind: "size", size: { ...size, bytes: 60_000_000, records: undefined } }).state, "asking");
});

test("how much a step has to do is never less than nothing", () => {
  for (const step of stepNumbers) {
    for (const given of [{}, findings]) for (const extent of [undefined, election]) assert.ok(rowsOfStep(step, given, extent) >= 0);
  }
  assert.equal(rowsOfStep(8, findings, election), 186);
});

test("a bundle is found in folders around it, and nowhere else", () => {
  const random = generator(1);
  for (let i = 0; i < 200; i++) {
    const around = Array.from({ length: Math.floor(random() * 4) }, (_, depth) => `f${depth}`).join("/");
    const inner = ["config", "checkpoint", "mix/0/3.mix", "tile/entries/000.p/3"];
    const paths = inner.map((path) => (around === "" ? path : `${around}/${path}`));
    assert.deepEqual(bundlePaths(paths), inner);
    const spoilt = [...paths, "elsewhere"];
    if (around !== "") assert.deepEqual(bundlePaths(spoilt), spoilt);
  }
  assert.deepEqual(bundlePaths([]), []);
});

test("fingerprints, keys and trackers are read however people type them, and nothing else is", () => {
  const random = generator(2);
  for (let i = 0; i < 200; i++) {
    const bytes = Uint8Array.from({ length: 32 }, () => Math.floor(random() * 256));
    const typed = (toHex(bytes).toUpperCase().match(/.{8}/g) ?? []).join(random() < 0.5 ? " " : "-");
    assert.deepEqual(readManifestHash(typed), bytes);
    assert.equal(readManifestHash(typed.slice(1)), undefined);
    const tracker = Array.from({ length: 20 }, () => "abcdefghijklmnopqrstuvwxyz234567"[Math.floor(random() * 32)]).join("");
    assert.equal(readTracker((tracker.toUpperCase().match(/.{4}/g) ?? []).join(" ")), tracker);
    assert.equal(readTracker(tracker.replaceAll("o", "0").replaceAll("l", "1").replaceAll("b", "8")), tracker);
    assert.equal(readTracker(tracker.slice(1)), undefined);
  }
  const key = new LogKey("example.org/parks");
  assert.equal(readVkey(` ${key.vkey.text}\n`)?.text, key.vkey.text);
  assert.equal(readVkey(key.vkey.text.replace("parks", "perks")), undefined);
});

test("receipts and checkpoints are told by what is in them", () => {
  const key = new LogKey("example.org/parks");
  const note = key.note(someRecords(3, generator(3)));
  assert.equal(readKeptFile("a", note)?.kind, "checkpoint");
  const receipt = { receipt: "c2sp.org/tlog-proof@v1", leaf: toBase64(utf8("leaf")), process: "processes/parks", tracker: "a".repeat(20), log_vkey: key.vkey.text };
  assert.equal(readKeptFile("a", utf8(JSON.stringify(receipt)))?.kind, "receipt");
  for (const name of Object.keys(receipt)) {
    const { [name as keyof typeof receipt]: _, ...rest } = receipt;
    assert.equal(readKeptFile("a", utf8(JSON.stringify(rest))), undefined, name);
  }
  for (const text of ["", "{", "null", "[]", "hello", "\n\n"]) assert.equal(readKeptFile("a", utf8(text)), undefined);
});

test("whose fault a fault is, by the verifier's words", () => {
  assert.deepEqual(readFault("trustee 3: its mix does not hold: equation 3 of section 11.3 does not hold"), { trustee: 3, what: "mix" });
  assert.deepEqual(readFault("trustee 2: its file does not hold: equation 1"), { trustee: 2, what: "decryption" });
  assert.deepEqual(readFault("trustee 1: is not what the ballots come to"), { trustee: 1, what: "other" });
  assert.deepEqual(readFault("is cast with a key that was revoked"), { trustee: undefined, what: "other" });
});

test("limits are those that the verifier states", () => {
  assert.deepEqual(limitsOf(election).map(({ kind }) => kind), ["read", "readAll", "prevent", "codes", "noWitness"]);
  assert.deepEqual(limitsOf({ ...election, witnessQuorum: 1 }).map(({ kind }) => kind), ["read", "readAll", "prevent", "codes"]);
});

test("a vote elsewhere is found from any of its addresses", () => {
  const own = "https://vote.example.org";
  for (const folder of ["bundle", "log", "journal", "p", "vote", "observe", "check"]) {
    for (const rest of ["", "/", "/log?x=1#y"]) {
      assert.deepEqual(readPublished(`https://other.example.org/${folder}/parks${rest}`, own), { server: "https://other.example.org", process: "parks" });
      assert.deepEqual(readPublished(`${own}/${folder}/parks${rest}`, own), { server: "", process: "parks" });
    }
  }
  for (const text of ["", "parks is nice", "https://other.example.org/", "javascript:alert(1)", "https://other.example.org/bundle/Parks"]) {
    assert.equal(readPublished(text, own), undefined, text);
  }
  const published = { server: "https://other.example.org", process: "parks" };
  const page = new URL(pageOf(published, "/log"), own);
  assert.equal(serverOf(page.searchParams), published.server);
  assert.equal(serverOf(new URLSearchParams("server=javascript:alert(1)")), "");
});
