import type { Desk } from "../desk.svelte.js";

/** To whom proposals of a process can be given, oneself first; until the server has told, those that review here already. */
export function reviewersOf(desk: Desk, process: string, assignees: readonly string[]): readonly string[] {
  const known = desk.reviewersIn(process)?.map(({ name = "" }) => name) ?? [...new Set(assignees)].filter((one) => one !== "");
  const own = desk.self;
  return [...(own === "" ? [] : [own]), ...known.filter((one) => one !== own).toSorted((a, b) => desk.nameOf(a).localeCompare(desk.nameOf(b)))];
}
