// The journal's acts and their fold (20.2 to 20.4), without a bundle around them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { create, toBinary } from "@bufbuild/protobuf";
import { concat, fromHex, le64, ProtocolError, toHex, utf8 } from "@urna/protocol/bytes";
import { ActFactsSchema, DocumentKind, JournalAct as A } from "@urna/protocol/gen/urna/v1/journal_pb";
import { Phase } from "@urna/protocol/gen/urna/v1/resources_pb";
import { sha256 } from "@urna/protocol/hashes";
import { parseAct } from "../dist/journal/act.js";
import { Fold, isPublic } from "../dist/journal/fold.js";
import { readVectors } from "../../protocol/test/vectors.mjs";

const election = fromHex("00112233445566778899aabbccddeeff");
const refuses = (work) => assert.throws(work, ProtocolError);
const citizen = 8;
let documents = 0;
const document = (kind) => ({ kind, digest: sha256(utf8(`document ${documents++}`)) });
const reason = () => document(DocumentKind.REASON);
const text = () => document(DocumentKind.PROPOSAL);

/** The bytes of an act; what is left out has the plain value. */
function bytes({ act, role = 1, time = 100, resource = "", facts, docs = [], id = election }) {
  const encoded = facts === undefined ? new Uint8Array(0) : toBinary(ActFactsSchema, create(ActFactsSchema, { facts }));
  const length = new Uint8Array(2);
  new DataView(length.buffer).setUint16(0, encoded.length, true);
  return concat(
    Uint8Array.of(0x20, 2), id, le64(time), Uint8Array.of(act, role), new Uint8Array(16).fill(role === 0 ? 0 : 7),
    Uint8Array.of(resource.length), utf8(resource), length, encoded,
    Uint8Array.of(docs.length), ...docs.map(({ kind, digest }) => concat(Uint8Array.of(kind), digest)), Uint8Array.of(0),
  );
}

const fact = (name, value) => ({ case: name, value });
const phase = (next, more = {}) => ({ act: A.PHASE, facts: fact("phase", { phase: next }), ...more });
const calendar = { act: A.CALENDAR, facts: fact("calendar", { timeZone: "Europe/Paris", windows: [{ kind: 1, startTime: 50n, endTime: 200n }, { kind: 3, startTime: 150n, endTime: 300n }] }) };
const form = { act: A.FORM, facts: fact("form", { supportNeeded: 0 }), docs: [document(DocumentKind.FORM)] };
const mandate = { act: A.MANDATE, docs: [document(DocumentKind.MANDATE)] };
const opened = () => [{ act: A.CREATED }, mandate, calendar, form, phase(Phase.SUBMISSION)];
const about = (number) => `proposals/p${number}`;
const received = (number, more = {}) => ({ act: A.RECEIVED, role: citizen, resource: about(number), facts: fact("receipt", { channel: 1, version: 1 }), docs: [text()], ...more });
const screened = (number) => ({ act: A.SCREENED, resource: about(number) });
const verdict = (number, step, accepted, cost = 0n) => ({ act: A.VERDICT, resource: about(number), facts: fact("verdict", { step, accepted, cost }), docs: [reason()] });
const project = (proposal, cost) => ({ act: A.PROJECT, resource: "contests/c/projects/p", facts: fact("project", { proposal, cost, configHash: new Uint8Array(32) }) });

function fold(...acts) {
  const state = new Fold(election);
  for (const act of acts) state.take(parseAct(bytes(act)));
  return state;
}

const admitted = () => [...opened(), received(1), screened(1), verdict(1, 1, true), phase(Phase.REVIEW, { time: 160 }), { ...verdict(1, 2, true, 900n), time: 160 }];

test("the journal of section 18 is in SEALING with its project", () => {
  const vectors = readVectors();
  const state = new Fold(election);
  for (const i of [0, 1, 2, 3]) state.take(parseAct(fromHex(vectors.get(`act ${i}`))));
  assert.equal(state.phase, Phase.SEALING);
  assert.deepEqual([...state.projects.keys()], ["c/p1"]);
  assert.equal(toHex(state.mandate), vectors.get("SHA-256 of mandate document"));
});

test("a proposal goes from its author to the list, and the process to SEALING", () => {
  const state = fold(...admitted(), { ...project(1, 900n), time: 160 }, phase(Phase.SEALING, { time: 170 }), phase(Phase.SEALED, { time: 171 }));
  assert.equal(state.proposals.get(1).state, "admitted");
  assert.equal(state.undecided(), undefined);
});

test("bytes that are no act are refused", () => {
  const good = bytes(received(1));
  for (let length = 0; length < good.length; length++) refuses(() => parseAct(good.subarray(0, length)));
  refuses(() => parseAct(concat(good, Uint8Array.of(0))));
  for (const wrong of [
    { act: 6 }, { act: 48 }, { act: A.CREATED, role: 4 }, { act: A.CREATED, resource: about(1) }, { act: A.SCREENED, resource: "proposals/p0" },
    { act: A.SCREENED, resource: "proposals/p01" }, { act: A.SCREENED, resource: `proposals/p${2 ** 20 + 1}` }, { act: A.MANDATE },
    { act: A.MANDATE, docs: [document(DocumentKind.FORM)] }, { ...calendar, facts: undefined }, { act: A.CREATED, facts: fact("phase", { phase: 1 }) },
    phase(12), { ...calendar, facts: fact("calendar", { timeZone: "x", windows: [{ kind: 1, startTime: 5n, endTime: 5n }] }) },
    { ...verdict(1, 1, true), facts: fact("verdict", { step: 1, accepted: true, cost: 1n }) }, { ...verdict(1, 3, true) },
    { act: A.MERGED, resource: about(1), facts: fact("merge", { parents: [3, 2] }), docs: [reason()] },
    { act: A.ERASED, resource: about(1), facts: fact("erasure", { documents: [new Uint8Array(31)] }) },
    { act: A.INCOMPATIBLE, resource: about(1), facts: fact("incompatible", { proposals: [1] }) },
  ]) refuses(() => parseAct(bytes(wrong)));
});

