import type { Point } from "../../catalogue/places.ts";

/** A part of the territory, as the operator's boundaries have it. */
export interface District {
  /** Empty where the file gives none. */
  readonly id: string;
  readonly name: string;
  /** Polygons, each of its outer ring and its holes. */
  readonly polygons: readonly (readonly Ring[])[];
}

export type Ring = readonly Point[];

export interface Box {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

const namedBy = ["name", "nom", "title", "label", "libelle"];

/** The polygons of a GeoJSON. `titleOf` is what the process calls an area; where it knows none, a district has the name that the file gives it. */
export function districtsOf(json: unknown, titleOf: (id: string) => string | undefined): readonly District[] {
  const root = record(json);
  const features = root["type"] === "FeatureCollection" && Array.isArray(root["features"]) ? (root["features"] as readonly unknown[]) : [json];
  return features.flatMap((feature): readonly District[] => {
    const { id, properties, geometry } = record(feature);
    const polygons = polygonsOf(record(geometry));
    if (polygons.length === 0) return [];
    const own = record(properties);
    const known = text(id) || text(own["id"]);
    const named = namedBy.map((key) => text(own[key])).find((one) => one !== "") ?? "";
    return [{ id: known, name: titleOf(known) ?? named, polygons }];
  });
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function text(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

function polygonsOf({ type, coordinates }: Readonly<Record<string, unknown>>): readonly (readonly Ring[])[] {
  const all = type === "Polygon" ? [coordinates] : type === "MultiPolygon" && Array.isArray(coordinates) ? (coordinates as readonly unknown[]) : [];
  return all.map((rings) => (Array.isArray(rings) ? (rings as readonly unknown[]).map(ringOf).filter(({ length }) => length > 2) : [])).filter(({ length }) => length > 0);
}

function ringOf(positions: unknown): Ring {
  if (!Array.isArray(positions)) return [];
  return (positions as readonly unknown[]).flatMap((position) => {
    const [lon, lat] = Array.isArray(position) ? (position as readonly unknown[]) : [];
    return typeof lon === "number" && typeof lat === "number" ? [{ lon, lat }] : [];
  });
}

/** The district in which a point is. */
export function districtAt(districts: readonly District[], point: Point): District | undefined {
  return districts.find(({ polygons }) => polygons.some((rings) => crossingsOf(rings, point.lat).filter((lon) => lon > point.lon).length % 2 === 1));
}

/** Where a parallel goes into the polygon and out of it, from west to east. */
function crossingsOf(rings: readonly Ring[], lat: number): readonly number[] {
  const lons = rings.flatMap((ring) => ring.flatMap((from, i) => {
    const to = ring[(i + 1) % ring.length] as Point;
    return from.lat > lat === to.lat > lat ? [] : [from.lon + ((lat - from.lat) / (to.lat - from.lat)) * (to.lon - from.lon)];
  }));
  return lons.sort((a, b) => a - b);
}

/**
 * Where the name of a district can stand, best first: in the middle of the widest that can be seen of it, half-way between its south and its north, then
 * elsewhere on its land.
 */
export function namePlaces({ polygons }: District, view: Box): readonly Point[] {
  const places = polygons.flatMap((rings) => {
    const { south, north } = boxOf(rings.flat());
    const [low, high] = [Math.max(south, view.south), Math.min(north, view.north)];
    if (low >= high) return [];
    return [0.5, 0.3, 0.7, 0.15, 0.85].flatMap((height, order) => {
      const lat = low + height * (high - low);
      const [from, to] = widest(crossingsOf(rings, lat), view);
      if (from >= to) return [];
      // The middle of all heights before what is beside it.
      return [0.5, 0.3, 0.7].map((across, i) => ({ point: { lon: from + across * (to - from), lat }, width: to - from, order: order + 5 * i }));
    });
  });
  return places.sort((a, b) => a.order - b.order || b.width - a.width).map(({ point }) => point);
}

function widest(lons: readonly number[], { west, east }: Box): readonly [number, number] {
  let best: readonly [number, number] = [0, 0];
  for (let i = 0; i + 1 < lons.length; i += 2) {
    const [from, to] = [Math.max(lons[i] as number, west), Math.min(lons[i + 1] as number, east)];
    if (to - from > best[1] - best[0]) best = [from, to];
  }
  return best;
}

export function boxOf(points: readonly Point[]): Box {
  const box = { west: Infinity, south: Infinity, east: -Infinity, north: -Infinity };
  for (const { lon, lat } of points) {
    box.west = Math.min(box.west, lon);
    box.east = Math.max(box.east, lon);
    box.south = Math.min(box.south, lat);
    box.north = Math.max(box.north, lat);
  }
  return box;
}

/** South-west and north-east of all of them, for a map that shows the whole. */
export function cornersOf(districts: readonly District[]): readonly Point[] {
  const points = districts.flatMap(({ polygons }) => polygons.flat(2));
  if (points.length === 0) return [];
  const { west, south, east, north } = boxOf(points);
  return [{ lon: west, lat: south }, { lon: east, lat: north }];
}
