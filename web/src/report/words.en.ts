import type fr from "./words.fr.js";

const small = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
const inWords = (count: number, text: string) => small[count] ?? text;
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const many = (count: number) => (count === 1 ? "" : "s");
const ordinal = (place: number) => {
  const tens = place % 100;
  const ending = tens > 10 && tens < 14 ? "th" : (["th", "st", "nd", "rd"][place % 10] ?? "th");
  return `${place}${ending}`;
};

export default {
  place: ordinal,

  title: "Results",
  comparisonTitle: "The rules side by side",
  over: (day: string | undefined) => (day === undefined ? "Results." : `Results of the vote that closed on ${day}.`),
  head: {
    none: "No project funded",
    funded: (count: number, text: string) => `${capital(inWords(count, text))} project${many(count)} for`,
    tooFew: "Too few ballots",
    voted: (count: number, text: string) => (count === 0 ? "Nobody voted." : count === 1 ? "One person voted." : `${text} people voted.`),
    votedOn: (count: number, text: string, projects: string) => (count === 1 ? `One person voted on ${projects} projects.` : `${text} people voted on ${projects} projects.`),
    envelope: (envelope: string) => `The envelope was ${envelope}`,
    rest: (rest: string) => `${rest} is left.`,
    spent: "all of it is spent.",
    unspent: "all of it is left.",
    empty: (ballots: number, text: string, minimum: string) =>
      ballots === 0 ? `The urn was empty; at least ${minimum} ballots were needed.` : `There ${ballots === 1 ? "was" : "were"} ${text} ballot${many(ballots)} in the urn; at least ${minimum} were needed.`,
    sealed: "So that nobody can guess a neighbour’s choice, nothing was opened, and nothing is counted.",
    bar: (projects: string, cost: string, envelope: string) => `Bar of the envelope: ${projects}, ${cost} of ${envelope}.`,
  },
  projects: (count: number, text: string) => `${text} project${many(count)}`,

  all: {
    title: "All projects, in one picture",
    lead: "The money goes from left to right, one project after another. The thick line is the envelope. Open a project to know why.",
    allCross: (count: number): string => (count < 2 ? "it would have crossed the envelope" : "each would have crossed the envelope"),
    page: "The project’s page",
    points: {
      cumulative: "A project’s points are all those that voters gave it: each had several, to share out as they liked.",
      scoring: "A project’s points are the grades that voters gave it, added up.",
      ordinal: "A project’s points come from its ranks: the higher a voter ranked it, the more they give it.",
    } as Readonly<Record<string, string>>,
  },

  votes: (count: number, text: string) => `${text} vote${many(count)}`,
  points: (count: number, text: string) => `${text} point${many(count)}`,
  supporters: (count: number, text: string) => `${text} supporter${many(count)}`,

  funded: {
    paid: (place: string) => `Funded ${place}, by its supporters.`,
    overspent: (place: string) => `Funded ${place}, by its supporters.`,
    completed: (place: string) => `Funded ${place}, with the money that was left.`,
    ranked: (place: string) => `Funded ${place}.`,
    spread: (place: string) => `Funded ${place}.`,
    best: () => "In the best list.",
    first: (place: string) => `Funded ${place}, by a condition of the vote.`,
    told: (place: string) => `Funded ${place}.`,
  },
  whyFunded: {
    part: (part: string) => `Every voter has an equal part of ${part}.`,
    paidByAll: (count: number, text: string, each: string) =>
      count === 1 ? `The one person who chose this project paid for it with their part, ${each}.` : `The ${text} people who chose this project paid for it together, ${each} each on average.`,
    paidBySome: (payers: number, text: string, supporters: string, each: string) =>
      payers === 1
        ? `Of the ${supporters} people who chose this project, one still had enough, and paid for it: ${each}.`
        : `Of the ${supporters} people who chose this project, ${text} paid for it together, ${each} each on average. The others had spent their part already.`,
    free: "It costs the envelope nothing.",
    overspent: "Those who chose this project paid for it together; where their parts did not quite do, they gave all they could.",
    completed: (before: number, text: string, left: string) =>
      before === 0
        ? `No group of supporters could pay for its whole project with its parts. There was ${left}.`
        : before === 1
          ? `Once the first project was paid for, ${left} was left. No group of supporters could pay for its whole project any more.`
          : `Once the first ${inWords(before, text)} projects were paid for, ${left} was left. No group of supporters could pay for its whole project any more.`,
    toMostVoted: (support: string, cost: string) => `The rule then gives the rest to the most supported project that still fits: with ${support} and ${cost}, it is this one.`,
    toBestValue: (support: string, cost: string) => `The rule then gives the rest to the project with the most support for its cost that still fits: with ${support} and ${cost}, it is this one.`,
    ranked: (rank: string, support: string, left: string, cost: string) => `With ${support}, it is ${rank} on the list. When its turn came ${left} was left, and it costs ${cost}: it fits.`,
    rankedPerCost: (rank: string, support: string, left: string, cost: string) =>
      `For what it costs it is ${rank} on the list, with ${support}. When its turn came ${left} was left, and it costs ${cost}: it fits.`,
    spread: (supporters: number, text: string, load: string) =>
      supporters === 1 ? `The person who chose it then bears ${load} of what is funded.` : `In its turn it was the lightest: its ${text} supporters then bear at most ${load} each of all that is funded.`,
    best: (support: string) => `With ${support}, it is in the list that brings together the most support within the envelope.`,
  },
  unfunded: {
    out: "Kept out by a condition of the vote.",
    unsupported: "Nobody chose it.",
    tooDear: "It costs more than the whole envelope.",
    short: (missing: string, supporters: number) => `Its supporter${many(supporters)} ${supporters === 1 ? "was" : "were"} ${missing} short.`,
    noRoom: (left: string) => `Only ${left} was left.`,
    ended: "The count ended before it.",
    notBest: "Not in the best list.",
  },
  whyUnfunded: {
    short: (missing: string, count: number, text: string) => (count === 1 ? `The person who chose it was ${missing} short.` : `Its ${text} supporters were ${missing} short.`),
    tooDear: (cost: string, envelope: string) => `It costs ${cost}; the envelope was ${envelope}.`,
    noRoom: (rank: string, left: string, cost: string) => `Its turn came ${rank}. ${left} was left, and it costs ${cost}.`,
    left: (left: string, cost: string) => `In the end ${left} was left, and it costs ${cost}.`,
    ended: "The rule ends at the first project that does not fit. This one came after.",
    notBest: (support: string) => `With ${support}, it is not in the list that brings together the most support within the envelope.`,
    unsupported: "A project that nobody chose is not funded.",
    needed: (envelope: string) => `With an envelope of ${envelope}, the project would have been funded.`,
    notEven: (envelope: string) => `Even with an envelope of ${envelope}, it would not have been.`,
    lacking: (count: number, text: string) => `With ${text} more vote${many(count)}, it would have been funded.`,
    computing: "What it would have taken is being computed.",
  },
  ifMostSupported: {
    funded: (instead: number, text: string) =>
      instead === 0 ? "Had simply the most voted been taken, it would have been funded." : `Had simply the most voted been taken, it would have been funded; ${inWords(instead, text)} other${many(instead)} would not have been.`,
    lacking: (count: number, text: string) => `Had simply the most voted been taken, it would have lacked ${text} vote${many(count)}.`,
  },
  conditions: {
    min_votes: "More votes were needed to be considered.",
    min_votes_percent: "The votes of a larger part of the voters were needed to be considered.",
    min_points: "More points were needed to be considered.",
    min_points_percent: "A larger part of the points was needed to be considered.",
    fixed: "That it would be funded was decided before the vote.",
    fixed_per_area: "The most voted project of each area is funded first: in its own it is this one.",
    incompatible: "It does not go with another project, which is funded.",
    category_cap: "Its theme could not receive more.",
    area_cap: "Its area could not receive more.",
    category_floor: "Money was kept for its like: that pays for it.",
    area_floor: "Money was kept for its area: that pays for it.",
  } as Readonly<Record<string, string>>,

  rule: {
    title: (count: number, text: string) => `The rule, in ${inWords(count, text)} sentences`,
    part: (part: string) => `In the end a part was ${part}.`,
    runs: (runs: string) => `It took ${runs} counts.`,
    noTie: "There was no tie to break.",
    tie: (count: number, text: string, names: string, how: string) => `${capital(inWords(count, text))} projects in a tie (${names}) were told apart ${how}`,
    tieNothing: "; it changed nothing.",
    tieFirst: (name: string) => `: ${name} came first.`,
    moreTies: (count: number, text: string) => `And ${text} other tie${many(count)}, broken the same way.`,
    tieBreaks: {
      lexicographic: "by their ids, as announced before the vote",
      "cost-votes": "in favour of the cheaper, then of the more voted, as announced before the vote",
      "votes-id": "in favour of the more voted, then by id, as announced before the vote",
      order: "by the order announced before the vote",
      lot: "by lot",
    } as Readonly<Record<string, string>>,
    tieBreakUnknown: "by the order announced before the vote",
    quote: (name: string) => `“${name}”`,
  },

  where: {
    title: "Where the money goes",
    map: "Each disc is a project, at its place. Its area says what it costs.",
    mapSentence: (count: number, text: string) => `Map: ${text} project${many(count)} at their places, the area of the disc says the cost. The whole list is on this page.`,
    byTheme: "By theme",
    byArea: "By area",
    severalThemes: "A project with several themes counts in each.",
    given: (count: number, text: string): string => (count === 0 ? "No project funded." : `${text} project${many(count)} funded.`),
    item: (number: string, name: string) => `${number}. ${name}`,
    separator: "; ",
    list: "The list, with the numbers",
    noTheme: "Without a theme",
  },

  people: {
    title: "Who gets something",
    lead: (with_: number, text: string, voters: string, share: string | undefined) =>
      with_ === 0 ? "No voter will see one of the projects they chose come to life." : `${text} of ${voters} voters${share === undefined ? "" : `, ${share},`} will see at least one of the projects they chose come to life.`,
    group: (count: number, text: string, projects: number, projectText: string) => `${text} ${count === 1 ? "person" : "people"}: ${projects === 0 ? "none" : `${inWords(projects, projectText)} project${many(projects)}`}`,
    dots: (voters: string, groups: string) => `${voters} voters: ${groups}.`,
    dotGroup: (count: string, projects: number, projectText: string) => `${count} with ${projects === 0 ? "no funded project" : `${inWords(projects, projectText)} funded project${many(projects)}`}`,
    caption: "Voters by how many of the projects they chose are funded",
    column: "Funded projects",
    voters: "Voters",
    row: (projects: number, text: string, isMore: boolean) => `${projects === 0 ? "none" : inWords(projects, text)}${isMore ? " and more" : ""}`,
  },

  others: {
    title: "And under another rule?",
    lead: (voters: number, text: string) => `${voters === 1 ? "The same ballot" : `The same ${text} ballots`}, counted in other ways. The rule was fixed before the vote; this changes nothing, and can be discussed.`,
    computing: "The other rules are being counted…",
    spent: "Spent",
    nothing: "Voters without any funded project",
    of: (voters: string) => `of ${voters}`,
    left: "A group that could pay for its project is left out",
    yes: "yes",
    no: "no",
    funded: "Funded projects",
    perVoter: "Funded projects per voter, on average",
    moneyPerVoter: "Money for their projects, per voter on average",
    agree: (yes: number, yesText: string, no: number, noText: string) =>
      `${yes === 0 ? "" : `${capital(inWords(yes, yesText))} project${many(yes)} ${yes === 1 ? "is" : "are"} funded by all these rules. `}${no === 0 ? "" : `${capital(inWords(no, noText))} ${no === 1 ? "is" : "are"} funded by none. `}Here are those on which they differ.`,
    same: "All these rules fund the same projects.",
    rest: "The projects on which they agree",
    support: (cost: string, support: string) => `${cost}, ${support}`,
  },

  comparison: {
    lead: (voters: number, text: string, projects: string, envelope: string) =>
      `${voters === 1 ? "The same ballot" : `The same ${text} ballots`}, the same ${projects} projects, an envelope of ${envelope}: what each rule gives.`,
  },
} satisfies typeof fr;
