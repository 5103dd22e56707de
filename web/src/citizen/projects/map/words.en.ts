import type fr from "./words.fr.js";

export default {
  title: "Map of projects",
  loading: "The map is on its way…",
  label: "Map of the projects. The list has the same.",
  without: "This browser cannot draw the map. The list has all projects.",
  failed: "The map did not arrive. The list has all projects.",
  none: "None of these projects has a place of its own. All are in the list.",
  elsewhere: (count: number, text: string) => (count === 1 ? `${text} project has no place of its own: it is in the list.` : `${text} projects have no place of their own: they are in the list.`),
  one: (title: string) => `1 project here: ${title}`,
  pin: (count: number, text: string) => (count === 1 ? "1 project here" : `${text} projects here`),
  close: "Close",
  zoomIn: "Zoom in",
  zoomOut: "Zoom out",
  whole: "See all places",
  canvas: "Map",
  wheel: "Ctrl and the wheel zoom the map",
  wheelMac: "⌘ and the wheel zoom the map",
  fingers: "Two fingers move the map",
  noStreets: "This map shows the districts, without streets.",
  noGround: "This map has neither streets nor districts: it only shows how the places lie to each other.",
  nearer: "Zoom in here",
} satisfies typeof fr;
