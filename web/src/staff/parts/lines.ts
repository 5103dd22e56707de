import { momentText } from "../../words/dates.js";
import type { Language } from "../../words/language.svelte.js";
import type { Line } from "../logic/steps.js";
import type fr from "../words.fr.js";

/** A sentence of a step, with its times in the calendar's zone. */
export function lineText({ say, with: values }: Line, t: typeof fr, language: Language, zone: string | undefined): string {
  const read = say === "opensAt" || say === "closesAt" ? values.map((time) => momentText(time, language, zone)) : values;
  return t.year.lines[say](...read);
}
