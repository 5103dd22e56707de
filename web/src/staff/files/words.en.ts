import type fr from "./words.fr.js";

export default {
  images: "Photographs", documents: "Documents", noText: "Without a description",
  notPublic: "Not public yet", unseen: "The image could not be read.",
  ofVerdict: (number: number) => `Verdict no. ${number}`,
  remove: "Delete", removeTitle: (what: string) => `Delete “${what}”?`, removeText: "The file is gone at once, from past versions too. It cannot be undone.", removed: "The file is deleted.",
  add: "Attach a document", addText: "A PDF, such as the study or the plan. Everybody reads it with what it is attached to.", file: "PDF file", title: "Title of the document", submit: "Attach", added: "The document is attached.",
  fileNeeded: "Choose a PDF file.", titleNeeded: "Give it a title in at least one language.", toWhich: "Attached to",
} satisfies typeof fr;
