import { type Language, spoken } from "./language.svelte.js";

/** Where the words of a part of the pages are, a module for each language: `() => import("./words.fr.js")`. */
export type WordLoaders<Words> = Readonly<Record<Language, () => Promise<{ default: Words }>>>;

/** Words in the language that is spoken. Only the language that is read is loaded. */
export class WordSource<Words> {
  #words = $state.raw() as Words;

  private constructor(private readonly loaders: WordLoaders<Words>) {}

  static async load<Words>(loaders: WordLoaders<Words>): Promise<WordSource<Words>> {
    const source = new WordSource(loaders);
    (await source.prepare(spoken.current))();
    return source;
  }

  /** The words; a component that reads it follows a change of the language. */
  get t(): Words {
    return this.#words;
  }

  /** Loads the words of `language`; what is given shows them. */
  async prepare(language: Language): Promise<() => void> {
    const words = (await this.loaders[language]()).default;
    return () => {
      this.#words = words;
    };
  }
}

/**
 * Makes the page speak another language, once the words of all `sources` are there; then dates and amounts follow. Throws where they cannot be
 * loaded, and the page is as it was.
 */
export async function speak(language: Language, sources: readonly WordSource<unknown>[]): Promise<void> {
  const shown = await Promise.all(sources.map((source) => source.prepare(language)));
  for (const show of shown) show();
  spoken.choose(language);
}
