import type { CastReceipt, ContestInfo, PreparedBallot, ProjectInfo } from "@urna/client/remote";
import { drawnOrder } from "./drawn_order.js";
import { added, choicesOf, type Marks, moved, removed, withPoints } from "./marks.js";

/** A ballot that is closed and encrypted, and not yet decided upon, with what it holds. */
export interface ClosedBallot {
  readonly ballot: PreparedBallot;
  readonly marks: Marks;
}

/** A ballot that is in the urn. */
export interface CastBallot {
  readonly receipt: CastReceipt;
  /** When this page had the receipt; unknown of ballots of earlier visits. */
  readonly time: Date | undefined;
}

/** One contest of a visit: what is chosen there, and what became of it. Choices live in the page's memory and nowhere else. */
export class ContestVisit {
  readonly contest: ContestInfo;
  /** In an order drawn for this visit. */
  readonly projects: readonly ProjectInfo[];
  #marks = $state.raw<Marks>([]);
  closed = $state.raw<ClosedBallot>();
  /** What is being encrypted now. */
  closing: Marks | undefined;
  /** Why there is no closed ballot, where there should be one. */
  problem = $state.raw<unknown>();
  cast = $state.raw<CastBallot>();
  /** The tracker of a ballot that was sent and has no answer. */
  unanswered = $state<string>();
  /** What ends the vote here for good. */
  end = $state.raw<unknown>();
  /** Another ballot of the voter's came between: nothing was cast. */
  isOvertaken = $state(false);

  constructor(contest: ContestInfo) {
    this.contest = contest;
    this.projects = drawnOrder(contest.projects);
  }

  get id(): string {
    return this.contest.id;
  }

  get marks(): Marks {
    return this.#marks;
  }

  get choices() {
    return choicesOf(this.contest, this.#marks);
  }

  get isBlank(): boolean {
    return this.#marks.length === 0;
  }

  add(project: ProjectInfo): void {
    this.#marks = added(this.contest, this.#marks, project);
  }

  remove(project: string): void {
    this.#marks = removed(this.#marks, project);
  }

  move(project: string, by: number): void {
    this.#marks = moved(this.#marks, project, by);
  }

  givePoints(project: ProjectInfo, points: number): void {
    this.#marks = withPoints(this.contest, this.#marks, project, points);
  }

  clear(): void {
    this.#marks = [];
    this.closed = undefined;
  }

  /** The ballot is in the urn; what it held is of nobody's concern any more. */
  takeReceipt(receipt: CastReceipt, time: Date | undefined): void {
    this.cast = { receipt, time };
    this.unanswered = undefined;
    this.problem = undefined;
    this.isOvertaken = false;
    if (time !== undefined) this.clear();
  }
}
