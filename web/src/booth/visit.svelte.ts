import { type CallOptions, type ElectionInfo, type IdentifiedVoter, type OpeningFile, type ReceiptFile, RemoteBooth, type SettledBallot, UrnaError } from "@urna/client/remote";
import { call } from "../api/call.js";
import { serverNow } from "../api/clock.js";
import { ContestVisit } from "./contest_visit.svelte.js";
import { KeptHere } from "./kept.js";
import type { LetterLink } from "./letter_link.js";
import { type Place, Places } from "./places.svelte.js";
import { pageServer } from "./server.js";
import { startWorker } from "./start_worker.js";

/** A ballot on its way, as the dialog tells it. */
export type Sending =
  | { readonly kind: "sending"; readonly attempt: number; readonly isOld: boolean }
  | { readonly kind: "checking" }
  | { readonly kind: "lost"; readonly error: unknown };

/** Whether the server says that votes are taken; what the log says comes with the ballot's answer. */
export type Season = "unknown" | "early" | "open" | "over";

/** What a page says once a ballot without an answer was sent again. */
export interface News {
  readonly contest: string;
  readonly tracker: string;
  readonly kind: "cast" | "number-taken" | "failed";
}

const later = ["PHASE_CLOSED", "PHASE_MIXED", "PHASE_DECRYPTED", "PHASE_TALLIED"];

const codeOf = (problem: unknown) => (problem instanceof UrnaError ? problem.code : undefined);

