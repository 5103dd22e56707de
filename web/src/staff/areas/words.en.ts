import type fr from "./words.fr.js";

export default {
  title: "Areas", lead: "The parts of the territory: neighbourhoods, cantons, or the whole. An area cannot be renamed: it is taken away and made anew while nothing uses it.", back: "Steps",
  none: "No areas", add: "Add an area", name: "Name", submit: "Add the area", frozen: "The process is frozen: areas no longer change.",
} satisfies typeof fr;
