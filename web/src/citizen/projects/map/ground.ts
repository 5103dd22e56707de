import type { ExpressionSpecification, LayerSpecification, SourceSpecification, StyleSpecification } from "maplibre-gl";

/** What the operator has put beside the pages. */
export interface GroundFiles {
  /** Boundaries, as GeoJSON. */
  readonly areas: boolean;
  readonly tiles: TileKind | undefined;
}

/** What a file of tiles holds: pictures, or layers by their names. */
export type TileKind = { readonly isRaster: true } | { readonly isRaster: false; readonly layers: readonly string[] };

/** The design's tokens as they are at present. */
export interface GroundColors {
  readonly sunken: string;
  readonly surface: string;
  readonly line: string;
  readonly edge: string;
  readonly leaf: string;
  readonly sky: string;
}

export function groundColors(): GroundColors {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return { sunken: token("sunken"), surface: token("surface"), line: token("line"), edge: token("edge"), leaf: token("leaf"), sky: token("sky") };
}

/** Widths in pixels at zoom 10 and at zoom 17. */
const width = (far: number, near: number): ExpressionSpecification => ["interpolate", ["exponential", 1.6], ["zoom"], 10, far, 17, near];

/**
 * A quiet ground: streets, water and green without a word on it, so that pins are what is seen. Layers have the names that the two common schemas
 * of vector tiles give them (Protomaps, OpenMapTiles); what a file does not have is not drawn.
 */
export function groundStyle(files: GroundFiles, colors: GroundColors): StyleSpecification {
  const sources: Record<string, SourceSpecification> = {};
  const layers: LayerSpecification[] = [{ id: "ground", type: "background", paint: { "background-color": colors.sunken } }];
  if (files.tiles !== undefined) {
    const url = "pmtiles://ground";
    if (files.tiles.isRaster) {
      sources["tiles"] = { type: "raster", url, tileSize: 256 };
      layers.push({ id: "tiles", type: "raster", source: "tiles" });
    } else {
      sources["tiles"] = { type: "vector", url };
      layers.push(...vectorLayers(new Set(files.tiles.layers), colors));
    }
  }
  if (files.areas) {
    sources["areas"] = { type: "geojson", data: "/map/areas.geojson" };
    // Without tiles the territory itself is the ground.
    if (files.tiles === undefined) layers.push({ id: "areas", type: "fill", source: "areas", paint: { "fill-color": colors.surface } });
    layers.push({ id: "boundaries", type: "line", source: "areas", paint: { "line-color": colors.edge, "line-width": 1.5 } });
  }
  return { version: 8, sources, layers };
}

function vectorLayers(there: ReadonlySet<string>, colors: GroundColors): readonly LayerSpecification[] {
  const source = "tiles";
  const fill = (name: string, color: string, opacity: number): LayerSpecification => ({ id: name, type: "fill", source, "source-layer": name, paint: { "fill-color": color, "fill-opacity": opacity } });
  const line = (name: string, color: string, far: number, near: number): LayerSpecification => ({
    id: name, type: "line", source, "source-layer": name, layout: { "line-cap": "round", "line-join": "round" }, paint: { "line-color": color, "line-width": width(far, near) },
  });
  const green: LayerSpecification[] = ["landcover", "landuse", "park"].map((name) => ({
    id: name, type: "fill", source, "source-layer": name,
    filter: ["match", ["coalesce", ["get", "kind"], ["get", "class"], name], ["park", "forest", "wood", "grass", "grassland", "meadow", "nature_reserve", "national_park", "cemetery", "garden", "allotments", "golf_course", "pitch"], true, false],
    paint: { "fill-color": colors.leaf, "fill-opacity": 0.16 },
  }));
  const all: readonly LayerSpecification[] = [
    ...green, fill("water", colors.sky, 0.3), line("waterway", colors.sky, 0.4, 4), fill("buildings", colors.line, 0.6), fill("building", colors.line, 0.6),
    line("roads", colors.surface, 0.6, 12), line("transportation", colors.surface, 0.6, 12), line("transit", colors.line, 0.4, 2), line("boundary", colors.line, 1, 1.5),
  ];
  return all.filter((layer) => "source-layer" in layer && there.has(layer["source-layer"] as string));
}
