import { fold } from "../../catalogue/fold.ts";

/** Words that every other title has. */
const small = new Set("a au aux avec ce ces dans de des du en et la le les leur ou par plus pour sur un une the of for and in on to with our une d l".split(" "));

function wordsOf(text: string): ReadonlySet<string> {
  const all = fold(text).match(/[\p{L}\p{N}]+/gu) ?? [];
  return new Set(all.filter((word) => !small.has(word) && word.length > 2).map((word) => (word.length > 5 ? word.slice(0, 5) : word)));
}

/**
 * Those of `others` whose titles say much the same, the nearest first: at least half of the words that matter of the shorter one, and two of them
 * unless it has one alone. Only a hint: people decide whether it is the same.
 */
export function similarTo<Other extends { readonly title: string }>(title: string, others: readonly Other[], most = 3): readonly Other[] {
  const own = wordsOf(title);
  if (own.size === 0) return [];
  const near = others.flatMap((other) => {
    const words = wordsOf(other.title);
    const common = [...own].filter((word) => words.has(word)).length;
    const shorter = Math.min(own.size, words.size);
    return common * 2 >= shorter && common >= Math.min(2, shorter) && shorter > 0 ? [{ other, share: common / Math.max(own.size, words.size) }] : [];
  });
  return near.sort((a, b) => b.share - a.share).slice(0, most).map(({ other }) => other);
}
