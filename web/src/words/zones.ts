import type { Language } from "./language.svelte.js";

// Whose clock an hour is of. What happens in a process happens by the clock of its town, wherever the device is.

/** What a zone is called after where its own name has no accents, or is not what the place is called in French. */
const frenchPlaces: Readonly<Record<string, string>> = {
  "Indian/Reunion": "La Réunion", "Pacific/Noumea": "Nouméa", "America/Miquelon": "Saint-Pierre-et-Miquelon", "Europe/Brussels": "Bruxelles", "Europe/London": "Londres",
  "Europe/Lisbon": "Lisbonne", "Europe/Vienna": "Vienne", "Europe/Rome": "Rome", "Europe/Athens": "Athènes", "Europe/Zurich": "Zurich", "Europe/Warsaw": "Varsovie",
};

/** In `zone`, or in the device's own where there is none, or none that the device knows. */
export function zoned(tag: string, options: Intl.DateTimeFormatOptions, zone: string | undefined): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat(tag, zone === undefined || zone === "" ? options : { ...options, timeZone: zone });
  } catch {
    return new Intl.DateTimeFormat(tag, options);
  }
}

const clock: Intl.DateTimeFormatOptions = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

/** ` (heure de Paris)` where the device's own clock shows another hour then; else nothing. To be put after the hour. */
export function zoneNote(time: Date, language: Language, zone: string | undefined): string {
  if (zone === undefined || zone === "" || Number.isNaN(time.getTime())) return "";
  if (zoned("en-GB", clock, zone).format(time) === zoned("en-GB", clock, undefined).format(time)) return "";
  return ` (${zoneName(zone, language)})`;
}

/** `heure de Paris`; in English `Paris time`. */
export function zoneName(zone: string, language: Language): string {
  if (/^(Etc\/)?(UTC|GMT|UCT|Universal|Zulu)$/.test(zone)) return language === "fr" ? "heure UTC" : "UTC";
  const own = (zone.split("/").at(-1) ?? zone).replaceAll("_", " ");
  if (language === "en") return `${own} time`;
  const place = frenchPlaces[zone] ?? own;
  return /^[AEIOUYÉÈÎÔ]/i.test(place) ? `heure d’${place}` : `heure de ${place}`;
}
