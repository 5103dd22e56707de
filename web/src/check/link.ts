import { readLetterLink } from "../booth/letter_link.js";

/** Which process the address names, and with which fingerprint, where it has one. */
export const link = readLetterLink(new URL(location.href), "check");
