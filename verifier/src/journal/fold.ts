import { demand, equalBytes, ProtocolError, toHex } from "@urna/protocol/bytes";
import { DocumentKind, JournalAct, type FormFacts, type ProjectFacts } from "@urna/protocol/gen/urna/v1/journal_pb";
import { WindowKind, type Calendar } from "@urna/protocol/gen/urna/v1/mandate_pb";
import { Phase } from "@urna/protocol/gen/urna/v1/resources_pb";
import type { Act, Facts } from "./act.js";
import {
  addVersion, citizen, decide, decideAppeal, demandReceivable, fileAppeal, isOpen, merge, newProposal, revise, type Proposal,
} from "./proposals.js";

/** The phases in their order. */
const phases = [
  Phase.DRAFT, Phase.SUBMISSION, Phase.REVIEW, Phase.APPEAL, Phase.SEALING, Phase.SEALED, Phase.VOTING, Phase.CLOSED, Phase.MIXED,
  Phase.DECRYPTED, Phase.TALLIED,
];

export function isFromSealingOn(phase: Phase): boolean {
  return phases.indexOf(phase) >= phases.indexOf(Phase.SEALING);
}

/** A document that an act has named. */
export interface DocumentFacts {
  readonly kind: DocumentKind;
  readonly act: JournalAct;
  /** The proposal that it is about; undefined where it is the process's. */
  readonly proposal: number | undefined;
  /** The version that it belongs to; undefined where it belongs to none. */
  readonly version: number | undefined;
  readonly form: FormFacts | undefined;
  erased: boolean;
}

const all = phases;
const review = [Phase.SUBMISSION, Phase.REVIEW, Phase.APPEAL];
const planning = [Phase.DRAFT, ...review];

/** Roles and phases of 20.4's table. */
const table: Readonly<Partial<Record<number, { readonly roles: readonly number[]; readonly phases: readonly Phase[] }>>> = {
  [JournalAct.CREATED]: { roles: [0, 1], phases: all },
  [JournalAct.PHASE]: { roles: [0, 1], phases: all },
  [JournalAct.MANDATE]: { roles: [1], phases: planning },
  [JournalAct.CALENDAR]: { roles: [1], phases: planning },
  [JournalAct.FORM]: { roles: [1], phases: [Phase.DRAFT] },
  [JournalAct.RECEIVED]: { roles: [1, 2, citizen], phases: review },
  [JournalAct.SCREENED]: { roles: [1, 2, 3], phases: review },
  [JournalAct.REVISED]: { roles: [1, 2, citizen], phases: review },
  [JournalAct.RETURNED]: { roles: [1, 2], phases: review },
  [JournalAct.WITHDRAWN]: { roles: [1, 2, citizen], phases: review },
  [JournalAct.SUPPORTED]: { roles: [0, 1, 2], phases: review },
  [JournalAct.VERDICT]: { roles: [1, 2], phases: review },
  [JournalAct.APPEALED]: { roles: [1, 2, citizen], phases: [Phase.APPEAL] },
  [JournalAct.APPEAL_DECIDED]: { roles: [1], phases: [Phase.APPEAL] },
  [JournalAct.MERGED]: { roles: [1, 2], phases: review },
  [JournalAct.HIDDEN]: { roles: [1, 3], phases: all },
  [JournalAct.RESTORED]: { roles: [1, 3], phases: all },
  [JournalAct.ERASED]: { roles: [1], phases: all },
  [JournalAct.PROJECT]: { roles: [0, 1, 2], phases: planning },
  [JournalAct.PROJECT_REMOVED]: { roles: [1, 2], phases: planning },
  [JournalAct.INCOMPATIBLE]: { roles: [1, 2], phases: review },
};

/** What a journal says: a function of its acts, in their order (20.4). */
export class Fold {
  phase: Phase = Phase.DRAFT;
  mandate: Uint8Array | undefined;
  readonly proposals = new Map<number, Proposal>();
  /** By `contest/project`. */
  readonly projects = new Map<string, ProjectFacts>();
  /** By SHA-256 in hexadecimal. */
  readonly documents = new Map<string, DocumentFacts>();
  readonly #electionId: Uint8Array;
  readonly #groups = new Set<number>();
  #calendar: Calendar | undefined;
  #form: FormFacts | undefined;
  #beforeSealing: Phase = Phase.DRAFT;
  #time = 0n;
  #acts = 0;

  constructor(electionId: Uint8Array) {
    this.#electionId = electionId;
  }

