import "../design/all.css";
import "../design/catalogue.css";
import "../design/results.css";
import "./citizen.css";
import { openDoor } from "../frame/door.js";
import { WordSource } from "../words/words.svelte.js";
import { lookAhead } from "./ahead.js";
import Door from "./Door.svelte";
import type fr from "./words.fr.js";

lookAhead();
void openDoor(Door, WordSource.load<typeof fr>({ fr: () => import("./words.fr.js"), en: () => import("./words.en.js") }));
