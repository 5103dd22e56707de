import type fr from "./words.fr.js";

export default {
  title: "Processes",
  lead: (count: number) => (count === 0 ? "There is no citizen budget on this server yet." : count === 1 ? "One citizen budget." : `${count} citizen budgets.`),
  create: "New process",
  running: "Under way",
  over: "Over",
  nothing: "Nothing is under way.",
  waits: (who: string) => `Waiting for ${who}`,
  toDo: (what: string) => `To do: ${what}`,
  missing: (what: string) => `Missing: ${what}`,
  openUntil: (when: string) => `Vote open until ${when}`,
  unknown: "What waits is not known: the server has not answered.",
  columns: { process: "Process", phase: "Phase", waits: "What waits", created: "Created" },
} satisfies typeof fr;