/** A voter in the booth, from the codes to the receipts. It knows no more than the page has to show, and forgets it with `leave`. */
export class Visit {
  readonly places = new Places((place) => this.#allowed(place));
  info = $state.raw<ElectionInfo>();
  /** Why the booth did not open. */
  problem = $state.raw<unknown>();
  season = $state<Season>("unknown");
  /** When voting opens, as the server says: an election whose keys are not made yet has nothing else to say. */
  opening = $state.raw<Date>();
  /** The zone of the process's calendar, by which all its pages say hours; undefined where it has none: then the device's own. */
  zone = $state<string>();
  voter = $state.raw<IdentifiedVoter>();
  contests = $state.raw<readonly ContestVisit[]>([]);
  sending = $state.raw<Sending>();
  news = $state.raw<readonly News[]>([]);
  /** Ballots of the voter's key that this device did not cast. */
  found = $state.raw<readonly ReceiptFile[]>([]);
  /** Whether the device keeps receipts and ballots without an answer. */
  isKeeping = $state(true);
  hasLeft = $state(false);
  readonly #storage = new KeptHere();
  #booth: RemoteBooth | undefined;
  #worker: Worker | undefined;
  #stop: AbortController | undefined;

  /** The id of the process; empty where the address names none. */
  readonly id: string;
  /** Of the letter's link. */
  readonly manifestHash: string | undefined;
  /** The first code, where the link had it, until it has served. Secret. */
  firstCode = $state("");

  constructor(letter: LetterLink) {
    this.id = letter.process;
    this.manifestHash = letter.manifestHash;
    this.firstCode = letter.code;
    if (letter.process === "") this.problem = new UrnaError("NO_SUCH_PROCESS");
    else void this.open(letter.manifestHash);
  }

  get process(): string {
    return `processes/${this.id}`;
  }

  /** Something would be lost or left in doubt if the page went now. */
  get isUnfinished(): boolean {
    return this.contests.some(({ isBlank, unanswered, closed }) => !isBlank || closed !== undefined || unanswered !== undefined);
  }

  contest(id: string): ContestVisit | undefined {
    return this.contests.find((one) => one.id === id);
  }

  /** The first contest after `from` that waits for a ballot. */
  nextOf(from?: ContestVisit): ContestVisit | undefined {
    const at = from === undefined ? 0 : this.contests.indexOf(from) + 1;
    return [...this.contests.slice(at), ...this.contests.slice(0, at)].find((one) => one !== from && this.#isPending(one));
  }

  /** Of a choice group that is used up, what it was used for: as far as this device knows. */
  groupOf(visit: ContestVisit): { readonly max: number; readonly contests: readonly ContestVisit[]; readonly isFull: boolean } | undefined {
    const group = this.info?.choiceGroups.find(({ contests }) => contests.includes(visit.id));
    if (group === undefined) return undefined;
    const contests = group.contests.map((id) => this.contest(id)).filter((one) => one !== undefined);
    const used = contests.filter(({ cast, unanswered }) => cast !== undefined || unanswered !== undefined);
    return { max: group.max, contests, isFull: used.length >= group.max && !used.includes(visit) };
  }

  /** Opens the booth; again for another try. Without a fingerprint the server's word for the election is taken. */
  async open(manifestHash: string | undefined): Promise<void> {
    this.problem = undefined;
    this.#worker?.terminate();
    const reading = Promise.all([this.#readSeason(), this.#readZone()]).then(([season]) => season);
    try {
      this.#worker = startWorker();
      const booth = await RemoteBooth.open(this.#worker, {
        process: this.process,
        trust: { manifestHash },
        server: pageServer((stage) => this.#watch(stage)),
        storage: this.#storage,
        onFound: (receipts) => (this.found = [...this.found, ...receipts]),
      });
      this.season = await reading;
      this.#booth = booth;
      this.info = booth.info;
    } catch (problem) {
      this.season = await reading;
      this.problem = problem;
    }
  }

  /** On a device that others use too, or that can keep nothing. */
  forgetWithPage(): void {
    this.isKeeping = false;
    this.#storage.forgetWithPage();
  }

  /** Throws what is wrong with the codes. What was unanswered is sent again, before anything else can be done. */
  async identify(codes: readonly string[], isLookedUpHere: boolean): Promise<void> {
    const booth = this.#open();
    const voter = await booth.identify(codes, isLookedUpHere ? "parts" : "server");
    const contests = voter.contests.map((id) => booth.info.contests.find((contest) => contest.id === id));
    this.contests = contests.filter((contest) => contest !== undefined).map((contest) => new ContestVisit(contest));
    for (const receipt of await booth.receipts()) this.contest(receipt.contest)?.takeReceipt(receipt, undefined);
    this.voter = voter;
    this.firstCode = "";
    this.news = [];
    if (voter.unanswered.length > 0) await this.settle(true);
    const only = this.contests.length === 1 ? this.contests[0] : undefined;
    const isPlain = only !== undefined && this.season !== "over" && only.cast === undefined && only.unanswered === undefined && only.end === undefined;
    this.places.go(isPlain && only !== undefined ? { at: "choose", contest: only.id } : { at: "overview" });
  }

  /** Closes the ballot with what is chosen now; where it is closed already, with the same, nothing is done. */
  async close(visit: ContestVisit): Promise<void> {
    const { marks } = visit;
    if (visit.closed?.marks === marks || visit.closing === marks) return;
    const before = visit.closed;
    visit.closed = undefined;
    visit.problem = undefined;
    visit.closing = marks;
    try {
      const booth = this.#open();
      if (before !== undefined) await booth.discard(before.ballot.fullTracker).catch(() => {});
      const ballot = await booth.prepare(visit.id, visit.choices);
      if (visit.marks === marks) visit.closed = { ballot, marks };
      else await booth.discard(ballot.fullTracker);
    } catch (problem) {
      this.#fail(visit, problem);
    } finally {
      if (visit.closing === marks) visit.closing = undefined;
    }
  }

  /** Puts the closed ballot into the urn. What comes of it stands in the contest, in `sending`, and in the place. */
  async cast(visit: ContestVisit): Promise<void> {
    const closed = visit.closed;
    if (closed === undefined || this.sending !== undefined) return;
    visit.isOvertaken = false;
    this.#begin(false);
    try {
      const outcome = await this.#open().cast(closed.ballot.fullTracker, this.#options());
      this.sending = undefined;
      visit.closed = undefined;
      if (outcome.kind === "cast") this.#receive(visit, outcome.receipt);
      else visit.isOvertaken = true;
    } catch (problem) {
      if (codeOf(problem) === "UNANSWERED") {
        visit.unanswered = closed.ballot.tracker;
        visit.closed = undefined;
        this.sending = { kind: "lost", error: problem };
      } else {
        this.sending = undefined;
        visit.closed = undefined;
        this.#fail(visit, problem);
      }
    }
  }

  /** Sends again what has no answer. `isOld`: what an earlier visit left. */
  async settle(isOld = false): Promise<void> {
    if (this.sending?.kind === "sending" || this.sending?.kind === "checking") return;
    this.#begin(isOld);
    try {
      const settled = await this.#open().settle(this.#options());
      for (const one of settled) this.#takeSettled(one);
      const lost = settled.find(({ outcome }) => outcome.kind === "failed" && codeOf(outcome.error) === "UNANSWERED");
      this.sending = lost?.outcome.kind === "failed" ? { kind: "lost", error: lost.outcome.error } : undefined;
      if (isOld) this.news = settled.map(({ contest, tracker, outcome }) => ({ contest, tracker, kind: outcome.kind }));
      const cast = settled.find(({ outcome }) => outcome.kind === "cast");
      if (!isOld && lost === undefined && cast !== undefined) this.places.go({ at: "receipt", contest: cast.contest }, true);
    } catch (problem) {
      this.sending = { kind: "lost", error: problem };
    }
  }

  /** Waits no longer. The ballot is kept, and not lost. */
  stopWaiting(): void {
    this.#stop?.abort();
  }

  closeDialog(): void {
    if (this.sending?.kind === "lost") this.sending = undefined;
  }

  /** Opens the closed ballot, which is void then. */
  async challenge(visit: ContestVisit): Promise<OpeningFile> {
    const closed = visit.closed;
    if (closed === undefined) throw new UrnaError("NO_SUCH_DRAFT");
    const file = await this.#open().challenge(closed.ballot.fullTracker);
    visit.closed = undefined;
    return file;
  }

  evidence(): Promise<readonly string[]> {
    return this.#booth?.evidence().catch(() => []) ?? Promise.resolve([]);
  }

  /** Forgets who votes and what was chosen, here and in the worker. */
  async leave(): Promise<void> {
    await this.#booth?.leave().catch(() => {});
    this.#worker?.terminate();
    this.#forget();
    this.hasLeft = true;
    this.places.go({ at: "goodbye" }, true);
  }

  /** For other codes in the same booth. */
  async change(): Promise<void> {
    await this.#booth?.leave();
    this.#forget();
    this.places.go({ at: "codes" }, true);
  }

  #forget(): void {
    for (const visit of this.contests) visit.clear();
    this.contests = [];
    this.voter = undefined;
    this.news = [];
    this.found = [];
    this.sending = undefined;
  }

  #allowed(place: Place): Place {
    if (this.hasLeft) return { at: "goodbye" };
    if (this.voter === undefined) return { at: "codes" };
    if (!("contest" in place)) return place;
    const visit = this.contest(place.contest);
    if (visit === undefined) return { at: "overview" };
    if (place.at === "receipt" && visit.cast === undefined) return { at: "overview" };
    if ((place.at === "review" || place.at === "challenge") && visit.isBlank && visit.cast?.time !== undefined) return { at: "choose", contest: visit.id };
    return place;
  }

  #isPending(visit: ContestVisit): boolean {
    return visit.cast === undefined && visit.end === undefined && visit.unanswered === undefined && this.groupOf(visit)?.isFull !== true;
  }

  #open(): RemoteBooth {
    if (this.#booth === undefined) throw new UrnaError("NOT_IDENTIFIED");
    return this.#booth;
  }

  #options(): CallOptions {
    this.#stop = new AbortController();
    return { signal: this.#stop.signal };
  }

  #begin(isOld: boolean): void {
    this.sending = { kind: "sending", attempt: 0, isOld };
  }

