import type * as fr from "./act_words.fr.js";

const plural = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;

/** Acts of the journal: a title, and with facts a sentence. */
export const acts: typeof fr.acts = {
  JOURNAL_ACT_UNSPECIFIED: "Unknown act", JOURNAL_ACT_CREATED: "Process created", JOURNAL_ACT_PHASE: "New phase", JOURNAL_ACT_MANDATE: "Mandate published", JOURNAL_ACT_CALENDAR: "Calendar set",
  JOURNAL_ACT_FORM: "Form set", JOURNAL_ACT_RECEIVED: "Proposal received", JOURNAL_ACT_SCREENED: "Screened, public now", JOURNAL_ACT_REVISED: "New version", JOURNAL_ACT_RETURNED: "Returned to its authors",
  JOURNAL_ACT_WITHDRAWN: "Withdrawn", JOURNAL_ACT_SUPPORTED: "Enough support", JOURNAL_ACT_VERDICT: "Verdict", JOURNAL_ACT_APPEALED: "Appeal filed", JOURNAL_ACT_APPEAL_DECIDED: "Appeal decided",
  JOURNAL_ACT_MERGED: "Merger", JOURNAL_ACT_HIDDEN: "Hidden", JOURNAL_ACT_RESTORED: "Shown again", JOURNAL_ACT_ERASED: "Texts erased", JOURNAL_ACT_PROJECT: "Project on a ballot",
  JOURNAL_ACT_PROJECT_REMOVED: "Project taken off the ballot", JOURNAL_ACT_INCOMPATIBLE: "Incompatible projects",
};

export const roles: typeof fr.roles = {
  JOURNAL_ROLE_UNSPECIFIED: "The server, by the clock", JOURNAL_ROLE_ADMINISTRATOR: "Administration", JOURNAL_ROLE_AGENT: "Agent", JOURNAL_ROLE_MODERATOR: "Moderation", JOURNAL_ROLE_CITIZEN: "Author",
};

export const documents: typeof fr.documents = {
  DOCUMENT_KIND_UNSPECIFIED: "Document", DOCUMENT_KIND_MANDATE: "Mandate", DOCUMENT_KIND_FORM: "Form", DOCUMENT_KIND_PROPOSAL: "Text", DOCUMENT_KIND_AUTHORS: "Authors", DOCUMENT_KIND_REASON: "Reason",
};

export const said: typeof fr.said = {
  phase: (phase) => `The process enters the phase: ${phase}.`,
  version: (version, channel) => `Version ${version}, ${channel}.`,
  channels: { CHANNEL_UNSPECIFIED: "by an unknown way", CHANNEL_ONLINE: "online", CHANNEL_PAPER: "on paper", CHANNEL_STAFF: "entered by the town" },
  returned: (day) => `An answer is awaited by ${day}.`,
  supported: (persons) => `${plural(persons, "person", "persons")}.`,
  steps: { REVIEW_STEP_UNSPECIFIED: "Review", REVIEW_STEP_FORMAL: "Formal review", REVIEW_STEP_SUBSTANTIVE: "Feasibility" },
  verdict: (step, isAccepted) => `${step}: ${isAccepted ? "accepted" : "refused"}.`,
  cost: (amount) => `Cost: ${amount}.`,
  yearly: (amount) => `Each year from then on: ${amount}.`,
  months: (months) => `Duration: ${plural(months, "month", "months")}.`,
  coFunding: (amount) => `Paid by others: ${amount}.`,
  appeal: (isUpheld) => (isUpheld ? "Upheld: the step is open again." : "Dismissed: the refusal stands."),
  merged: (numbers) => `Takes in: no. ${numbers.join(", no. ")}.`,
  erased: (count) => `${plural(count, "document", "documents")}.`,
  project: (amount, proposal) => `${proposal > 0 ? `From proposal no. ${proposal}. ` : ""}Cost: ${amount}.`,
  incompatible: (numbers) => (numbers.length === 0 ? "The group is taken away." : `At most one of: no. ${numbers.join(", no. ")}.`),
  form: (needed) => (needed === 0 ? "No support needed." : `${plural(needed, "supporter", "supporters")} before the review.`),
  open: (title) => `Read: ${title}`,
  withheld: "Text withheld",
  gone: "Text erased",
  proposal: (number) => `Proposal no. ${number}`,
  projectOf: (id, contest) => `Project “${id}” of the contest “${contest}”`,
  raw: "Exact bytes",
};