test("a project is not withdrawn, whether its proposal is admitted or open again", () => {
  const listed = [...admitted(), { ...project(1, 900n), time: 160 }];
  const withdrawn = { act: A.WITHDRAWN, role: citizen, resource: about(1), time: 180 };
  refuses(() => fold(...listed, withdrawn));
  const again = [
    ...listed, { ...verdict(1, 2, false), time: 161 }, phase(Phase.APPEAL, { time: 170 }),
    { act: A.APPEALED, role: citizen, resource: about(1), time: 171, docs: [reason()] },
    { act: A.APPEAL_DECIDED, resource: about(1), time: 172, facts: fact("appeal", { upheld: true }), docs: [reason()] },
  ];
  refuses(() => fold(...again, withdrawn));
  const removed = { act: A.PROJECT_REMOVED, resource: "contests/c/projects/p", time: 173 };
  assert.equal(fold(...again, removed, withdrawn).proposals.get(1).state, "withdrawn");
});

test("an act that may not be the next one is refused", () => {
  const state = admitted();
  for (const [acts, wrong] of [
    [[], mandate], [opened(), { act: A.CREATED }], [opened(), { ...mandate, id: new Uint8Array(16) }], [opened(), { ...mandate, time: 99 }],
    [opened(), mandate], [opened(), { ...form, docs: [document(DocumentKind.FORM)] }], [opened(), phase(Phase.DRAFT)],
    [[{ act: A.CREATED }], phase(Phase.SUBMISSION)], [opened(), phase(Phase.SEALED)], [opened(), phase(Phase.REVIEW, { role: 0 })],
    [opened(), received(2)], [opened(), received(1, { time: 200 })], [opened(), received(1, { facts: fact("receipt", { channel: 2, version: 1 }) })],
    [opened(), received(1, { role: 2 })], [opened(), received(1, { facts: fact("receipt", { channel: 1, version: 2 }) })],
    [[...opened(), received(1)], verdict(1, 1, true)], [[...opened(), received(1), screened(1)], screened(1)],
    [[...opened(), received(1), screened(1)], verdict(1, 2, true)], [[...opened(), received(1)], phase(Phase.SEALING)],
    [state, phase(Phase.SEALING, { time: 170 })], [state, { ...project(1, 901n), time: 170 }], [state, { ...project(2, 900n), time: 170 }],
    [state, received(2, { time: 170 })], [[...opened(), received(1)], { act: A.WITHDRAWN, resource: about(1) }],
    [[...opened(), received(1)], { act: A.RESTORED, resource: about(1) }], [opened(), { act: A.PROJECT_REMOVED, resource: "contests/c/projects/p" }],
    [[...opened(), received(1)], { act: A.ERASED, resource: about(1), facts: fact("erasure", { documents: [mandate.docs[0].digest] }) }],
    [[...opened(), received(1)], { act: A.SUPPORTED, resource: about(1), facts: fact("support", { persons: 5 }) }],
  ]) refuses(() => fold(...acts, wrong));
});

test("what is public depends on screening, hiding and erasure", () => {
  const one = received(1);
  const digest = toHex(one.docs[0].digest);
  const isShown = (...acts) => {
    const state = fold(...opened(), one, ...acts);
    return isPublic(state.documents.get(digest), state.proposals);
  };
  const hidden = { act: A.HIDDEN, resource: about(1), docs: [reason()] };
  assert.equal(isShown(), false);
  assert.equal(isShown(screened(1)), true);
  assert.equal(isShown(screened(1), hidden), false);
  assert.equal(isShown(screened(1), hidden, { act: A.RESTORED, resource: about(1) }), true);
  assert.equal(isShown(screened(1), { act: A.ERASED, resource: about(1), facts: fact("erasure", { documents: [one.docs[0].digest] }) }), false);
  const state = fold(...opened(), one, hidden);
  assert.equal(isPublic(state.documents.get(toHex(hidden.docs[0].digest)), state.proposals), true);
});

test("an appeal is once, and opens the refused step again", () => {
  const appeal = [phase(Phase.APPEAL), { act: A.APPEALED, role: citizen, resource: about(1), docs: [reason()] }];
  const decided = { act: A.APPEAL_DECIDED, resource: about(1), facts: fact("appeal", { upheld: true }), docs: [reason()] };
  const state = fold(...opened(), received(1), screened(1), verdict(1, 1, false), ...appeal, decided);
  assert.deepEqual([state.proposals.get(1).state, state.proposals.get(1).formal], ["under review", "pending"]);
  refuses(() => fold(...opened(), received(1), screened(1), verdict(1, 1, false), ...appeal, decided, verdict(1, 1, false), { ...appeal[1], docs: [reason()] }));
});
