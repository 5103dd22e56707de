import { locale } from "../words/amounts.ts";
import type { Language } from "../words/language.svelte.js";
import { zoned, zoneNote } from "../words/zones.ts";

/** A moment as people read it in a letter. */
export interface ReadMoment {
  /** `12 octobre 2022`. */
  readonly day: string;
  /** `18 h 04`, `18 h`. */
  readonly clock: string;
  /** `mercredi 12 octobre 2022 à 18 h 04`, with the name of the zone where the device is in another one. */
  readonly moment: string;
  /** For the attribute `datetime`. */
  readonly machine: string;
}

/** A time of this page, or Unix seconds of a manifest, by the clock of `zone`: that of the process, whose pages say the same hours. */
export function readMoment(time: Date | bigint, language: Language, zone: string | undefined): ReadMoment {
  const date = typeof time === "bigint" ? new Date(Number(time) * 1000) : time;
  if (Number.isNaN(date.getTime())) return { day: "", clock: "", moment: "", machine: "" };
  const format = (options: Intl.DateTimeFormatOptions) => zoned(locale(language), options, zone).format(date);
  const day = format({ day: "numeric", month: "long", year: "numeric" });
  const weekday = format({ weekday: "long" });
  const time24 = format({ hour: language === "fr" ? "numeric" : "2-digit", minute: "2-digit", hourCycle: "h23" });
  const clock = language === "fr" ? time24.replace(":", "\u00a0h\u00a0").replace(/\u00a000$/, "") : time24;
  const note = zoneNote(date, language, zone);
  return {
    day, clock, machine: date.toISOString(),
    moment: language === "fr" ? `${weekday} ${day} à ${clock}${note}` : `${weekday} ${day} at ${clock}${note}`,
  };
}
