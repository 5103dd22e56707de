// The land of a town that is on no map: districts as GeoJSON, and one tile that has a river for all of the west, as an operator puts them beside the pages.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Where the water ends, in degrees east: between the projects of Toulouse. */
export const shore = 1.40625;

const district = (id: string, name: string, [west, south, east, north]: readonly [number, number, number, number]) => ({
  type: "Feature", id, properties: { name }, geometry: { type: "Polygon", coordinates: [[[west, south], [east, south], [east, north], [west, north], [west, south]]] },
});

/** The districts by the ids that the process of 2023 gives them, and with names of their own for whoever knows no such area. */
const districts = [
  district("ouest", "Rive gauche", [1.35, 43.59, shore, 43.66]), district("mirail", "Le Mirail", [1.35, 43.55, shore, 43.59]),
  district("centre", "Cœur de ville", [shore, 43.59, 1.45, 43.62]),
];

/** The districts, and tiles where `hasTiles`; gives the folder. */
export function writeMap(work: string, hasTiles: boolean): string {
  const folder = join(work, "map");
  mkdirSync(folder);
  writeFileSync(join(folder, "areas.geojson"), JSON.stringify({ type: "FeatureCollection", features: districts }));
  if (hasTiles) writeFileSync(join(folder, "tiles.pmtiles"), pmtiles(riverTile()));
  return folder;
}

const varint = (value: number): number[] => (value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))]);
const field = (number: number, bytes: readonly number[]): number[] => [...varint(number * 8 + 2), ...varint(bytes.length), ...bytes];
const scalar = (number: number, value: number): number[] => [...varint(number * 8), ...varint(value)];
const zigzag = (value: number): number => (value < 0 ? -2 * value - 1 : 2 * value);

/** A vector tile of the whole world (MVT 2.1), whose layer `water` is all that is west of the shore. */
function riverTile(): Uint8Array {
  const extent = 8192;
  const east = Math.round(((shore + 180) / 360) * extent);
  const [moveTo, lineTo, close] = [(1 << 3) | 1, (3 << 3) | 2, (1 << 3) | 7];
  const ring = [moveTo, 0, 0, lineTo, zigzag(east), 0, 0, zigzag(extent), (1 << 3) | 2, zigzag(-east), 0, close];
  const feature = [...scalar(3, 3), ...field(4, ring.flatMap(varint))];
  const name = [...new TextEncoder().encode("water")];
  return Uint8Array.from(field(3, [...scalar(15, 2), ...field(1, name), ...field(2, feature), ...scalar(5, extent)]));
}

/** A file of that one tile, with nothing packed (PMTiles 3). */
function pmtiles(tile: Uint8Array): Uint8Array {
  const directory = Uint8Array.from([1, 0, 1, ...varint(tile.length), 1]);
  const metadata = new TextEncoder().encode(JSON.stringify({ attribution: "&copy; nobody", vector_layers: [{ id: "water", fields: {} }] }));
  const header = new DataView(new ArrayBuffer(127));
  new Uint8Array(header.buffer).set(new TextEncoder().encode("PMTiles"));
  header.setUint8(7, 3);
  const parts = [directory.length, metadata.length, 0, tile.length];
  let offset = header.byteLength;
  for (const [i, length] of parts.entries()) {
    header.setBigUint64(8 + 16 * i, BigInt(offset), true);
    header.setBigUint64(16 + 16 * i, BigInt(length), true);
    offset += length;
  }
  for (const at of [72, 80, 88]) header.setBigUint64(at, 1n, true);
  // Clustered; nothing packed inside nor in tiles; vector tiles; of the zoom 0 alone.
  for (const [i, value] of [1, 1, 1, 1, 0, 0].entries()) header.setUint8(96 + i, value);
  for (const [i, degrees] of [-180, -85, 180, 85].entries()) header.setInt32(102 + 4 * i, degrees * 1e7, true);
  return Buffer.concat([new Uint8Array(header.buffer), directory, metadata, tile]);
}
