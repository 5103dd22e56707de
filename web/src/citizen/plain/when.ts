import { locale } from "../../words/amounts.ts";
import type { Language } from "../../words/language.svelte.js";
import { zoned, zoneNote } from "../../words/zones.ts";

// Days and hours as people say them, in Unix seconds and the zone of the process.

function parts(time: number, zone: string | undefined): Readonly<Record<string, string>> {
  const options: Intl.DateTimeFormatOptions = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const all = zoned("en-GB", options, zone).formatToParts(time * 1000);
  return Object.fromEntries(all.map(({ type, value }) => [type, value]));
}

/** `24 octobre`, with the year where it is another than that of `now`. */
export function dayOf(time: number, language: Language, zone: string | undefined, now: number): string {
  const isThisYear = parts(time, zone)["year"] === parts(now, zone)["year"];
  const text = zoned(locale(language), { day: "numeric", month: "long", ...(isThisYear ? {} : { year: "numeric" }) }, zone).format(time * 1000);
  // The day is never parted from its month.
  return (language === "fr" ? text.replace(/^1 /, "1er ") : text).replace(" ", "\u00a0");
}

/** `18 h`, `18 h 30`; in English `18:00`. */
export function hourOf(time: number, language: Language, zone: string | undefined): string {
  const { hour = "00", minute = "00" } = parts(time, zone);
  if (language === "en") return `${hour}:${minute}`;
  return minute === "00" ? `${Number(hour)}\u00a0h` : `${Number(hour)}\u00a0h\u00a0${minute}`;
}

/** An end as its last day: what ends at midnight ends on the day before. */
export interface End {
  readonly day: string;
  /** Undefined where it is midnight. */
  readonly hour: string | undefined;
  /** ` (heure de Paris)`, to be put after the hour, where the device is in another zone. */
  readonly note: string;
}

export function endOf(time: number, language: Language, zone: string | undefined, now: number): End {
  const { hour, minute } = parts(time, zone);
  const isMidnight = hour === "00" && minute === "00";
  return { day: dayOf(isMidnight ? time - 1 : time, language, zone, now), hour: isMidnight ? undefined : hourOf(time, language, zone), note: zoneNote(new Date(time * 1000), language, zone) };
}
