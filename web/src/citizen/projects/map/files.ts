import type { Language } from "../../../words/language.svelte.js";
import { readText } from "../../../words/texts.js";
import type { Area } from "../../model.js";
import { type District, districtsOf } from "./districts.js";

/** What the operator has put beside the pages for maps. */
export interface MapFiles {
  readonly areas: boolean;
  readonly tiles: boolean;
}

let reading: Promise<MapFiles> | undefined;

/** Asked once. A server that has nothing to say of maps has none. */
export function mapFiles(): Promise<MapFiles> {
  reading ??= read().catch((problem: unknown) => {
    reading = undefined;
    throw problem;
  });
  return reading;
}

async function read(): Promise<MapFiles> {
  const answer = await fetch("/map/index.json", { credentials: "omit" });
  if (!answer.ok) return { areas: false, tiles: false };
  const { areas, tiles } = (await answer.json()) as { readonly areas?: boolean; readonly tiles?: boolean };
  return { areas: areas === true, tiles: tiles === true };
}

let boundaries: Promise<unknown> | undefined;

/** The operator's districts by the names that the process gives its areas; none where the operator has no boundaries. The file is asked for once. */
export async function readDistricts(areas: readonly Area[], language: Language): Promise<readonly District[]> {
  if (!(await mapFiles()).areas) return [];
  boundaries ??= readBoundaries().catch((problem: unknown) => {
    boundaries = undefined;
    throw problem;
  });
  const titles = new Map(areas.map(({ id, title }) => [id, readText(title, language).text]));
  return districtsOf(await boundaries, (id) => titles.get(id) || undefined);
}

async function readBoundaries(): Promise<unknown> {
  const answer = await fetch("/map/areas.geojson", { credentials: "omit" });
  if (!answer.ok) throw new Error(`the districts did not arrive: ${answer.status}`);
  return answer.json();
}
