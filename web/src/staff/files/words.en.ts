import type fr from "./words.fr.js";

export default {
  images: "Photographs", documents: "Documents", noText: "Without a description",
  notPublic: "Not public yet", unseen: "The image could not be read.",
  ofVerdict: (number: number) => `Verdict no. ${number}`,
  remove: "Delete", removeTitle: (what: string) => `Delete “${what}”?`, removeText: "The file is gone at once, from past versions too. It cannot be undone.", removed: "The file is deleted.",
  add: "Attach a document or a photograph", addText: "A PDF, such as the study or the plan, or a photograph. Everybody sees it with what it is attached to.", file: "File", fileHint: "PDF, JPEG, PNG or WebP.",
  title: "Title of the document, or what one sees in the photograph", submit: "Attach", added: "The file is attached.",
  fileNeeded: "Choose a file.", fileKind: "This file is neither a PDF nor a JPEG, PNG or WebP picture, whatever it is called.", titleNeeded: "Say what it is in at least one language.", toWhich: "Attached to",
} satisfies typeof fr;
