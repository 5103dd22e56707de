import type { BallotShape } from "./ballot.ts";
import { numberWord } from "./numbers.ts";
import type { End } from "./when.ts";

const projects = (count: number) => `${numberWord(count, "fr")} ${count < 2 ? "projet" : "projets"}`;
const end = ({ day, hour, note }: End) => `${day} ${hour === undefined ? "à minuit" : `à ${hour}`}${note}`;

function between(shape: { readonly least?: number; readonly most?: number }, free: string): string {
  const { least, most } = shape;
  if (most === undefined) return least === undefined ? free : `au moins ${projects(least)}`;
  if (least === most || most === 1) return projects(most);
  return least === undefined ? `jusqu’à ${projects(most)}` : `de ${numberWord(least, "fr")} à ${projects(most)}`;
}

/** Phases, ballots, windows in plain words; every page of a process says them in the same ones. */
export default {
  stage: {
    proposing: "Dépôt des propositions",
    studying: "Étude par les services",
    objecting: "Recours",
    printing: "Préparation du vote",
    soon: "Bientôt le vote",
    voting: "Vote ouvert",
    counting: "Dépouillement",
    results: "Résultats",
  },
  /** What goes on now, in a sentence. */
  now: {
    proposing: (until: End | undefined) => (until === undefined ? "On propose." : `On propose jusqu’au ${end(until)}.`),
    studying: (until: End | undefined) => (until === undefined ? "Les services étudient les propositions." : `Les services étudient les propositions jusqu’au ${until.day}.`),
    objecting: (until: End | undefined) => (until === undefined ? "On peut contester un refus." : `On peut contester un refus jusqu’au ${end(until)}.`),
    printing: (vote: string | undefined) => (vote === undefined ? "Le bulletin se prépare." : `Le bulletin se prépare. On vote à partir du ${vote}.`),
    soon: (vote: string | undefined) => (vote === undefined ? "On votera bientôt." : `On vote à partir du ${vote}.`),
    voting: (until: End | undefined) => (until === undefined ? "On vote." : `On vote jusqu’au ${end(until)}.`),
    counting: "Le vote est clos. Le dépouillement est en cours.",
    results: "Le dépouillement est terminé. Les résultats sont publics.",
  },
  ballot: (shape: BallotShape, amount: (minor: bigint) => string): string => {
    switch (shape.kind) {
      case "approval": {
        const { least, most, leastCost, mostCost } = shape;
        if (least === undefined && most === undefined && mostCost !== undefined && leastCost === undefined) return `des projets pour ${amount(mostCost)} au plus, tous ensemble`;
        const costs = [leastCost === undefined ? "" : `, pour ${amount(leastCost)} au moins`, mostCost === undefined ? "" : `, pour ${amount(mostCost)} au plus`].join("");
        return `${between(shape, "autant de projets que vous voulez")}${costs}`;
      }
      case "points": {
        const { sum, leastSum, each } = shape;
        const whole = sum === undefined ? "des points à donner" : `${sum} ${sum < 2 ? "point" : "points"} à répartir`;
        const parts = [
          leastSum === undefined ? "" : `, ${leastSum} au moins`,
          each === undefined ? "" : `, ${each} au plus par projet`,
          shape.least === undefined && shape.most === undefined ? "" : `, sur ${between(shape, "")}`.replace("sur jusqu’à ", "sur au plus "),
        ].join("");
        return whole + parts;
      }
      case "grades":
        return `une note de 0 à ${shape.best} à chaque projet que vous voulez noter${shape.least === undefined && shape.most === undefined ? "" : ` (${between(shape, "")})`}`;
      case "ranking":
        return `${between(shape, "autant de projets que vous voulez")}, du préféré au moins préféré`;
      case "one":
        return "un projet";
    }
  },
  window: {
    SUBMISSION: "Dépôt des propositions",
    PAPER_SUBMISSION: "Dépôt sur papier",
    REVIEW: "Étude par les services",
    APPEAL: "Recours",
    VOTING: "Vote en ligne",
    STATION_VOTING: "Vote en bureau",
    PAPER_ENTRY: "Saisie des bulletins de papier",
  },
  span: (from: string, to: string) => (from === to ? `le ${from}` : `du ${from} au ${to}`),
  end,
  projects: (count: number, text: string) => `${text} ${count < 2 ? "projet" : "projets"}`,
};
