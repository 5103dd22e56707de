import { ApiError } from "../../api/error.js";
import type { Language } from "../../words/language.svelte.js";
import { sizeText } from "../../words/sizes.js";
import type fr from "./write_words.fr.js";

/** What was wrong with a file, in words of the page's language. */
export type Said = (t: typeof fr, language: Language) => string;

/** Said so by the server, in its own words: `expected 1 to 15728640 bytes`. */
const sizeRule = /to (\d+) bytes/u;
const pixelRule = /megapixels?|pixels/u;

/** Why the server, or the line, did not take a file. */
export function saidOf(problem: unknown): Said {
  if (!(problem instanceof ApiError) || (problem.isPassing && problem.reason !== "TOO_MANY_ATTACHMENTS")) return (t) => t.faults.passing;
  const { reason, code, detail, fields } = problem;
  const size = sizeRule.exec(fields.find(({ field }) => field === "header.size")?.description ?? "");
  if (size !== null) return (t, language) => t.faults.size(sizeText(Number(size[1]), language));
  switch (reason) {
    case "IMAGE_REFUSED":
      return (t) => (pixelRule.test(detail) ? t.faults.pixels : detail.includes("moves") ? t.faults.moves : t.faults.IMAGE_REFUSED(detail));
    case "DOCUMENT_REFUSED":
      return (t) => t.faults.DOCUMENT_REFUSED(detail);
    case "TOO_MANY_ATTACHMENTS":
      return (t) => (code === "resource_exhausted" ? t.faults.TOO_MANY_NOW : t.faults.TOO_MANY_ATTACHMENTS);
    case "NO_ATTACHMENTS":
    case "NO_IMAGES":
    case "PROPOSAL_NOT_OPEN":
      return (t) => t.faults[reason];
    case "SESSION_OVER":
    case "TOKEN_MISSING":
    case "EDIT_KEY_MISSING":
      return (t) => t.faults.loggedOut;
    default:
      return (t) => t.faults.other(detail);
  }
}
