import "../design/all.css";
import "../design/results.css";
import { openDoor } from "../frame/door.js";
import { spoken } from "../words/language.svelte.js";
import { WordSource } from "../words/words.svelte.js";
import Door from "./Door.svelte";
import { given } from "./given.js";
import type fr from "./door.fr.js";

const { language } = given;
if (!new URLSearchParams(location.search).has("lang") && (language === "fr" || language === "en")) spoken.choose(language);
void openDoor(Door, WordSource.load<typeof fr>({ fr: () => import("./door.fr.js"), en: () => import("./door.en.js") }));
