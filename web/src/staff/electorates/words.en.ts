import type fr from "./words.fr.js";

export default {
  title: "Electorates", lead: "Who votes in which contests. Each person is of one electorate. An electorate is not changed: it is taken away and made anew.", back: "Steps",
  none: "No electorates", add: "Add an electorate", name: "Name", submit: "Add the electorate", frozen: "The process is frozen: electorates no longer change.",
  contests: "Contests in which it votes", noContests: "Add a contest first.", toContests: "Open the contests", codes: "How many codes each person gets", codesHint: "With two or three registrars none of them can vote for anybody alone.",
  code: (n: number) => (n === 1 ? "One code, of one registrar: for a small place only" : `${n} codes, of ${n} registrars`),
  votes: (contests: string) => `Votes in: ${contests}`, codesOf: (n: number) => (n === 1 ? "One code" : `${n} codes`), slots: (count: string, n: number) => (n === 1 ? `${count} slot` : `${count} slots`), roll: "Roll",
} satisfies typeof fr;
