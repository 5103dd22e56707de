import { type Component, mount } from "svelte";
import type { WordSource } from "../words/words.svelte.js";
import { restoreLight } from "./light.svelte.js";
import type fr from "./words.fr.js";
import { loadFrameWords } from "./words.js";

/** What every door's component is given. */
export interface DoorProps<Words> {
  /** The door's own words. */
  readonly words: WordSource<Words>;
  /** Those of the frame. */
  readonly frame: WordSource<typeof fr>;
}

/** Shows a door in the page, once its words are there. */
export async function openDoor<Words>(door: Component<{ words: WordSource<Words>; frame: WordSource<typeof fr> }>, loading: Promise<WordSource<Words>>): Promise<void> {
  restoreLight();
  const [words, frame] = await Promise.all([loading, loadFrameWords()]);
  const target = document.querySelector("#door");
  if (target === null) throw new Error("the page has no #door");
  target.replaceChildren();
  mount(door, { target, props: { words, frame } });
}
