import { amountText, countText, type Currency } from "../words/amounts.js";
import type { Language } from "../words/language.svelte.js";
import { tile } from "./tiles.js";
import { moneyWords } from "./words.js";

/** The sentence above the floor of `Tiles`: what a small square is worth, and how many there are. Empty where there is no floor. */
export function tilesText(amounts: readonly bigint[], envelope: bigint, currency: Currency, language: Language): string {
  const drawn = tile(amounts, envelope);
  if (drawn === undefined) return "";
  return moneyWords[language].tiles(amountText(drawn.value, currency, language), drawn.squares === undefined ? undefined : countText(drawn.squares, language));
}
