import "../design/all.css";
import "../design/booth.css";
import { openDoor } from "../frame/door.js";
import { WordSource } from "../words/words.svelte.js";
import Door from "./Door.svelte";
import { letterProcess } from "./letter.js";
import { askForManifest } from "./server.js";
import type fr from "./words.fr.js";

if (letterProcess !== "") askForManifest(`processes/${letterProcess}`);
void openDoor(Door, WordSource.load<typeof fr>({ fr: () => import("./words.fr.js"), en: () => import("./words.en.js") }));
