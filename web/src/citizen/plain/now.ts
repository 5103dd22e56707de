import type { Language } from "../../words/language.svelte.js";
import type { Calendar, Process } from "../model.ts";
import { stageOf } from "./stage.ts";
import { votingOf, windowOf } from "./steps.ts";
import { dayOf, type End, endOf } from "./when.ts";
import type fr from "./words.fr.ts";

/** What goes on in a process now, in a sentence: `On vote jusqu’au 24 octobre à 18 h.` */
export function nowSentence(process: Process, calendar: Calendar | undefined, words: typeof fr.now, language: Language, now: number): string {
  const zone = calendar?.zone;
  const stage = stageOf(process, now);
  // An end that has passed although the phase goes on says nothing.
  const until = (end: number | undefined): End | undefined => (end === undefined || end <= now ? undefined : endOf(end, language, zone, now));
  const voting = votingOf(process, calendar);
  switch (stage) {
    case "proposing":
      return words.proposing(until(windowOf(calendar, "SUBMISSION")?.end));
    case "studying":
      return words.studying(until(windowOf(calendar, "REVIEW")?.end));
    case "objecting":
      return words.objecting(until(windowOf(calendar, "APPEAL")?.end));
    case "printing":
    case "soon":
      return words[stage](voting === undefined ? undefined : dayOf(voting.start, language, zone, now));
    case "voting":
      return words.voting(until(process.closingTime ?? voting?.end));
    default:
      return words[stage];
  }
}
