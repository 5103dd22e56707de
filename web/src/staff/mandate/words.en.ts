import type { MandateText } from "../logic/mandate_form.js";
import type fr from "./words.fr.js";

export default {
  title: "Mandate",
  lead: "What is decided, by whom, for whom, with what money, how far. Every published version stays, and everybody reads what changed.",
  back: "Steps",
  standing: (version: number, day: string) => `Version ${version}, published on ${day}.`,
  never: "No version is published yet.",
  hasDraft: "A draft is saved on the server.",
  frozen: "The process is frozen: the mandate no longer changes.",
  save: "Save the draft", saved: "Draft saved. Nothing is public.",
  toPublish: (version: number) => `Publish version ${version}…`,
  texts: {
    title: ["Title", "What this citizen budget is called."], purpose: ["Purpose", "What it is for, what inhabitants decide."], promoter: ["Who asks", "The authority, its office."],
    territory: ["Territory", "Where projects can be."], financing: ["Where the money comes from", "The line of the budget, the year."], whoMaySubmit: ["Who may propose", ""], whoMayVote: ["Who may vote", ""],
    calendar: ["Calendar, in words", "The exact dates are in the calendar."], commitment: ["Commitment", "What the authority will do with the outcome, and when."], limits: ["Limits", "What is not decided here."],
  } satisfies Record<MandateText, readonly [string, string]> as Readonly<Record<MandateText, readonly [string, string]>>,
  envelope: "Envelope in all",
  criteria: "Criteria of admissibility", criteriaHint: "What a proposal must fulfil. The formal verdict refers to them.", criterion: (n: number) => `Criterion ${n}`, addCriterion: "Add a criterion", criterionText: "What it asks",
  compare: "What changes since the published version", noChange: "Nothing has changed since the published version.", compareSaved: "Compared with what is typed here.",
  versions: "Published versions", version: (n: number, day: string) => `Version ${n}, ${day}`, from: "From", to: "To", noVersionChange: "Nothing changed between these versions.",
  publish: {
    title: (version: number) => `Publish version ${version} of the mandate`, lead: "It is for ever, and public. A later version may be added; this one stays, and the journal says when and by whom.",
    nothing: "There is no draft to publish.", unsaved: "What is typed on the other page and not saved is no part of it.", understood: "I have read each language again. I understand that it is public and for ever.", submit: (version: number) => `Publish version ${version}`, tick: "Tick the box above first.", back: "Back to the draft", missing: "Still missing", text: "What will be published", changes: "What changes",
  },
  empty: "—",
} satisfies typeof fr;
