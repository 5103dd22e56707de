import { compareBytes, utf8 } from "@urna/protocol/bytes";
import { orderByLot } from "@urna/protocol/lots";
import type { Election } from "./election.js";

/** Who comes first among equals. */
export type TieBreak =
  | { readonly order: "lexicographic" | "cost-votes" | "votes-id" | "order" }
  | { readonly order: "lot"; readonly seed: Uint8Array };

/** By Unicode code point, which is the order of UTF-8's bytes. */
export function compareIds(a: string, b: string): number {
  return compareBytes(utf8(a), utf8(b));
}

/** The place of each project in the complete order that breaks ties; `votes` by project. */
export function placesOf(election: Election, tieBreak: TieBreak, votes: readonly number[]): number[] {
  const { projects } = election;
  const all = projects.map((_, i) => i);
  const id = (i: number): string => (projects[i] as { id: string }).id;
  const cost = (i: number): bigint => (projects[i] as { cost: bigint }).cost;
  const compare = (a: number, b: number): number => {
    if (tieBreak.order === "cost-votes" && cost(a) !== cost(b)) return cost(a) < cost(b) ? -1 : 1;
    if (tieBreak.order !== "lexicographic" && votes[a] !== votes[b]) return (votes[b] as number) - (votes[a] as number);
    return compareIds(id(a), id(b));
  };
  const sorted = tieBreak.order === "order" ? all
    : tieBreak.order === "lot" ? byLot(all, id, tieBreak.seed)
    : [...all].sort(compare);
  const places: number[] = new Array(projects.length);
  sorted.forEach((project, place) => { places[project] = place; });
  return places;
}

function byLot(all: readonly number[], id: (i: number) => string, seed: Uint8Array): number[] {
  const place = new Map(all.map((i) => [id(i), i]));
  return orderByLot(seed, all.map(id)).map((one) => place.get(one) as number);
}
