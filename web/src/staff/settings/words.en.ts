import type fr from "./words.fr.js";

export default {
  title: "Settings of the process", back: "Steps",
  frozen: "The process is frozen: nothing in it changes any more.",
  name: "Title",
  currency: "Currency", currencyFixed: "The currency no longer changes once the process is public.",
  revote: "Which ballot of a person counts", last: "The last one", lastHint: "People can vote again: recommended.", first: "The first one", firstHint: "A second is refused.",
  perKey: "Ballots for each code and contest, at most", perKeyHint: "1 to 1,000.",
  complaint: "Time for complaints after the closing is signed, in seconds", complaintHint: "Meanwhile a trustee mixes nothing. 3,600: one hour.",
  opening: "Opening of the vote", closing: "Closing of the vote", timesHint: (zone: string) => `${zone} time. The calendar, where it plans the vote, must say the same.`,
  submit: "Save the settings", saved: "The settings are saved.",
  facts: { id: "Id", election: "Election id", log: "Origin of the register", created: "Created", config: "Hash of the configuration", manifest: "Hash of the manifest", vkey: "Key of the register" }, factsTitle: "What does not change",
  remove: "Delete the process", removeText: "All that is in it is gone. Possible while it is prepared only, before any proposal.", removeConfirm: (id: string) => `To confirm, write: ${id}`, removeSubmit: "Delete the process", removeWrong: "This is not that id.",
} satisfies typeof fr;
