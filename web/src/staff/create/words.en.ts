import type fr from "./words.fr.js";

export default {
  title: "New process",
  back: "Processes",
  lead: "A process is one edition of a citizen budget. Nothing is public before submission.",
  how: "How to begin", blank: "From nothing", copy: "From a past edition", copyHint: "Areas, contests without projects, electorates without rolls, public keys, the form, and the mandate as a draft.",
  source: "Past edition",
  languages: "Languages", languagesHint: "Every text of the process will be asked for in each. They do not change afterwards.",
  name: "Title", currency: "Currency", currencyHint: "Three letters, such as EUR.",
  submit: "Create the process", notAllowed: "Only those who administer the whole server create processes.",
  languageNeeded: "At least one language.", sourceNeeded: "Choose the edition to copy.",
} satisfies typeof fr;
