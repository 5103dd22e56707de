import type { Point } from "../../catalogue/places.ts";

const number = "-?\\d{1,3}(?:[.,]\\d+)?";

/**
 * Coordinates as people paste them, latitude first: `43.6045, 1.4440`, `43,6045 ; 1,4440`, `geo:43.6045,1.4440`, or an address of a map with
 * `@43.6045,1.4440`. Undefined where it is none.
 */
export function parsePoint(text: string): Point | undefined {
  const plain = text.trim().replace(/^geo:/i, "").replace(/^.*@(?=-?\d)/, "").replace(/\?.*$/, "").replace(/\u2212/g, "-");
  const parts = (/^(-?\d{1,3}(?:\.\d+)?)\s*,\s*(-?\d{1,3}(?:\.\d+)?)(?:,.*)?$/.exec(plain) ?? new RegExp(`^(${number})\\s*[;\\s]\\s*(${number})$`).exec(plain));
  if (parts === null) return undefined;
  const [lat, lon] = [parts[1], parts[2]].map((part) => Number((part as string).replace(",", "."))) as [number, number];
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? { lat, lon } : undefined;
}

/** As it stands in the field: five decimals are a metre. */
export function pointText({ lat, lon }: Point): string {
  return `${round(lat)}, ${round(lon)}`;
}

function round(degrees: number): string {
  return String(Math.round(degrees * 1e5) / 1e5);
}
