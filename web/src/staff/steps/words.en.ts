import type fr from "./words.fr.js";

export default {
  title: "Steps",
  next: (title: string) => `Now: ${title}`,
  allDone: "All is done. The outcome is published.",
  groups: { prepare: "Prepare", propose: "Receive and review", seal: "Fix and seal", vote: "Vote", count: "Count" },
  settings: "Settings of the process",
  open: "Open",
  waits: (who: string) => `Waiting for ${who}.`,
  command: "Each on their own machine, with their key:",
  server: "The server’s address is in URNA_SERVER, or after --server.",
  rounds: { who: "Trustee", names: ["1. Commitment", "2. Shares", "3. Confirmation"], done: "Done", awaited: "Awaited", caption: "Who has done which round" },
  begin: {
    title: "Go on to the next phase", PHASE_SUBMISSION: "Open submission", PHASE_REVIEW: "Open the review", PHASE_APPEAL: "Open appeals",
    text: "The calendar opens each phase by itself. You can open it sooner; none is ever opened again.",
    first: "From submission on the process is public, and its form no longer changes.",
  },
  freeze: { title: "Freeze", text: "Areas, contests, projects, costs, rules and rolls no longer change. The trustees then make the keys. Until it is sealed you can unfreeze.", submit: "Freeze the process" },
  unfreeze: { title: "Unfreeze", text: "The process can be changed again. Keys and signatures that were made are lost: all begins anew.", submit: "Unfreeze" },
  restart: { title: "Begin the ceremony anew", text: "What the trustees have said is thrown away; they begin with the first round and fresh randomness.", submit: "Begin anew" },
  seal: { title: "Seal", text: "The manifest becomes the first line of the public register. It is for ever: nothing is unfrozen any more.", submit: "Seal the process" },
} satisfies typeof fr;
