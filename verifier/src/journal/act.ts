import { demand, equalBytes, isZero, Reader, textOf } from "@urna/protocol/bytes";
import { decodeCanonical } from "@urna/protocol/canonical";
import { ActFactsSchema, DocumentKind, JournalAct, type ActFacts } from "@urna/protocol/gen/urna/v1/journal_pb";
import { isProjectId, isResourceId } from "@urna/protocol/plain_text";
import { checkFacts } from "./facts.js";

export type Facts = ActFacts["facts"];

/** What an act is about. */
export type Resource =
  | { readonly kind: "process" }
  | { readonly kind: "proposal"; readonly number: number }
  | { readonly kind: "project"; readonly contest: string; readonly project: string };

export interface NamedDocument {
  readonly kind: DocumentKind;
  readonly digest: Uint8Array;
}

/** A record of the journal (20.2), well-formed. */
export interface Act {
  readonly electionId: Uint8Array;
  readonly time: bigint;
  readonly act: JournalAct;
  readonly role: number;
  readonly resource: Resource;
  readonly facts: Facts;
  readonly documents: readonly NamedDocument[];
}

interface Rule {
  readonly about: Resource["kind"];
  readonly facts?: NonNullable<Facts["case"]>;
  readonly must?: readonly DocumentKind[];
  readonly may?: readonly DocumentKind[];
}

const { MANDATE, FORM, PROPOSAL, AUTHORS, REASON } = DocumentKind;

/** The columns of 20.4's table that bytes can be held to. */
const rules: Readonly<Partial<Record<number, Rule>>> = {
  [JournalAct.CREATED]: { about: "process" },
  [JournalAct.PHASE]: { about: "process", facts: "phase" },
  [JournalAct.MANDATE]: { about: "process", must: [MANDATE] },
  [JournalAct.CALENDAR]: { about: "process", facts: "calendar" },
  [JournalAct.FORM]: { about: "process", facts: "form", must: [FORM] },
  [JournalAct.RECEIVED]: { about: "proposal", facts: "receipt", must: [PROPOSAL], may: [AUTHORS] },
  [JournalAct.SCREENED]: { about: "proposal" },
  [JournalAct.REVISED]: { about: "proposal", facts: "receipt", must: [PROPOSAL], may: [AUTHORS] },
  [JournalAct.RETURNED]: { about: "proposal", facts: "returned", must: [REASON] },
  [JournalAct.WITHDRAWN]: { about: "proposal", may: [REASON] },
  [JournalAct.SUPPORTED]: { about: "proposal", facts: "support" },
  [JournalAct.VERDICT]: { about: "proposal", facts: "verdict", must: [REASON] },
  [JournalAct.APPEALED]: { about: "proposal", must: [REASON] },
  [JournalAct.APPEAL_DECIDED]: { about: "proposal", facts: "appeal", must: [REASON] },
  [JournalAct.MERGED]: { about: "proposal", facts: "merge", must: [REASON] },
  [JournalAct.HIDDEN]: { about: "proposal", must: [REASON] },
  [JournalAct.RESTORED]: { about: "proposal" },
  [JournalAct.ERASED]: { about: "proposal", facts: "erasure" },
  [JournalAct.PROJECT]: { about: "project", facts: "project" },
  [JournalAct.PROJECT_REMOVED]: { about: "project" },
  [JournalAct.INCOMPATIBLE]: { about: "proposal", facts: "incompatible" },
};

const roles = [0, 1, 2, 3, 8];
export const mostProposals = 1 << 20;

/** Reads a record; throws a ProtocolError where it is no act. */
export function parseAct(bytes: Uint8Array): Act {
  const reader = new Reader(bytes, "an act");
  demand(reader.u8() === 0x20 && reader.u8() === 2, "is no act of a version that is known");
  const electionId = reader.take(16);
  const time = reader.u64();
  const act = reader.u8();
  const rule = rules[act];
  demand(rule !== undefined, `is of the kind ${act}, which there is not`);
  const role = reader.u8();
  demand(roles.includes(role), `is by the role ${role}, which there is not`);
  demand(isZero(reader.take(16)) === (role === 0), "has an actor that its role has not, or none");
  const resource = parseResource(textOf(reader.take(reader.u8()), "the resource of an act"));
  demand(resource.kind === rule.about, "is about another kind of thing than its kind is");
  const facts = parseFacts(reader.take(reader.u16()), rule);
  const documents = parseDocuments(reader, rule);
  demand(reader.u8() === 0, "has signatures");
  reader.end();
  return { electionId, time, act, role, resource, facts, documents };
}

function parseResource(text: string): Resource {
  if (text === "") return { kind: "process" };
  const proposal = /^proposals\/p([1-9][0-9]{0,6})$/.exec(text);
  if (proposal !== null) {
    const number = Number(proposal[1]);
    demand(number <= mostProposals, "is about a proposal beyond 2^20");
    return { kind: "proposal", number };
  }
  const project = /^contests\/([^/]+)\/projects\/(.+)$/s.exec(text);
  demand(project !== null, "is about nothing that there is");
  const [, contest, id] = project as unknown as [string, string, string];
  demand(isResourceId(contest) && isProjectId(id), "is about a contest or a project that no id names");
  return { kind: "project", contest, project: id };
}

function parseFacts(bytes: Uint8Array, rule: Rule): Facts {
  if (rule.facts === undefined) {
    demand(bytes.length === 0, "has facts, and its kind has none");
    return { case: undefined };
  }
  const { facts } = decodeCanonical(ActFactsSchema, bytes, "the facts of an act");
  demand(facts.case === rule.facts, "has the facts of another kind");
  checkFacts(facts);
  return facts;
}

function parseDocuments(reader: Reader, rule: Rule): NamedDocument[] {
  const count = reader.u8();
  const documents: NamedDocument[] = [];
  for (let i = 0; i < count; i++) {
    const kind = reader.u8();
    const digest = reader.take(32);
    demand(i === 0 || (documents[i - 1] as NamedDocument).kind < kind, "names documents that are not ascending by kind");
    demand(documents.every((one) => !equalBytes(one.digest, digest)), "names a document twice");
    documents.push({ kind, digest });
  }
  const must = rule.must ?? [];
  demand(must.every((kind) => documents.some((one) => one.kind === kind)), "lacks a document that its kind has");
  const allowed = [...must, ...(rule.may ?? [])];
  demand(documents.every((one) => allowed.includes(one.kind)), "names a document that its kind has not");
  return documents;
}
