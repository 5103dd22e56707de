import { type LetterLink, readLetterLink } from "./letter_link.js";

let link = readLetterLink(new URL(location.href), "vote");

/** The id of the process; empty where the address names none. */
export const letterProcess = link.process;

// Out of the address bar, and of the history, before anything else is done.
if (location.hash !== "") history.replaceState(history.state, "", `${location.pathname}${location.search}`);

// Another letter's code, scanned into this page: the fragment alone makes a browser load nothing.
addEventListener("hashchange", () => {
  if (/[#&][cm]=/.test(location.hash)) location.reload();
});

/** What the letter's link said; its code is handed over once. */
export function takeLetter(): LetterLink {
  const taken = link;
  link = { ...link, code: "" };
  return taken;
}