  /** Takes the next act; throws a ProtocolError where it may not be the next one, and then changes nothing. */
  take(act: Act): void {
    demand(equalBytes(act.electionId, this.#electionId), "is of another process");
    demand(act.time >= this.#time, "is before the act before it");
    const rule = table[act.act];
    demand(rule !== undefined && rule.roles.includes(act.role), "is by a role that may not");
    demand(rule.phases.includes(this.phase), "is in a phase that it may not be in");
    demand((act.act === JournalAct.CREATED) === (this.#acts === 0), "creates the process a second time, or stands before that");
    demand(act.documents.every(({ digest }) => !this.documents.has(toHex(digest))), "names a document that was named before");
    const version = this.#apply(act);
    const form = act.facts.case === "form" ? act.facts.value : undefined;
    const proposal = act.resource.kind === "proposal" ? act.resource.number : undefined;
    for (const { kind, digest } of act.documents) {
      this.documents.set(toHex(digest), { kind, act: act.act, proposal, version, form, erased: false });
    }
    this.#time = act.time;
    this.#acts++;
  }

  /** Gives the version that the act's documents belong to, where they belong to one. */
  #apply(act: Act): number | undefined {
    const { resource, facts } = act;
    if (resource.kind === "process") this.#ofProcess(act);
    else if (resource.kind === "project") this.#ofProject(`${resource.contest}/${resource.project}`, facts);
    else if (act.act === JournalAct.RECEIVED) return this.#receive(resource.number, act);
    else return this.#ofProposal(resource.number, act);
    return undefined;
  }

  #ofProcess({ act, facts, role, time, documents }: Act): void {
    if (act === JournalAct.MANDATE) this.mandate = documents[0]?.digest;
    if (facts.case === "calendar") this.#calendar = facts.value;
    if (facts.case === "form") this.#form = facts.value;
    if (facts.case === "phase") this.#begin(facts.value.phase, role, time);
  }

  #begin(next: Phase, role: number, time: bigint): void {
    const later = phases.indexOf(next) > phases.indexOf(this.phase);
    const back = this.phase === Phase.SEALING && next === this.#beforeSealing;
    demand(later || back, "goes back to an earlier phase");
    if (later) {
      if (review.includes(next)) {
        demand(this.mandate !== undefined && this.#calendar !== undefined && this.#form !== undefined, "begins a phase without mandate, calendar and form");
      }
      if (review.includes(next) && role === 0) this.#demandWindow(next, time);
      const afterSealing = phases.indexOf(next) > phases.indexOf(Phase.SEALING);
      demand(!afterSealing || isFromSealingOn(this.phase), "begins a phase after SEALING without it");
      if (next === Phase.SEALING) {
        const undecided = this.undecided();
        demand(undecided === undefined, `begins SEALING while ${undecided}`);
        this.#beforeSealing = this.phase;
      }
    }
    this.phase = next;
  }

  #demandWindow(phase: Phase, time: bigint): void {
    const kind = phase === Phase.SUBMISSION ? WindowKind.SUBMISSION : phase === Phase.REVIEW ? WindowKind.REVIEW : WindowKind.APPEAL;
    const window = this.#calendar?.windows.find((one) => one.kind === kind);
    demand(window !== undefined && time >= window.startTime, "is begun by the clock before its window, or without one");
  }

  /** What is undecided, in words; undefined where nothing is. */
  undecided(): string | undefined {
    for (const [number, proposal] of this.proposals) {
      if (proposal.hidden) continue;
      if (isOpen(proposal) || proposal.appeal === "filed") return `proposal ${number} is not decided`;
      if (proposal.state === "admitted" && !this.#isProject(number)) return `proposal ${number} is admitted and no project`;
    }
    for (const [name, { proposal, cost }] of this.projects) {
      if (proposal === 0) continue;
      const from = this.proposals.get(proposal);
      if (from?.state !== "admitted" || from.hidden || from.cost !== cost) return `project ${name} is not as its proposal was admitted`;
    }
    return undefined;
  }

  #isProject(proposal: number): boolean {
    for (const project of this.projects.values()) if (project.proposal === proposal) return true;
    return false;
  }

  #receive(number: number, { facts, role, time }: Act): number {
    demand(number === this.proposals.size + 1, "is not about the next proposal");
    if (facts.case !== "receipt") throw new ProtocolError("has no receipt");
    demandReceivable(facts.value, role, this.phase, time, this.#calendar);
    const proposal = newProposal();
    addVersion(proposal, facts.value, role);
    this.proposals.set(number, proposal);
    return 1;
  }

  #ofProposal(number: number, act: Act): number | undefined {
    const proposal = this.proposals.get(number);
    demand(proposal !== undefined, "is about a proposal that there is not");
    const needed = this.#form?.supportNeeded ?? 0;
    switch (act.act) {
      case JournalAct.SCREENED:
        demand(proposal.publicVersions < proposal.versions, "screens where all is public");
        proposal.publicVersions = proposal.versions;
        break;
      case JournalAct.RETURNED:
        demand(isOpen(proposal) && proposal.state !== "returned", "returns what is not open, or was returned");
        proposal.state = "returned";
        break;
      case JournalAct.WITHDRAWN:
        demand((isOpen(proposal) || proposal.state === "admitted") && !this.#isProject(number), "withdraws what may not be withdrawn");
        demand((act.documents.length > 0) === (act.role !== citizen), "has a reason and is its author's, or has none and is the staff's");
        proposal.state = "withdrawn";
        break;
      case JournalAct.APPEALED:
        fileAppeal(proposal);
        break;
      case JournalAct.HIDDEN:
      case JournalAct.RESTORED:
        demand(proposal.hidden === (act.act === JournalAct.RESTORED), "hides what is hidden, or restores what is not");
        proposal.hidden = act.act === JournalAct.HIDDEN;
        break;
      default:
        break;
    }
    return this.#withFacts(number, proposal, act, needed);
  }

  #withFacts(number: number, proposal: Proposal, { facts, role }: Act, needed: number): number | undefined {
    switch (facts.case) {
      case "receipt":
        revise(proposal, facts.value, role);
        return proposal.versions;
      case "support":
        demand(needed > 0 && facts.value.persons >= needed && !proposal.supported, "notes support that is not asked for, not enough, or noted");
        proposal.supported = true;
        return undefined;
      case "verdict":
        decide(proposal, facts.value, this.phase, needed > 0);
        return undefined;
      case "appeal":
        decideAppeal(proposal, facts.value.upheld);
        return undefined;
      case "merge":
        merge(number, this.proposals, facts.value, (other) => this.#isProject(other));
        return undefined;
      case "erasure":
        this.#erase(number, facts.value.documents);
        return undefined;
      case "incompatible":
        this.#exclude(number, facts.value.proposals);
        return undefined;
      default:
        return undefined;
    }
  }

  #erase(number: number, digests: readonly Uint8Array[]): void {
    const named = digests.map((digest) => this.documents.get(toHex(digest)));
    demand(named.every((one) => one !== undefined && one.proposal === number && !one.erased), "erases a document that is not its proposal's, or was erased");
    for (const one of named) if (one !== undefined) one.erased = true;
  }

  #exclude(number: number, proposals: readonly number[]): void {
    if (proposals.length === 0) {
      demand(this.#groups.delete(number), "takes a group away that is not there");
      return;
    }
    demand(proposals[0] === number && proposals.every((one) => this.proposals.has(one)), "names a group of other proposals, or of some that there are not");
    this.#groups.add(number);
  }

  #ofProject(name: string, facts: Facts): void {
    const there = this.projects.get(name);
    if (facts.case !== "project") {
      demand(there !== undefined, "takes a project off that is not on the list");
      this.projects.delete(name);
      return;
    }
    const { proposal, cost } = facts.value;
    demand(there === undefined || there.proposal === proposal, "changes the proposal that a project comes from");
    if (proposal !== 0) {
      const from = this.proposals.get(proposal);
      demand(from?.state === "admitted" && !from.hidden && from.cost === cost, "is a project of a proposal that was not admitted at this cost");
      demand(there !== undefined || !this.#isProject(proposal), "is a second project of its proposal");
    }
    this.projects.set(name, facts.value);
  }
}

/** Whether a bundle has a document, after all acts (20.3). */
export function isPublic(document: DocumentFacts, proposals: ReadonlyMap<number, Proposal>): boolean {
  if (document.erased) return false;
  if (document.proposal === undefined || document.act === JournalAct.HIDDEN) return true;
  const proposal = proposals.get(document.proposal);
  if (proposal === undefined || proposal.publicVersions === 0) return false;
  if (document.version !== undefined && document.version > proposal.publicVersions) return false;
  const byAuthor = document.version !== undefined || document.act === JournalAct.APPEALED;
  return !(proposal.hidden && byAuthor);
}
