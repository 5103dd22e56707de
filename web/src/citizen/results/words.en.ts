import type fr from "./words.fr.js";

const many = (count: number) => (count === 1 ? "" : "s");
const voted = (count: number, text: string) => `${text} ${count === 1 ? "person" : "people"} voted.`;

export default {
  title: "Results",
  all: "All results",
  notYet: {
    before: "The vote is not over. As long as it is open nobody knows the votes, and nobody can. The results will be here.",
    counting: "The vote is closed, and is being counted. The results will be here as soon as they are published.",
    follow: "Follow the count",
    calendar: "See the calendar",
  },
  verify: {
    title: "Verify for yourself",
    lead: (count: number, text: string): string => (count === 1 ? "The ballot is public, without a name. Anybody can count again." : `The ${text} ballots are public, mixed, without a name. Anybody can count again.`),
    sealed: "The ballots stay encrypted. That nothing was opened can be verified by anybody.",
    here: "Verify the count",
    ballots: "The ballots (.pb)",
    outcome: "The outcome, round by round (JSON)",
    bundle: "The list of all files of the vote",
    commitment: "What the authority has committed itself to",
    mandate: "The whole mandate",
  },
  overview: {
    over: (day: string | undefined) => (day === undefined ? "Results." : `Results of the vote that closed on ${day}.`),
    none: "No project funded",
    funded: (count: number, text: string) => `${text} project${many(count)} for`,
    lead: (contests: number, text: string, envelope: string) => `${contests} envelope${many(contests)}, ${envelope} in all. ${text} ballots counted.`,
    some: (there: string, contests: string) => `${there} of ${contests} results are published so far.`,
    reading: "The results are coming in…",
    bar: (cost: string, envelope: string) => `Bar of all envelopes: ${cost} of ${envelope}.`,
    contests: "Area by area",
    contestsLead: "Each bar is an envelope, on its own scale. Open one to know why.",
    sentence: (funded: string, cost: string, envelope: string, voters: number, votersText: string): string => `${funded} for ${cost}, of an envelope of ${envelope}. ${voted(voters, votersText)}`,
    nothing: (envelope: string, voters: number, votersText: string): string =>
      voters === 0 ? `Nobody voted. All of the envelope of ${envelope} is left.` : `No project funded. All of the envelope of ${envelope} is left. ${voted(voters, votersText)}`,
    tooFew: (minimum: string) => `Fewer than ${minimum} ballots: nothing was opened, so that nobody can guess a neighbour’s choice.`,
    waiting: "Not published yet.",
    why: "See why",
    money: "Where the money goes",
    moneyLead: "All bars are on one scale: the envelopes together.",
    byArea: "By envelope",
    byTheme: "By theme",
    severalThemes: "A project with several themes counts in each.",
    noTheme: "Without a theme",
    projects: (count: number, text: string) => `${text} project${many(count)}`,
    given: (count: number, text: string): string => (count === 0 ? "No project funded." : `${text} project${many(count)} funded.`),
  },
} satisfies typeof fr;
