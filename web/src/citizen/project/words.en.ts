import plain from "../plain/words.en.js";
import places from "../projects/map/words.en.js";
import type fr from "./words.fr.js";

export default {
  plain,
  places,
  toProjects: "Projects",
  keep: "Keep",
  keepThis: (title: string) => `Keep ${title}`,
  seeResult: "See the result, and why",
  state: {
    listed: "Admitted to the vote",
    onBallot: "On the ballot",
    counting: "Being counted",
    funded: "Funded",
    notFunded: "Not funded",
    tooFew: "Too few ballots to count",
  },
  facts: {
    number: "Number",
    contest: "Ballot",
    area: "Area",
    envelope: "Envelope",
    yearly: "Upkeep",
    perYear: (amount: string) => `${amount} a year`,
    months: "Duration",
    monthsText: (count: number) => `${count} ${count === 1 ? "month" : "months"}`,
    coFunding: "Paid by others",
    authors: "Authors",
    ballot: "Everyone chooses",
  },
  noSummary: "This project has no summary.",
  origin: {
    title: "Where it comes from",
    proposed: "Residents proposed it. The departments studied it, and each step is public, with its reason.",
    link: "Read the proposal and its history",
    listed: "The organiser put it on the list.",
  },
  place: {
    title: "Where",
    show: "On the map",
    picture: "The dot is the place of the project.",
    pictureIn: (district: string) => `The dot is the place of the project, in the district: ${district}.`,
    none: "This project has no place of its own.",
  },
  vote: {
    title: "Vote for this project",
    titleLater: "Keep it in mind",
    text: "Keep it: you will find it again when you vote.",
    button: "Vote",
  },
} satisfies typeof fr;
