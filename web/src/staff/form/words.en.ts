import type { FieldType } from "../logic/form_form.js";
import type fr from "./words.fr.js";

export default {
  title: "Form",
  lead: "What a proposal must say, beside its title, summary and description. It is fixed once submission opens.",
  back: "Steps",
  closed: "The process is public: the form no longer changes.",
  none: "There is no form.",
  submit: "Set the form", saved: "The form is set, and in the journal.",
  who: "Who may propose", openSubmission: "Everybody, without an account", openHint: "Otherwise only agents enter proposals.",
  most: "Proposals of one author, at most", mostHint: "Empty: as many as the server takes. Without an account the network address stands for the author.",
  support: "Supporters needed before the review", supportHint: "Empty: none. Agents count them on signed lists.",
  asks: "What is asked", place: "A place", cost: "An estimate of the cost",
  categories: "Themes", categoriesHint: "Each proposal chooses one. No themes: none is asked for.", category: (n: number) => `Theme ${n}`, addCategory: "Add a theme", categoryTitle: "Name",
  fields: "Further questions", fieldsHint: "In this order.", field: (n: number) => `Question ${n}`, addField: "Add a question", label: "Question", type: "Answer", required: "An answer is needed", internal: "Internal: only the staff reads it", choices: "Possible answers", choicesHint: "One a line, 2 to 100.",
  types: {
    FIELD_TYPE_LINE: "One line", FIELD_TYPE_TEXT: "A text", FIELD_TYPE_NUMBER: "A whole number", FIELD_TYPE_BOOL: "Yes or no", FIELD_TYPE_CHOICE: "A choice", FIELD_TYPE_DATE: "A date", FIELD_TYPE_LINK: "A link", FIELD_TYPE_MAIL: "A mail address",
  } satisfies Record<FieldType, string> as Readonly<Record<FieldType, string>>,
  preview: "Preview", previewText: "As inhabitants will see it.",
  basics: { title: "Title", summary: "In one sentence", description: "Description", area: "Area", category: "Theme", place: "Place", cost: "Estimated cost", author: "How to sign", contact: "How to reach you" }, yes: "Yes", staffOnly: "for the town hall only", choose: "Choose",
} satisfies typeof fr;
