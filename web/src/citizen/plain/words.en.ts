import type { BallotShape } from "./ballot.ts";
import { numberWord } from "./numbers.ts";
import type { End } from "./when.ts";
import type fr from "./words.fr.js";

const projects = (count: number) => `${numberWord(count, "en")} ${count === 1 ? "project" : "projects"}`;
const end = ({ day, hour, note }: End) => `${day}, ${hour === undefined ? "midnight" : hour}${note}`;

function between(shape: { readonly least?: number; readonly most?: number }, free: string): string {
  const { least, most } = shape;
  if (most === undefined) return least === undefined ? free : `at least ${projects(least)}`;
  if (least === most || most === 1) return projects(most);
  return least === undefined ? `up to ${projects(most)}` : `${numberWord(least, "en")} to ${projects(most)}`;
}

export default {
  stage: {
    proposing: "Proposals come in",
    studying: "Review",
    objecting: "Appeals",
    printing: "The vote is prepared",
    soon: "The vote is near",
    voting: "Voting is open",
    counting: "Count",
    results: "Results",
  },
  now: {
    proposing: (until: End | undefined) => (until === undefined ? "Proposals come in." : `Propose until ${end(until)}.`),
    studying: (until: End | undefined) => (until === undefined ? "The departments study the proposals." : `The departments study the proposals until ${until.day}.`),
    objecting: (until: End | undefined) => (until === undefined ? "A refusal can be appealed." : `A refusal can be appealed until ${end(until)}.`),
    printing: (vote: string | undefined) => (vote === undefined ? "The ballot is prepared." : `The ballot is prepared. Voting begins on ${vote}.`),
    soon: (vote: string | undefined) => (vote === undefined ? "Voting begins soon." : `Voting begins on ${vote}.`),
    voting: (until: End | undefined) => (until === undefined ? "Voting is open." : `Vote until ${end(until)}.`),
    counting: "Voting is over. The count is under way.",
    results: "The count is over. The results are public.",
  },
  ballot: (shape: BallotShape, amount: (minor: bigint) => string): string => {
    switch (shape.kind) {
      case "approval": {
        const { least, most, leastCost, mostCost } = shape;
        if (least === undefined && most === undefined && mostCost !== undefined && leastCost === undefined) return `projects for at most ${amount(mostCost)} together`;
        const costs = [leastCost === undefined ? "" : `, for at least ${amount(leastCost)}`, mostCost === undefined ? "" : `, for at most ${amount(mostCost)}`].join("");
        return `${between(shape, "as many projects as you like")}${costs}`;
      }
      case "points": {
        const { sum, leastSum, each } = shape;
        const whole = sum === undefined ? "points to give" : `${sum} ${sum === 1 ? "point" : "points"} to share out`;
        const parts = [
          leastSum === undefined ? "" : `, at least ${leastSum}`,
          each === undefined ? "" : `, at most ${each} to a project`,
          shape.least === undefined && shape.most === undefined ? "" : `, among ${between(shape, "")}`,
        ].join("");
        return whole + parts;
      }
      case "grades":
        return `a grade of 0 to ${shape.best} for each project that you wish to grade${shape.least === undefined && shape.most === undefined ? "" : ` (${between(shape, "")})`}`;
      case "ranking":
        return `${between(shape, "as many projects as you like")}, the best liked first`;
      case "one":
        return "one project";
    }
  },
  window: {
    SUBMISSION: "Proposals come in",
    PAPER_SUBMISSION: "Proposals on paper",
    REVIEW: "Review by the departments",
    APPEAL: "Appeals",
    VOTING: "Voting online",
    STATION_VOTING: "Voting at stations",
    PAPER_ENTRY: "Paper ballots are entered",
  },
  span: (from: string, to: string) => (from === to ? `on ${from}` : `from ${from} to ${to}`),
  end,
  projects: (count: number, text: string) => `${text} ${count === 1 ? "project" : "projects"}`,
} satisfies typeof fr;