  #watch(stage: "sent" | "answered"): void {
    if (this.sending?.kind === "sending" && stage === "sent") this.sending = { ...this.sending, attempt: this.sending.attempt + 1 };
    else if (this.sending?.kind === "sending") this.sending = { kind: "checking" };
  }

  #receive(visit: ContestVisit, receipt: Parameters<ContestVisit["takeReceipt"]>[0]): void {
    visit.takeReceipt(receipt, serverNow());
    this.found = [];
    this.places.go({ at: "receipt", contest: visit.id }, true);
  }

  #takeSettled({ contest, tracker, outcome }: SettledBallot): void {
    const visit = this.contest(contest);
    if (visit === undefined) return;
    visit.unanswered = undefined;
    if (outcome.kind === "cast") visit.takeReceipt(outcome.receipt, serverNow());
    else if (outcome.kind === "number-taken") visit.isOvertaken = true;
    else if (codeOf(outcome.error) === "UNANSWERED") visit.unanswered = tracker;
    else this.#fail(visit, outcome.error);
  }

  #fail(visit: ContestVisit, problem: unknown): void {
    const code = codeOf(problem);
    if (code === "NUMBER_TAKEN") visit.isOvertaken = true;
    else if (code !== undefined && finalCodes.has(code)) visit.end = problem;
    else visit.problem = problem;
  }

  async #readZone(): Promise<void> {
    try {
      this.zone = (await call("Planning", "getCalendar", { process: this.process })).calendar?.timeZone;
    } catch {
      // A process without a calendar, or a line that broke: dates are said by the device's own clock.
    }
  }

  async #readSeason(): Promise<Season> {
    try {
      const { phase, openingTime } = await call("Processes", "getProcess", { name: this.process });
      if (openingTime !== undefined) this.opening = new Date(openingTime);
      if (phase === "PHASE_VOTING") return "open";
      return later.includes(String(phase)) ? "over" : "early";
    } catch {
      return "unknown";
    }
  }
}

const finalCodes: ReadonlySet<string> = new Set(["ALREADY_VOTED", "CHOICE_GROUP_FULL", "KEY_REVOKED", "VOTING_CLOSED", "TOO_MANY_BALLOTS"]);
