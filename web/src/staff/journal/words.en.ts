import type fr from "./words.fr.js";

export default {
  title: "Journal",
  lead: "All that the administration does, in order. Public, signed, for ever; a person’s texts can be erased, but not that they were there.",
  count: (count: string, n: number) => (n === 1 ? `${count} act` : `${count} acts`),
  filter: "Show", all: "All acts",
  groups: { process: "The process", proposals: "The proposals", projects: "The projects" },
  columns: { index: "No.", what: "Act", about: "About", who: "By", when: "When" },
  aboutProcess: "The process",
  newest: "Newest first",
  none: "No acts",
  files: "The files of the journal", checkpoint: "Last signed checkpoint",
  sealed: "The journal is sealed with the manifest.",
  actor: (id: string) => `account ${id}`,
} satisfies typeof fr;
