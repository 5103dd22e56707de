import type { RuleChoices } from "./rules.js";
import type fr from "./rules.fr.js";

/** The rules of docs/rules.md, in sentences. Each is given what was chosen with it. */
export default {
  sentences: {
    approval: ({ isByPoints, stops, unsupportedToo }: RuleChoices) => [
      isByPoints ? "Projects are ranked by their points, most first." : "Projects are ranked by their votes, most first.",
      "One goes down the list, and funds each project that fits into what is left of the envelope.",
      stops ? "One ends at the first project that does not fit." : "A project too dear for what is left is passed over, and one goes on.",
      unsupportedToo ? "Those that nobody chose come last." : "A project that nobody chose is not funded.",
    ],
    greedy: ({ isByPoints, stops, unsupportedToo }: RuleChoices) => [
      `Projects are ranked by their ${isByPoints ? "points" : "votes"} for what they cost: a small project with good support comes before a large one.`,
      "One goes down the list, and funds each project that fits into what is left of the envelope.",
      stops ? "One ends at the first project that does not fit." : "A project too dear for what is left is passed over, and one goes on.",
      unsupportedToo ? "Those that nobody chose come last." : "A project that nobody chose is not funded.",
    ],
    "equal-shares": ({ utility, isRaised, fillsUp, isCompared, isReplaced }: RuleChoices) => [
      "The envelope is first divided into equal parts among the voters.",
      "A project is funded when those who chose it can pay for it together, with their parts.",
      utility === "points"
        ? "One begins with that which costs its supporters least for each point they gave it."
        : utility === "cardinality"
          ? "One begins with that which costs each of its supporters least."
          : "One begins with that which costs each of its supporters least for what it is worth.",
      fillsUp && isRaised
        ? `The parts are raised step by step until the envelope is used; what is left goes to ${utility === "cost" ? "the most supported" : "those with the most support for their cost"}, as long as they fit.`
        : fillsUp
          ? `What is left goes to ${utility === "cost" ? "the most supported" : "those with the most support for their cost"}, as long as they fit.`
          : isRaised
            ? "The parts are raised step by step until the envelope is used; what is no longer enough for any project is left."
            : "What the groups cannot spend stays in the envelope.",
      ...(isCompared ? [`If more voters gain from it, the list of the most supported holds instead${isReplaced ? ": so it was here." : "; it is not so here."}`] : []),
    ],
    "bounded-overspending": () => [
      "The envelope is first divided into equal parts among the voters.",
      "Those who chose a project pay for it together, with their parts.",
      "If these do not quite do, the project may pass all the same: each then gives all they can.",
      "Projects that cost each supporter least and overspend least come first, until the envelope is used.",
    ],
    phragmen: ({ stops }: RuleChoices) => [
      "The cost of a funded project is shared among those who chose it: that is their load.",
      "Each round takes the project whose supporters will together bear the lightest load.",
      "Whoever has got much already waits a little.",
      stops ? "One ends as soon as the next project does not fit into the envelope." : "A project that does not fit into the envelope any more is passed over, and one goes on.",
    ],
    "maximin-support": () => [
      "The cost of the funded projects is shared among their supporters, as evenly as possible: that is their load.",
      "Each round shares it anew for each project that could be next.",
      "It takes the one that adds least to those who bear most.",
      "One goes on while a project fits into the envelope.",
    ],
    "max-welfare": ({ utility }: RuleChoices) => [
      "Of all lists of projects that fit into the envelope, the one with the most support is sought.",
      utility === "points"
        ? "The support of a list is the sum of the points that voters gave its projects."
        : utility === "cardinality"
          ? "The support of a list is the number of votes for its projects."
          : "The support of a list is the votes of each project times its cost.",
      "The computation is exact: no other list has more.",
      "It is the best for the average voter; it promises nothing to minorities.",
    ],
  } as Readonly<Record<string, (choices: RuleChoices) => readonly string[]>>,
  unknown: (rule: string) => [`The rule is called “${rule}”.`],
  conditions: {
    min_votes: (value: string) => `A project needed at least ${value} votes.`,
    min_votes_percent: (value: string) => `A project needed the votes of at least ${value}% of the voters.`,
    min_points: (value: string) => `A project needed at least ${value} points.`,
    min_points_percent: (value: string) => `A project needed at least ${value}% of all points.`,
    fixed: (value: string) => `These projects were funded in any case: ${value}.`,
    fixed_per_area: () => "The most voted project of each area is funded first.",
    incompatible: (value: string) => `Of each of these groups one project at most is funded: ${value}.`,
    category_cap: (value: string) => `A theme could not receive more than: ${value}.`,
    area_cap: (value: string) => `An area could not receive more than: ${value}.`,
    category_floor: (value: string) => `Money was kept by theme: ${value}.`,
    area_floor: (value: string) => `Money was kept by area: ${value}.`,
  } as Readonly<Record<string, (value: string) => string>>,
  names: {
    approval: ["The most voted", "as long as money lasts"],
    greedy: ["The most votes for the cost", "as long as money lasts"],
    "equal-shares": ["Equal parts", ""],
    "bounded-overspending": ["Parts somewhat overspent", "equal parts"],
    phragmen: ["Shared load", "Phragmén"],
    "maximin-support": ["Load shared anew each round", "shared load"],
    "max-welfare": ["The most support in all", ""],
  } as Readonly<Record<string, readonly [string, string]>>,
  keepsRest: "without giving the rest",
  givesRest: "giving the rest",
  choices: {
    "completion=none": "parts not raised",
    "completion=add1": "parts raised",
    "completion=add1-tool": "parts raised, in whole units",
    "completion=add1-wieliczka": "parts raised, as in Wieliczka",
    "completion=add1-whole": "parts raised, in whole units",
    "completion=add1-swiecie": "parts raised, as in Świecie",
    "then=greedy": "the rest to the most supported",
    "then=none": "the rest kept",
    "comparison=approval": "unless the most voted serve more voters",
    "utility=cost": "by money",
    "utility=cardinality": "by the number of projects",
    "utility=points": "by points",
    "on_unaffordable=stop": "up to the first that is too dear",
    "on_unaffordable=skip": "passing over what is too dear",
    "score=points": "by points",
    "score=votes": "by votes",
    "unsupported=fund": "those without votes last",
    "borda=len": "the last of a ranking counts",
    "borda=ballot": "with the points of the ballots",
    "fixed_per_area=first": "the first of each area first",
  } as Readonly<Record<string, string>>,
  values: {
    increment: (value: string) => `in steps of ${value}`,
    min_votes: (value: string) => `at least ${value} votes`,
    min_votes_percent: (value: string) => `at least ${value}% of the voters`,
    min_points: (value: string) => `at least ${value} points`,
    min_points_percent: (value: string) => `at least ${value}% of the points`,
    fixed: (value: string) => `in any case: ${value}`,
    incompatible: (value: string) => `at most one of: ${value}`,
    category_cap: (value: string) => `at most, by theme: ${value}`,
    area_cap: (value: string) => `at most, by area: ${value}`,
    category_floor: (value: string) => `kept, by theme: ${value}`,
    area_floor: (value: string) => `kept, by area: ${value}`,
  } as Readonly<Record<string, (value: string) => string>>,
} satisfies typeof fr;
