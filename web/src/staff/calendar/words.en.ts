import type { Length, WindowKind } from "../logic/calendar_form.js";
import type fr from "./words.fr.js";

export default {
  title: "Calendar",
  lead: "Each phase opens and closes at its time, by itself. Every change is in the journal.",
  back: "Steps",
  zone: "Time zone", zoneHint: "The one in which everybody reads these times, such as Europe/Paris.",
  windows: {
    WINDOW_KIND_SUBMISSION: ["Submission online", "Inhabitants hand in their proposals."], WINDOW_KIND_PAPER_SUBMISSION: ["Entry of paper proposals", "By agents. May end later than submission."],
    WINDOW_KIND_REVIEW: ["Review", "Formal, then feasibility."], WINDOW_KIND_APPEAL: ["Appeals", "Whoever was refused may object, once."], WINDOW_KIND_VOTING: ["Vote online", "The urn is open."],
    WINDOW_KIND_STATION_VOTING: ["Vote at stations", "On the spot."], WINDOW_KIND_PAPER_ENTRY: ["Entry of paper ballots", "By stations. May end later than the vote."],
  } satisfies Record<WindowKind, readonly [string, string]> as Readonly<Record<WindowKind, readonly [string, string]>>,
  on: "Plan this period",
  start: "Beginning", end: "End",
  length: ({ days, hours, minutes }: Length) =>
    [days === 0 ? "" : `${days} ${days === 1 ? "day" : "days"}`, hours === 0 ? "" : `${hours} h`, minutes === 0 ? "" : `${minutes} min`].filter((part) => part !== "").join(" "),
  gap: (after: string, before: string, from: string, to: string) => `Between “${after}” and “${before}” nothing is open: from ${from} to ${to}.`,
  begun: "It has begun: the beginning no longer changes.", over: "It is over.",
  needed: "A date and a time.",
  submit: "Set the calendar", saved: "The calendar is set, and in the journal.",
  voting: "The vote opens and closes at these times: they become those of the process too.",
  notice: "These times are public as soon as the process is.",
  frozen: "The process is frozen: the calendar no longer changes.",
  none: "There is no calendar.",
  span: (from: string, to: string) => `From ${from} to ${to}`,
} satisfies typeof fr;
