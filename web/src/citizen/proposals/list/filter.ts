import { fold } from "../../catalogue/fold.ts";
import { numberOf, type Proposal } from "../parts/model.ts";
import { groupOf, type StateGroup, stateGroups } from "../parts/state.ts";

export const orders = ["new", "old", "supported"] as const;
export type Order = (typeof orders)[number];

/** What somebody looks for, as the address has it: whoever is sent the address sees the same. */
export interface Filters {
  readonly state: StateGroup | undefined;
  readonly area: string | undefined;
  readonly category: string | undefined;
  readonly text: string;
  readonly order: Order;
}

export function filtersOf(query: URLSearchParams): Filters {
  return {
    state: stateGroups.find((one) => one === query.get("state")), area: query.get("area") ?? undefined, category: query.get("theme") ?? undefined,
    text: query.get("q") ?? "", order: orders.find((one) => one === query.get("order")) ?? "new",
  };
}

export function queryOf({ state, area, category, text, order }: Filters): URLSearchParams {
  const query = new URLSearchParams();
  const set = (name: string, value: string | undefined) => {
    if (value !== undefined && value !== "") query.set(name, value);
  };
  set("state", state);
  set("area", area);
  set("theme", category);
  set("q", text);
  if (order !== "new") query.set("order", order);
  return query;
}

/** A proposal with what is searched of it. */
export interface Entry {
  readonly id: string;
  readonly proposal: Proposal;
  readonly folded: string;
}

export function entryOf(proposal: Proposal): Entry {
  const texts = [...(proposal.title ?? []), ...(proposal.summary ?? [])].map(({ text }) => text ?? "");
  return { id: proposal.id, proposal, folded: fold([String(proposal.number ?? ""), ...texts].join("\n")) };
}

/** Whether every word that was typed is somewhere in it, or the server has found it by its whole text. */
export function matches({ id, proposal, folded }: Entry, { state, area, category, text }: Filters, found: ReadonlySet<string> = new Set()): boolean {
  if (state !== undefined && groupOf(proposal.status) !== state) return false;
  if (area !== undefined && proposal.area !== area) return false;
  if (category !== undefined && proposal.category !== category) return false;
  return found.has(id) || fold(text).split(/\s+/).every((word) => folded.includes(word));
}

export function inOrder(entries: readonly Entry[], order: Order): readonly Entry[] {
  const number = ({ id }: Entry) => numberOf(id) ?? 0;
  const newest = (a: Entry, b: Entry) => number(b) - number(a);
  const sorted = [...entries];
  if (order === "supported") return sorted.sort((a, b) => b.proposal.supporters - a.proposal.supporters || newest(a, b));
  return sorted.sort(order === "new" ? newest : (a, b) => newest(b, a));
}
