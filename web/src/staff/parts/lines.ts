import { momentText } from "../../words/dates.js";
import type { Language } from "../../words/language.svelte.js";
import type { Line } from "../logic/steps.js";
import type fr from "../words.fr.js";

/** Whose first value is a time. */
const timed: readonly Line["say"][] = ["opensAt", "closesAt", "signedFor", "agreed"];

/** A sentence of a step, with its times in the calendar's zone. */
export function lineText({ say, with: values }: Line, t: typeof fr, language: Language, zone: string | undefined): string {
  const [time = "", ...others] = values;
  return t.year.lines[say](...(timed.includes(say) ? [momentText(time, language, zone), ...others] : values));
}
