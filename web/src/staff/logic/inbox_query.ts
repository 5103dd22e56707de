import type { Filter, Order, QueueId } from "./inbox.js";

/** What of the inbox stands in its address, so that a way back leads to the same lines. */
export interface InboxPlace {
  readonly queue: QueueId;
  readonly filter: Omit<Filter, "assignee"> & { readonly isMine: boolean };
  readonly order: Order;
  readonly isDescending: boolean;
}

const queues: readonly string[] = ["waiting", "toScreen", "toAssign", "formal", "substantive", "appeals", "reported", "done", "all"];
const orders: readonly string[] = ["due", "number", "title", "cost", "since"];

export function readPlace(query: URLSearchParams): InboxPlace {
  const one = (name: string) => query.get(name) ?? "";
  const queue = queues.includes(one("queue")) ? (one("queue") as QueueId) : "waiting";
  const order = orders.includes(one("sort")) ? (one("sort") as Order) : "due";
  return {
    queue, order, isDescending: query.has("down"),
    filter: { text: one("q"), area: one("area"), category: one("category"), status: one("status"), isMine: query.has("mine"), isLate: query.has("late") },
  };
}

export function writePlace(place: InboxPlace): URLSearchParams {
  const { queue, filter, order, isDescending } = place;
  const all: readonly (readonly [string, string])[] = [
    ["queue", queue === "waiting" ? "" : queue], ["q", filter.text], ["area", filter.area], ["category", filter.category], ["status", filter.status],
    ["mine", filter.isMine ? "1" : ""], ["late", filter.isLate ? "1" : ""], ["sort", order === "due" ? "" : order], ["down", isDescending ? "1" : ""],
  ];
  return new URLSearchParams(all.filter(([, value]) => value !== "").map(([name, value]) => [name, value]));
}
