export interface Point {
  readonly lon: number;
  readonly lat: number;
}

/** The point at which a GeoJSON geometry is shown: itself, the middle vertex of a line, the middle of what bounds a polygon. */
export function pointOf(geometry: string): Point | undefined {
  if (geometry === "") return undefined;
  let json: unknown;
  try {
    json = JSON.parse(geometry);
  } catch {
    return undefined;
  }
  const { type, coordinates } = (json ?? {}) as { readonly type?: string; readonly coordinates?: unknown };
  const all = positionsOf(coordinates);
  if (all.length === 0) return undefined;
  if (type === "Point" || type === "MultiPoint") return all[0];
  if (type === "LineString") return all[Math.floor(all.length / 2)];
  const middle = (values: readonly number[]) => (Math.min(...values) + Math.max(...values)) / 2;
  return { lon: middle(all.map(({ lon }) => lon)), lat: middle(all.map(({ lat }) => lat)) };
}

function positionsOf(coordinates: unknown): readonly Point[] {
  if (!Array.isArray(coordinates)) return [];
  const [lon, lat] = coordinates as readonly unknown[];
  if (typeof lon === "number" && typeof lat === "number") return Math.abs(lon) <= 180 && Math.abs(lat) <= 90 ? [{ lon, lat }] : [];
  return coordinates.flatMap(positionsOf);
}

/** Things at one spot of the screen. */
export interface Cluster<Item> {
  readonly items: readonly Item[];
  readonly x: number;
  readonly y: number;
}

/** What is nearer than `reach` to the first of a cluster belongs to it: pins must not cover each other, and each can be pressed. */
export function clustersOf<Item>(items: readonly { readonly item: Item; readonly x: number; readonly y: number }[], reach: number): readonly Cluster<Item>[] {
  interface Growing {
    readonly items: Item[];
    readonly x: number;
    readonly y: number;
  }
  const cells = new Map<string, Growing[]>();
  const clusters: Growing[] = [];
  const key = (x: number, y: number) => `${x} ${y}`;
  for (const { item, x, y } of items) {
    const column = Math.floor(x / reach);
    const row = Math.floor(y / reach);
    let best: Growing | undefined;
    let nearest = reach;
    for (let i = column - 1; i <= column + 1; i++)
      for (let j = row - 1; j <= row + 1; j++)
        for (const cluster of cells.get(key(i, j)) ?? []) {
          const distance = Math.hypot(cluster.x - x, cluster.y - y);
          if (distance < nearest) [best, nearest] = [cluster, distance];
        }
    if (best !== undefined) best.items.push(item);
    else {
      const made = { items: [item], x, y };
      clusters.push(made);
      cells.set(key(column, row), [...(cells.get(key(column, row)) ?? []), made]);
    }
  }
  return clusters;
}
