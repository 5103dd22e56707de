import type * as fr from "./step_words.fr.js";

const plural = (count: string, one: string, many: string) => `${count} ${Number(count) === 1 ? one : many}`;

const counted: Readonly<Record<string, readonly [string, string]>> = {
  calendar: ["period", "periods"], form: ["further question", "further questions"], areas: ["area", "areas"], contests: ["contest", "contests"],
  electorates: ["electorate", "electorates"], parties: ["party", "parties"], projects: ["project", "projects"],
};

/** The steps of a year, and how each stands. Times are put in by whoever shows them. */
export const steps: typeof fr.steps = {
  mandate: { title: "Mandate", text: "What is decided, by whom, for whom, with what money. Public, and for ever." },
  calendar: { title: "Calendar", text: "When people propose, review, appeal, vote." },
  form: { title: "Form", text: "What a proposal must say." },
  areas: { title: "Areas", text: "The parts of the territory." },
  contests: { title: "Contests", text: "Each envelope, how people vote on it, its rule." },
  electorates: { title: "Electorates", text: "Who votes in which contests." },
  parties: { title: "Registrars, authorities, trustees", text: "Who signs, and with which public keys." },
  proposals: { title: "Proposals", text: "Screened, reviewed, admitted, appealed." },
  projects: { title: "Projects", text: "What will stand on each ballot." },
  rolls: { title: "Rolls", text: "The parts that registrars hand in." },
  freeze: { title: "Freeze", text: "Everything is fixed: areas, projects, costs, rules, rolls." },
  keys: { title: "Keys", text: "The trustees make the keys together, in three rounds." },
  signatures: { title: "Signatures of the manifest", text: "Everybody reads what is fixed, then signs." },
  seal: { title: "Seal", text: "The manifest becomes the first line of the public register." },
  opening: { title: "Opening", text: "The authorities sign the time of the opening." },
  vote: { title: "Vote", text: "The urn is open." },
  closing: { title: "Closing", text: "The authorities sign the closing." },
  closingSigned: { title: "Closed log signed", text: "Trustees and authorities compare the register aloud, then sign." },
  mixes: { title: "Mixes", text: "Ballots lose their order, one trustee after the other." },
  decryptions: { title: "Decryptions", text: "Each trustee opens a share." },
  tally: { title: "Outcome", text: "Computed, compared, signed." },
};

export const stepStates: typeof fr.stepStates = { done: "Done", now: "To do", waiting: "Waiting", missing: "Missing", later: "Later", left: "Not used" };

/** Of the vote, which nobody does but voters. */
export const voteIsOpen: string = "Under way";

export const lines: typeof fr.lines = {
  mandateVersions: (count = "") => plural(count, "published version", "published versions"),
  mandateDraft: () => "A draft waits to be published.",
  noMandate: () => "No version is published.",
  noCalendar: () => "There is no calendar.",
  noVotingTimes: () => "The times of the vote are not set.",
  noForm: () => "There is no form.",
  count: (count = "", of = "") => plural(count, ...(counted[of] ?? ["", ""])),
  none: () => "There are none.",
  noEnvelope: (contest = "") => `“${contest}” has no envelope.`,
  nobodyVotes: (contest = "") => `Nobody votes in “${contest}”.`,
  registrarsShort: (need = "", have = "") => `${plural(need, "registrar is", "registrars are")} needed, there are ${have}.`,
  authoritiesShort: (need = "", have = "") => `${plural(need, "authority is", "authorities are")} needed, there are ${have}.`,
  trusteesShort: (need = "", have = "") => `${plural(need, "trustee is", "trustees are")} needed, there are ${have}.`,
  noThreshold: () => "How many trustees decrypt together is not set.",
  toScreen: (count = "") => plural(count, "to screen", "to screen"),
  open: (count = "") => plural(count, "to review", "to review"),
  returned: (count = "") => plural(count, "waits for its authors", "wait for their authors"),
  unlisted: (count = "") => plural(count, "admitted, not on a ballot yet", "admitted, not on a ballot yet"),
  total: (count = "") => plural(count, "proposal", "proposals"),
  noProposals: () => "No proposals.",
  noProjects: (contest = "") => `“${contest}” has no project.`,
  noRoll: (electorate = "", have = "", need = "") => `“${electorate}”: ${have} of ${need} parts.`,
  slots: (count = "") => plural(count, "person on the roll", "persons on the roll"),
  round: (round = "") => `Round ${round} of 3.`,
  complaint: (who = "", whom = "") => `${who} complains of ${whom}: the ceremony has to begin anew.`,
  signaturesMissing: (count = "") => plural(count, "signature is missing.", "signatures are missing."),
  opensAt: (time = "") => `Planned for ${time}.`,
  closesAt: (time = "") => `Until ${time}.`,
  overdue: () => "The time has passed: no more ballots are taken.",
  signedFor: (time = "", ...names) => `Signed for ${time} by ${new Intl.ListFormat("en").format(names)}.`,
  timesDiffer: () => "These times differ: only signatures under one and the same count together.",
  agreed: (time = "") => `Enough authorities have signed for ${time}: nothing else is needed.`,
  trusteesStill: (count = "") => `${plural(count, "trustee", "trustees")} to go.`,
  authoritiesStill: (count = "") => `${plural(count, "authority", "authorities")} to go.`,
  mixesStill: (count = "") => `${plural(count, "contest", "contests")} to mix.`,
  decryptionsStill: (count = "") => `${plural(count, "contest", "contests")} to decrypt.`,
  tallyStill: (count = "") => `${plural(count, "outcome", "outcomes")} to sign.`,
};

const roles = { registrar: ["registrar", "registrars"], trustee: ["trustee", "trustees"], authority: ["authority", "authorities"] } as const;

/** Who is waited for: all of the names, or as many of them as are enough. */
export const waitsFor: typeof fr.waitsFor = (role, names, enough) => {
  const [one, many] = roles[role];
  if (enough !== undefined && enough < names.length) return `${enough} ${enough === 1 ? one : many} of: ${new Intl.ListFormat("en", { type: "disjunction" }).format(names)}`;
  return `${new Intl.ListFormat("en", { type: "conjunction" }).format(names)} (${names.length === 1 ? one : many})`;
};
