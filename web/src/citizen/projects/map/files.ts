import type { Point } from "../../catalogue/places.js";

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

interface Districts {
  readonly features?: readonly { readonly geometry?: { readonly coordinates?: unknown } | null }[];
}

/** Two corners of the land that the districts cover; none where the operator has given no districts. */
export async function territory(): Promise<readonly Point[]> {
  if (!(await mapFiles()).areas) return [];
  const answer = await fetch("/map/areas.geojson", { credentials: "omit" });
  if (!answer.ok) return [];
  const { features = [] } = (await answer.json()) as Districts;
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  const look = (coordinates: unknown): void => {
    if (!Array.isArray(coordinates)) return;
    const [lon, lat] = coordinates as readonly unknown[];
    if (typeof lon !== "number" || typeof lat !== "number") return coordinates.forEach(look);
    [west, south, east, north] = [Math.min(west, lon), Math.min(south, lat), Math.max(east, lon), Math.max(north, lat)];
  };
  for (const { geometry } of features) look(geometry?.coordinates);
  return west <= east ? [{ lat: south, lon: west }, { lat: north, lon: east }] : [];
}
