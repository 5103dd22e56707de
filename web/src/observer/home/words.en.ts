import audit from "../audit/words.en.ts";
import type fr from "./words.fr.js";

export default {
  ...audit,
  leadHome: "Your browser does the whole count again. It needs no account and no key, and believes nobody.",
  folderTitle: "The folder of a vote",
  folderLead: "It holds all that is needed to count again. Nothing of it leaves this device.",
  hereTitle: "The votes of this server",
  hereNone: "No vote is published here.",
  hereNoServer: "This page is not served by an Urna server, or it does not answer. A folder can be verified without it.",
  counted: "Counted",
  open: "Voting is open",
  sealed: "Sealed, voting to come",
  counting: "Being counted",
  verifyIt: "Verify the count",
  followIt: "Follow the register",
  ofWhich: (what: string, title: string) => `${what}: ${title}`,
  elsewhereTitle: "A vote of another server",
  elsewhereLabel: "Address of the vote",
  elsewhereHint: "Such as https://vote.example.org/observe/parks. The server must let other sites read what it publishes; otherwise download the folder.",
  elsewhereBad: "This is not the address of a vote.",
  elsewhereGo: "Go there",
  programTitle: "Without a browser",
  programLead: "The program urna verify does the same, much faster, and the two have not one line in common.",
} satisfies typeof fr;
