import { createContext } from "svelte";
import { amountText, type Currency } from "../words/amounts.js";
import { type ThemeNamer, themeNamer } from "../design/themes.js";
import { spoken } from "../words/language.svelte.js";
import { readMap, textsOf } from "../words/texts.js";
import type { WordSource } from "../words/words.svelte.js";
import { voterWords } from "./explained.js";
import { type ReadMoment, readMoment } from "./times.js";
import type { Visit } from "./visit.svelte.js";
import type fr from "./words.fr.js";

/** What all parts of the booth share: its words, and the visit. */
export class Booth {
  constructor(private readonly words: WordSource<typeof fr>, readonly visit: Visit) {}

  get t(): typeof fr {
    return this.words.t;
  }

  get currency(): Currency {
    return { code: this.visit.info?.currency ?? "EUR", digits: this.visit.info?.currencyDigits ?? 2 };
  }

  amount(minor: bigint): string {
    return amountText(minor, this.currency, spoken.current);
  }

  /** By the clock of the process. */
  moment(time: Date | bigint): ReadMoment {
    return readMoment(time, spoken.current, this.visit.zone);
  }

  /** As plain text, for names of controls and for pictures; what is shown goes through Text.svelte. */
  text(texts: Readonly<Record<string, string>>): string {
    return readMap(texts, spoken.current).text;
  }

  /** What labels of projects are called, as the form's categories were sealed; their hues are those of every page. */
  get themes(): ThemeNamer {
    const { categories, contests } = this.visit.info ?? { categories: [], contests: [] };
    return themeNamer(categories.map(({ id, title }) => ({ id, title: textsOf(title) })), contests.flatMap(({ projects }) => projects), spoken.current);
  }

  explain(problem: unknown): string {
    return voterWords(problem, spoken.current, this.visit.info);
  }
}

export const [boothOf, shareBooth] = createContext<Booth>();
