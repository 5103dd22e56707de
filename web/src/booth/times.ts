import { locale } from "../words/amounts.ts";
import type { Language } from "../words/language.svelte.js";

/** A moment as people read it in a letter. */
export interface ReadMoment {
  /** `12 octobre 2022`. */
  readonly day: string;
  /** `18 h 04`. */
  readonly clock: string;
  /** `mercredi 12 octobre 2022 à 18 h 04`. */
  readonly moment: string;
  /** For the attribute `datetime`. */
  readonly machine: string;
}

/** A time of this page, or Unix seconds of a manifest, by the reader's own clock. */
export function readMoment(time: Date | bigint, language: Language): ReadMoment {
  const date = typeof time === "bigint" ? new Date(Number(time) * 1000) : time;
  if (Number.isNaN(date.getTime())) return { day: "", clock: "", moment: "", machine: "" };
  const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale(language), options).format(date);
  const day = format({ day: "numeric", month: "long", year: "numeric" });
  const weekday = format({ weekday: "long" });
  const time24 = format({ hour: language === "fr" ? "numeric" : "2-digit", minute: "2-digit", hour12: false });
  const clock = language === "fr" ? time24.replace(":", "\u00a0h\u00a0") : time24;
  return {
    day, clock, machine: date.toISOString(),
    moment: language === "fr" ? `${weekday} ${day} à ${clock}` : `${weekday} ${day} at ${clock}`,
  };
}
