/** A place of a proposal in words: its coordinates where it is a point, else what it is. */
export function placeText(geoJson: string): { readonly text: string; readonly href: string | undefined } | undefined {
  if (geoJson === "") return undefined;
  try {
    const place = JSON.parse(geoJson) as { readonly type?: unknown; readonly coordinates?: unknown };
    const type = typeof place.type === "string" ? place.type : "?";
    const [lon, lat] = Array.isArray(place.coordinates) ? (place.coordinates as readonly unknown[]) : [];
    if (type !== "Point" || typeof lon !== "number" || typeof lat !== "number") return { text: type, href: undefined };
    // Opens what the device shows maps with; nothing is asked of anybody before.
    return { text: `${lat.toFixed(5)}, ${lon.toFixed(5)}`, href: `geo:${lat},${lon}` };
  } catch {
    return undefined;
  }
}
