import type fr from "./words.fr.js";

export default {
  skip: "Go to the content",
  main: "Main",
  lightOrDark: "Switch between light and dark",
  otherLanguage: "Français",
  loading: "One moment…",
  retry: "Try again",
  wrong: "This page could not be opened",
  nothing: "Nothing at this address",
  reserved: "Restricted page",
  gone: "This page does not exist.",
  toStart: "Back to the start",
  noAnswer: "The server does not answer. Check the connection, then try again.",
  busy: "The server is very busy. Try again in a moment.",
  notFound: "There is nothing at this address, or it is not public yet.",
  notAllowed: "You have no access to this page.",
  fault: (detail: string) => `Something is wrong on our side: ${detail}`,
  newTab: "(new tab)",
  foot: {
    about: "Urna",
    aboutText: "A citizen budget that anyone can verify, trusting nobody.",
    verify: "Verify the count",
    check: "Find my ballot",
    staff: "For the staff",
    help: "Help",
  },
} satisfies typeof fr;
