import type { Point } from "../../catalogue/places.ts";
import { type District, districtAt } from "../../projects/map/districts.ts";

/**
 * Coordinates as people copy them from maps, latitude first: `43.6045, 1.4440`, `43,6045 ; 1,4440`, `43,6045, 1,4440`, `43.6045° N, 1.4440° E`,
 * `43°36'16.2"N 1°26'38.4"E`, `geo:43.6045,1.4440`, the address of a map. Undefined where it is none, or can be read in two ways.
 */
export function parsePoint(text: string): Point | undefined {
  const plain = text.trim().replace(/\u2212/g, "-").replace(/^[([]\s*|\s*[)\]]$/g, "");
  const linked = linkedPoint(plain);
  if (linked !== undefined) return within(...linked);
  return sexagesimal(plain) ?? decimal(plain.replace(/[°ºNn]|(?<=\d[°º]?\s*)[Ee](?![a-z])/g, ""));
}

function within(lat: number, lon: number): Point | undefined {
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? { lat, lon } : undefined;
}

/** In addresses numbers have points, and stand where nothing else can be meant. */
function linkedPoint(text: string): readonly [number, number] | undefined {
  const number = "(-?\\d{1,3}(?:\\.\\d+)?)";
  const forms = [`^geo:${number},${number}`, `@${number},${number}`, `[?&]mlat=${number}&mlon=${number}`, `#map=[\\d.]+/${number}/${number}`, `^https?:.*[?&/=]${number},(?:\\+|%20)?${number}`];
  for (const form of forms) {
    const found = new RegExp(form, "i").exec(text);
    if (found !== null) return [Number(found[1]), Number(found[2])];
  }
  return undefined;
}

/** Degrees, minutes and seconds, with the letters of the points of the compass; west is O in French. */
function sexagesimal(text: string): Point | undefined {
  const angle = "(\\d{1,3})\\s*[°º]\\s*(?:(\\d{1,2}(?:[.,]\\d+)?)\\s*['’′]\\s*)?(?:(\\d{1,2}(?:[.,]\\d+)?)\\s*(?:[\"”″]|''|’’)\\s*)?";
  const found = new RegExp(`^${angle}([NS])[\\s,;]*${angle}([EWO])$`, "i").exec(text);
  if (found === null) return undefined;
  const value = (from: number) => [0, 1, 2].reduce((sum, i) => sum + Number((found[from + i] ?? "0").replace(",", ".")) / 60 ** i, 0);
  const isWest = !/e/i.test(found[8] as string);
  return within(/s/i.test(found[4] as string) ? -value(1) : value(1), isWest ? -value(5) : value(5));
}

/**
 * Two numbers with what parts them. A comma may be either, so that every place at which the text can be parted is tried: only one may give two numbers,
 * of which one at least has decimals, since `43,60` is a latitude alone.
 */
function decimal(text: string): Point | undefined {
  const isNumber = (part: string) => /^-?\d{1,3}(?:[.,]\d+)?$/.test(part);
  const value = (part: string) => Number(part.replace(",", "."));
  const readings = [...text.trim().matchAll(/[\s,;/]+/g)].flatMap(({ 0: mark, index }): readonly (readonly [string, string])[] => {
    const [lat, lon] = [text.trim().slice(0, index), text.trim().slice(index + mark.length)];
    return isNumber(lat) && isNumber(lon) && /[.,]/.test(lat + lon) ? [[lat, lon]] : [];
  });
  const [only, ...others] = readings;
  return only === undefined || others.length > 0 ? undefined : within(value(only[0]), value(only[1]));
}

/** As it stands in the field: five decimals are a metre. */
export function pointText({ lat, lon }: Point): string {
  return `${round(lat)}, ${round(lon)}`;
}

function round(degrees: number): string {
  return String(Math.round(degrees * 1e5) / 1e5);
}

/** The area of the process in which a point is, by the operator's districts; undefined where these do not say, or where there is only one. */
export function areaOf(point: Point | undefined, districts: readonly District[], areas: readonly { readonly id: string }[]): string | undefined {
  const id = point === undefined || areas.length < 2 ? undefined : districtAt(districts, point)?.id;
  return areas.some((area) => area.id === id) ? id : undefined;
}
