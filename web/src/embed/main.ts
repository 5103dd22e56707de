import "../design/all.css";
import "../design/results.css";
import { openDoor } from "../frame/door.js";
import { WordSource } from "../words/words.svelte.js";
import Door from "./Door.svelte";
import type fr from "./words.fr.js";

const light = new URLSearchParams(location.search).get("light");
if (light === "light" || light === "dark") document.documentElement.dataset["theme"] = light;
void openDoor(Door, WordSource.load<typeof fr>({ fr: () => import("./words.fr.js"), en: () => import("./words.en.js") }));
