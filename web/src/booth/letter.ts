import { readLetterLink } from "./letter_link.js";

/** What the letter's link said. Its fragment is out of the address bar, and of the history, before anything else is done. */
export const letter = readLetterLink(new URL(location.href), "vote");
if (location.hash !== "") history.replaceState(history.state, "", `${location.pathname}${location.search}`);

// Another letter's code, scanned into this page: the fragment alone makes a browser load nothing.
addEventListener("hashchange", () => {
  if (/[#&][cm]=/.test(location.hash)) location.reload();
});
