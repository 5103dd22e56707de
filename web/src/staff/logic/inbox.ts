import type { ProposalJson, ProposalStatusJson } from "@urna/protocol/gen/urna/v1/proposals_service_pb";

/** A proposal as a line of the inbox. */
export interface Row {
  readonly id: string;
  readonly name: string;
  readonly number: number;
  readonly title: string;
  readonly language: string | undefined;
  readonly area: string;
  readonly category: string;
  /** Of the verdict, else what its authors believe; in minor units. */
  readonly cost: bigint | undefined;
  readonly status: ProposalStatusJson;
  /** `accessTokens/{token}` or `accounts/{account}`; empty where nobody reviews it. */
  readonly assignee: string;
  /** Unix seconds; undefined where no verdict is awaited until a day. */
  readonly due: number | undefined;
  /** When anything about it last changed. */
  readonly since: number;
  readonly awaitsScreening: boolean;
  readonly reports: number;
  readonly hasOpenAppeal: boolean;
}

/** What somebody of the staff can look through, one after the other. */
export const queueIds = ["waiting", "toScreen", "toAssign", "formal", "substantive", "appeals", "reported", "done", "all"] as const;
export type QueueId = (typeof queueIds)[number];

const seconds = (time: string | undefined) => (time === undefined ? undefined : Date.parse(time) / 1000);

export function rowOf(proposal: ProposalJson, openAppeals: ReadonlySet<string>): Row {
  const name = proposal.name ?? "";
  const id = name.slice(name.lastIndexOf("/") + 1);
  const passed = (proposal.verdicts ?? []).findLast((one) => one.facts?.step === "REVIEW_STEP_SUBSTANTIVE" && one.facts.accepted === true)?.facts;
  const cost = passed === undefined ? proposal.text?.estimatedCost : (passed.cost ?? "0");
  return {
    id, name, number: Number(id.slice(1)), title: proposal.text?.title ?? "", language: proposal.text?.language,
    area: proposal.text?.area ?? "", category: proposal.text?.category ?? "", cost: cost === undefined ? undefined : BigInt(cost),
    status: proposal.status ?? "PROPOSAL_STATUS_UNSPECIFIED", assignee: proposal.internal?.assignee ?? "",
    due: seconds(proposal.internal?.assignDueTime), since: seconds(proposal.updateTime) ?? 0,
    awaitsScreening: proposal.internal?.awaitsScreening ?? false, reports: proposal.internal?.reports ?? 0, hasOpenAppeal: openAppeals.has(id),
  };
}

/** Whether the review is not over. */
export function isOpen({ status }: Row): boolean {
  return status === "PROPOSAL_STATUS_SUBMITTED" || status === "PROPOSAL_STATUS_RETURNED" || status === "PROPOSAL_STATUS_UNDER_REVIEW";
}

const isHidden = ({ status }: Row) => status === "PROPOSAL_STATUS_HIDDEN";

const queues: Readonly<Record<QueueId, (row: Row) => boolean>> = {
  // What waits for somebody of the staff, and not for its author.
  waiting: (row) => queues.toScreen(row) || queues.formal(row) || queues.substantive(row) || queues.appeals(row) || queues.reported(row),
  toScreen: (row) => row.awaitsScreening && !isHidden(row),
  toAssign: (row) => isOpen(row) && row.status !== "PROPOSAL_STATUS_RETURNED" && row.assignee === "",
  formal: (row) => row.status === "PROPOSAL_STATUS_SUBMITTED",
  substantive: (row) => row.status === "PROPOSAL_STATUS_UNDER_REVIEW",
  appeals: (row) => row.hasOpenAppeal,
  reported: (row) => row.reports > 0 && !isHidden(row),
  done: (row) => !isOpen(row) && !row.hasOpenAppeal,
  all: () => true,
};

export function isIn(queue: QueueId, row: Row): boolean {
  return queues[queue](row);
}

export function countQueues(rows: readonly Row[]): Readonly<Record<QueueId, number>> {
  return Object.fromEntries(queueIds.map((id) => [id, rows.reduce((sum, row) => sum + (queues[id](row) ? 1 : 0), 0)])) as Record<QueueId, number>;
}

export function isLate(row: Row, now: number): boolean {
  return isOpen(row) && row.due !== undefined && row.due < now;
}

/** What is asked of the rows of a queue; what is empty asks nothing. */
export interface Filter {
  readonly text: string;
  readonly area: string;
  readonly category: string;
  readonly status: string;
  /** Only those of this assignee. */
  readonly assignee: string;
  /** Only what is late. */
  readonly isLate: boolean;
}

/** Letters as people look for them: without accents, whatever their case. */
export function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/**
 * Whether a row is what the filter asks for. `words` are further texts of the row that are looked through, such as its area's name;
 * `found` are those that the server has found by their whole texts.
 */
export function matches(row: Row, filter: Filter, now: number, words: (row: Row) => string, found: ReadonlySet<string> = new Set()): boolean {
  if (filter.area !== "" && row.area !== filter.area) return false;
  if (filter.category !== "" && row.category !== filter.category) return false;
  if (filter.status !== "" && row.status !== filter.status) return false;
  if (filter.assignee !== "" && row.assignee !== filter.assignee) return false;
  if (filter.isLate && !isLate(row, now)) return false;
  const wanted = plain(filter.text).split(/\s+/).filter((one) => one !== "");
  if (wanted.length === 0 || found.has(row.id)) return true;
  const all = `${row.number} ${row.id} ${plain(row.title)} ${plain(words(row))}`;
  return wanted.every((one) => (/^\d+$/.test(one) ? row.number === Number(one) || plain(row.title).includes(one) : all.includes(one)));
}

export const orders = ["due", "number", "title", "cost", "since"] as const;
export type Order = (typeof orders)[number];

/** The rows in an order; what has no date or amount comes last, whichever way round. Equals are told apart by their numbers. */
export function sorted(rows: readonly Row[], order: Order, isDescending: boolean): Row[] {
  const sign = isDescending ? -1 : 1;
  const compare: Readonly<Record<Order, (a: Row, b: Row) => number>> = {
    due: (a, b) => (a.due === b.due ? sign * (a.since - b.since) : a.due === undefined ? 1 : b.due === undefined ? -1 : sign * (a.due - b.due)),
    number: (a, b) => sign * (a.number - b.number),
    title: (a, b) => sign * a.title.localeCompare(b.title),
    cost: (a, b) => (a.cost === b.cost ? 0 : a.cost === undefined ? 1 : b.cost === undefined ? -1 : sign * (a.cost < b.cost ? -1 : 1)),
    since: (a, b) => sign * (a.since - b.since),
  };
  return rows.toSorted((a, b) => compare[order](a, b) || a.number - b.number);
}
