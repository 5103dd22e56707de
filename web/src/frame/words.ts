import { WordSource } from "../words/words.svelte.js";
import type fr from "./words.fr.js";

/** The words of the frame that every door has. */
export const loadFrameWords = () => WordSource.load<typeof fr>({ fr: () => import("./words.fr.js"), en: () => import("./words.en.js") });
