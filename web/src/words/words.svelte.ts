import { type Language, spoken } from "./language.svelte.js";

/** Where the words of a part of the pages are, a module for each language: `() => import("./words.fr.js")`. */
export type WordLoaders<Words> = Readonly<Record<Language, () => Promise<{ default: Words }>>>;

/** Words in the language that is spoken. Only the language that is read is loaded. */
export class WordSource<Words> {
  #words = $state.raw() as Words;

  private constructor(private readonly loaders: WordLoaders<Words>) {}

  static async load<Words>(loaders: WordLoaders<Words>): Promise<WordSource<Words>> {
    const source = new WordSource(loaders);
    await source.#follow(spoken.current);
    return source;
  }

  /** The words; a component that reads it follows a change of the language. */
  get t(): Words {
    return this.#words;
  }

  /** Loads the words of `language` before anything is shown in it. */
  async speak(language: Language): Promise<void> {
    await this.#follow(language);
  }

  async #follow(language: Language): Promise<void> {
    this.#words = (await this.loaders[language]()).default;
  }
}

/** Makes the page speak another language: first the words of all `sources`, then dates and amounts. */
export async function speak(language: Language, sources: readonly WordSource<unknown>[]): Promise<void> {
  await Promise.all(sources.map((source) => source.speak(language)));
  spoken.choose(language);
}
