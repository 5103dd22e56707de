import "maplibre-gl/dist/maplibre-gl.css";
import { addProtocol, LngLatBounds, MapLibreMap, setWorkerUrl } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import type { Point } from "../../catalogue/places.js";
import type { Box } from "./districts.js";
import { mapFiles } from "./files.js";
import { type GroundFiles, groundColors, groundStyle, type TileKind } from "./ground.js";

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string | undefined }): unknown;
  readonly defaultPolicy: unknown;
}

// MapLibre hands the address of its worker over as text. The default policy lets this one address through, and nothing else (build/doors.ts).
const types = (globalThis as { readonly trustedTypes?: TrustedTypes }).trustedTypes;
const worker = new URL(workerUrl, location.href).href;
if (types !== undefined && types.defaultPolicy === null) types.createPolicy("default", { createScriptURL: (url) => (url === worker ? url : undefined) });
setWorkerUrl(worker);

/** What the tiles are: asked once. */
let tilesRead: ReturnType<typeof readTiles> | undefined;

interface Tiles {
  readonly kind: TileKind;
  readonly attribution: string;
  /** Corners of the land that they show. */
  readonly land: readonly Point[];
}

async function readTiles(): Promise<Tiles | undefined> {
  const { PMTiles, Protocol, TileType } = await import("pmtiles");
  const archive = new PMTiles("/map/tiles.pmtiles");
  const protocol = new Protocol();
  protocol.add(archive);
  // The archive is known by its path; the style calls it by a name.
  addProtocol("pmtiles", (request, abort) => protocol.tile({ ...request, url: request.url.replace("pmtiles://ground", "pmtiles:///map/tiles.pmtiles") }, abort));
  try {
    const [header, metadata] = await Promise.all([archive.getHeader(), archive.getMetadata() as Promise<{ readonly vector_layers?: readonly { readonly id?: string }[]; readonly attribution?: string }>]);
    const kind: TileKind = header.tileType === TileType.Mvt ? { isRaster: false, layers: (metadata.vector_layers ?? []).map(({ id }) => id ?? "") } : { isRaster: true };
    const land = [{ lon: header.minLon, lat: header.minLat }, { lon: header.maxLon, lat: header.maxLat }];
    return { kind, attribution: plainText(metadata.attribution ?? ""), land };
  } catch {
    // A file that cannot be read is as none: pins stand on the plain ground.
    return undefined;
  }
}

/** Attributions are HTML; here they are text. */
function plainText(html: string): string {
  return html.replace(/<[^>]*>/g, "").replace(/&copy;/g, "©").replace(/&amp;/g, "&").trim();
}

export interface GroundWords {
  readonly canvas: string;
  /** How to enlarge it with a wheel, and to move it with fingers, while the page scrolls as ever. */
  readonly wheel: string;
  readonly wheelMac: string;
  readonly fingers: string;
}

/** A map that shows its ground and says where points are on it; pins are the page's own, above it. */
export interface Ground {
  /** Who made the tiles. */
  readonly attribution: string;
  /** Whether streets or anything else than boundaries can be seen. */
  readonly hasTiles: boolean;
  readonly hasAreas: boolean;
  /** Whether the ground has words on it. */
  readonly hasNames: boolean;
  view(): Box;
  center(): Point;
  /** What is pressed on the map itself, by a pointer. */
  onpress(tell: (point: Point) => void): void;
  /** Puts a point into the middle, no farther away than it is. */
  show(point: Point): void;
  /** Where a point is on the screen, in pixels from the upper left corner. */
  at(point: Point): { readonly x: number; readonly y: number };
  /** The same in pixels of the whole world at the present zoom: it does not change as the map is moved. */
  inWorld(point: Point): { readonly x: number; readonly y: number };
  fit(points: readonly Point[]): void;
  zoom(by: number): void;
  remove(): void;
}

/** Shows `points`, or all of the tiles' land where there are none. Throws where the browser cannot draw it. */
export async function openGround(container: HTMLElement, points: readonly Point[], words: GroundWords, onmove: () => void): Promise<Ground> {
  const { areas, tiles: hasTiles } = await mapFiles();
  const tiles = hasTiles ? await (tilesRead ??= readTiles()) : undefined;
  const files: GroundFiles = { areas, tiles: tiles?.kind };
  const map = new MapLibreMap({
    container, style: groundStyle(files, groundColors()), bounds: boundsOf(points.length > 0 ? points : (tiles?.land ?? [])), fitBoundsOptions: fitting, attributionControl: false,
    dragRotate: false, pitchWithRotate: false, touchPitch: false, maxZoom: 19, fadeDuration: 0, cooperativeGestures: true,
    locale: {
      "Map.Title": words.canvas, "CooperativeGesturesHandler.WindowsHelpText": words.wheel, "CooperativeGesturesHandler.MacHelpText": words.wheelMac,
      "CooperativeGesturesHandler.MobileHelpText": words.fingers,
    },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.on("move", onmove);
  map.on("resize", onmove);
  const repaint = () => map.setStyle(groundStyle(files, groundColors()));
  const dark = matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", repaint);
  const byHand = new MutationObserver(repaint);
  byHand.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)");
  return {
    attribution: tiles?.attribution ?? "",
    hasTiles: tiles !== undefined,
    hasAreas: areas,
    hasNames: tiles?.kind.isRaster === true,
    view() {
      const bounds = map.getBounds();
      return { west: bounds.getWest(), south: bounds.getSouth(), east: bounds.getEast(), north: bounds.getNorth() };
    },
    center() {
      const { lng, lat } = map.getCenter().wrap();
      return { lon: lng, lat };
    },
    onpress: (tell) => void map.on("click", ({ lngLat }) => {
      const { lng, lat } = lngLat.wrap();
      tell({ lon: lng, lat });
    }),
    show: ({ lon, lat }) => map.easeTo({ center: [lon, lat], animate: !isCalm.matches, duration: 320 }),
    at: ({ lon, lat }) => map.project([lon, lat]),
    inWorld({ lon, lat }) {
      const side = 512 * 2 ** map.getZoom();
      const sine = Math.sin((Math.max(-85, Math.min(85, lat)) * Math.PI) / 180);
      return { x: ((lon + 180) / 360) * side, y: (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * side };
    },
    fit: (wanted) => map.fitBounds(boundsOf(wanted), { ...fitting, animate: !isCalm.matches, duration: 320 }),
    zoom: (by) => map.zoomTo(map.getZoom() + by, { animate: !isCalm.matches, duration: 320 }),
    remove() {
      dark.removeEventListener("change", repaint);
      byHand.disconnect();
      map.remove();
    },
  };
}

const fitting = { padding: 48, maxZoom: 15 } as const;

function boundsOf(points: readonly Point[]): LngLatBounds {
  const bounds = new LngLatBounds();
  for (const { lon, lat } of points) bounds.extend([lon, lat]);
  return bounds;
}
