import type { BallotKind, Limit } from "../logic/ballot_form.js";
import type fr from "./words.fr.js";

type TieBreak = keyof typeof fr.tieBreaks;

export default {
  title: "Contests", back: "Steps", settings: "Settings of the contest", backToList: "Contests",
  lead: "A contest is an area, an envelope, projects, a way to vote and a rule.",
  frozen: "The process is frozen: contests no longer change.", noAreas: "Add an area first.", toAreas: "Open the areas",
  none: "No contests", add: "New contest", addTitle: "New contest", create: "Create the contest", save: "Save the contest", saved: "The contest is saved.",
  projects: (count: string, n: number) => (n === 1 ? `${count} project` : `${count} projects`), envelope: (amount: string) => `envelope ${amount}`, asked: (amount: string) => `${amount} asked for in all`,
  name: "Title", area: "Area", budget: "Envelope",
  ballot: "How people vote",
  kinds: {
    approval: ["Choose projects", "People tick those that they want. With an amount it is a knapsack: the total stays within the sum."],
    cumulative: ["Share out points", "A number of points to give as one likes."],
    scoring: ["Grade projects", "Each project gets a grade, without a total."],
    ordinal: ["Rank projects", "From the first choice to the last."],
    chooseOne: ["Choose one project", "One only, or none."],
  } satisfies Record<BallotKind, readonly [string, string]> as Readonly<Record<BallotKind, readonly [string, string]>>,
  small: "Whole ballots are published. Whoever ranks or grades many projects can be told by it: keep them short.",
  limits: { maxLength: "At most, projects", minLength: "At least, projects", maxSumCost: "Amount in all, at most", minSumCost: "Amount in all, at least", maxSumPoints: "Points in all, at most", minSumPoints: "Points in all, at least", maxPoints: "Points for one project, at most" } satisfies Record<Limit, string> as Readonly<Record<Limit, string>>,
  noLimit: "Empty: no limit.", pointsHint: "1 to 255.",
  rule: "How the money is allocated", ruleHint: "Fixed before the vote, with all its parameters.",
  parameters: {
    on_unaffordable: ["A project that no longer fits", { skip: "Go on to the next", stop: "End there" }],
    score: ["What counts", { auto: "Points where there are any, else votes", votes: "Votes", points: "Points" }],
    unsupported: ["A project that nobody chose", { skip: "Is never funded", fund: "Comes last, where money is left" }],
    borda: ["Points of a ranking", { "len-1": "The last ranked has 0", len: "The last ranked has 1" }],
    utility: ["What a funded project is worth to who chose it", { auto: "As the ballot says", cost: "Its cost", cardinality: "One, whatever its cost", points: "The points given" }],
    completion: ["Money that is left", { none: "Stays in the envelope", add1: "Shares grow step by step (add1)", "add1-tool": "The same, as equalshares.net’s tool", "add1-wieliczka": "The same, as Wieliczka", "add1-whole": "The same, in whole units", "add1-swiecie": "The same, as Świecie" }],
    increment: ["Step by which shares grow", {}],
    then: ["Then", { none: "Nothing more", greedy: "The most supported, as long as the money lasts" }],
    comparison: ["Safeguard", { none: "None", approval: "If more people gain by it, the most voted win" }],
  } as Readonly<Record<string, readonly [string, Readonly<Record<string, string>>]>>,
  conditions: "Further conditions",
  conditionTexts: {
    min_votes: ["Votes needed, at least", ""], min_votes_percent: ["Votes needed, in % of the voters", ""], min_points: ["Points needed, at least", ""], min_points_percent: ["Points needed, in % of all points", ""],
    fixed: ["Projects funded first", "Their ids, parted by commas."], fixed_per_area: ["The first of each area", ""],
    category_cap: ["At most, by theme", "THEME=AMOUNT;THEME=AMOUNT, such as green=20000;street=10000."], category_floor: ["Kept, by theme", "In the same way."],
    area_cap: ["At most, by area", "In the same way."], area_floor: ["Kept, by area", "In the same way."],
  } as Readonly<Record<string, readonly [string, string]>>,
  fixedPerArea: { none: "No", first: "Funded first" } as Readonly<Record<string, string>>,
  incompatible: "Proposals that were declared incompatible are added by the freezing.",
  tieBreak: "Where equal", tieBreaks: {
    TIE_BREAK_LOT: ["A lot", "Drawn from randomness that the trustees make after the closing: nobody can choose it."], TIE_BREAK_ORDER: ["The order of the list", "That of the projects on the ballot."],
    TIE_BREAK_COST_VOTES: ["The cheaper one", "Then more votes."], TIE_BREAK_VOTES_ID: ["More votes", "Then the id."], TIE_BREAK_LEXICOGRAPHIC: ["The id", "In alphabetical order."],
  } satisfies Record<TieBreak, readonly [string, string]> as Readonly<Record<TieBreak, readonly [string, string]>>,
  minimum: "Ballots needed for a count", minimumHint: "Below, nothing is read: too few ballots would tell who voted what. Empty: 5.", countAnyway: "Count even below",
  remove: "Delete this contest", removeText: "Possible while it has neither project nor electorate.",
  list: {
    title: "Projects", none: "No project on this ballot", fromProposal: (n: number) => `Proposal no. ${n}`, own: "The town’s own", add: "Add a project of the town", submit: "Add the project", name: "Title", cost: "Cost", summary: "In one sentence", categories: "Themes", categoriesHint: "Parted by commas; at most 16.",
    share: (percent: string) => `${percent} of the envelope`, order: "In the order of the ballot.",
  },
  simulate: {
    title: "Try rules", text: "Made-up voters, on the projects as they stand. They say nothing of what people will vote; they show what makes rules differ.",
    rules: "Rules to compare", mine: "That of this contest", voters: "Made-up voters", seed: "Seed", seedHint: "The same seed gives the same voters. Try several.", chance: "Chance, in %", budget: "Another envelope", submit: "Compare",
    caption: "Width of the square: what the project costs. Dash: not funded.", spent: "Spent", nothing: "Voters without any project", average: "Chosen projects that are funded, on average", count: "Funded projects", of: (all: string) => `of ${all}`,
    noProjects: "At least one project is needed.", votersNeeded: "1 to 100,000 voters.", ruleNeeded: "At least one rule.", done: (voters: string) => `${voters} made-up ballots, counted.`,
  },
} satisfies typeof fr;
