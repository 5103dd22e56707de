import { countText } from "../../words/amounts.js";
import type fr from "./words.fr.js";

export default {
  title: "Enter a proposal from paper",
  lead: "Copy the form as it is written. What the staff enters is public as soon as it is saved: read it again first. The journal says that it came on paper.",
  back: "Proposals",
  notNow: "No paper is entered now",
  notNowText: "Proposals on paper are entered from the opening of submission until the freeze.",
  toSteps: "See the steps",
  language: "Language of the form",
  proposalTitle: "Title",
  summary: "In a few sentences",
  description: "Description", descriptionHint: "Public. No name, address or phone number of a person.",
  category: "Theme", choose: "Choose",
  area: "Area", noArea: "The whole territory, or not said",
  point: "Coordinates", pointHint: "Latitude, then longitude, such as 43.6045, 1.4440.",
  cost: "Cost, as the authors see it",
  author: "Public name of the authors", authorHint: "Only where the form asks for it to be published.",
  internal: "For the staff, never public",
  contact: "Contact", contactHint: "Phone, mail or address, as on the form.",
  yes: "Yes", no: "No", noAnswer: "No answer",
  submit: "Save the proposal",
  done: "It is entered. The next one.",
  entered: (count: number) => (count === 1 ? "Entered just now:" : `${count} entered just now:`),
  number: (number: number) => `no. ${number}`,
  enteredBefore: "in the queue already",
  wrong: {
    chooseOne: "Choose.", choice: "Choose from the list.",
    tooLong: (most: number) => `That is too long: at most ${countText(most, "en")} characters, letters with accents count twice.`,
    number: "A whole number, such as 12.", date: "A date of the calendar.", link: "An address that begins with https://.", mail: "An address such as marie@example.org.",
    point: "Two numbers, such as 43.6045, 1.4440.",
  },
} satisfies typeof fr;
