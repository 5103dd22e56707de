import type { Project } from "../model.ts";
import { type CostRange, isWithin, rangeOf, rangeText } from "./costs.ts";
import { fold } from "./fold.ts";

export const orders = ["drawn", "cheap", "dear"] as const;
export type Order = (typeof orders)[number];
export type View = "list" | "map";

/** What somebody looks for, as the address has it: whoever is sent the address sees the same. */
export interface Filters {
  readonly contest: string | undefined;
  readonly theme: string | undefined;
  readonly cost: CostRange;
  readonly text: string;
  readonly order: Order;
  readonly view: View;
}

export function filtersOf(query: URLSearchParams): Filters {
  const order = query.get("order");
  return {
    contest: query.get("contest") ?? undefined,
    theme: query.get("theme") ?? undefined,
    cost: rangeOf(query.get("cost")),
    text: query.get("q") ?? "",
    order: orders.find((one) => one === order) ?? "drawn",
    view: query.get("view") === "map" ? "map" : "list",
  };
}

export function queryOf(filters: Filters): URLSearchParams {
  const query = new URLSearchParams();
  const set = (name: string, value: string | undefined) => {
    if (value !== undefined && value !== "") query.set(name, value);
  };
  set("contest", filters.contest);
  set("theme", filters.theme);
  set("cost", rangeText(filters.cost));
  set("q", filters.text);
  if (filters.order !== "drawn") query.set("order", filters.order);
  if (filters.view !== "list") query.set("view", filters.view);
  return query;
}

/** Whether anything is left out. */
export function isFiltered({ contest, theme, cost, text }: Filters): boolean {
  return contest !== undefined || theme !== undefined || cost.from !== undefined || cost.to !== undefined || text.trim() !== "";
}

/** A project as it is looked for. */
export interface Entry {
  /** Unlike the project's own, different in all contests. */
  readonly id: string;
  readonly project: Project;
  /** Title and summary in all languages. */
  readonly folded: string;
}

export function entryOf(project: Project): Entry {
  const texts = [...(project.title ?? []), ...(project.summary ?? [])].map(({ text }) => text ?? "");
  return { id: `${project.contest}/${project.id}`, project, folded: fold([...texts, project.id].join("\n")) };
}

/** All words of the text must be there; where in it does not matter. */
export function matches({ project, folded }: Entry, { contest, theme, cost, text }: Filters): boolean {
  return (contest === undefined || project.contest === contest)
    && (theme === undefined || project.categories.includes(theme))
    && isWithin(project.cost, cost)
    && fold(text).split(/\s+/u).every((word) => folded.includes(word));
}

export function byCost(entries: readonly Entry[], order: Order): readonly Entry[] {
  const sign = order === "dear" ? -1 : 1;
  return entries.toSorted((a, b) => sign * (a.project.cost < b.project.cost ? -1 : a.project.cost > b.project.cost ? 1 : 0));
}
