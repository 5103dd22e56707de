import type fr from "./words.fr.js";

export default {
  label: "Address of the site",
  hint: "The one that people will type. The square leads there.",
  bad: "This is not an address. For example: https://vote.example.org",
  ofThisDevice: "Only this device knows this address: on another one the square will lead nowhere.",
} satisfies typeof fr;
