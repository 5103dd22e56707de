/** The numbers of proposals in a text, such as `12, p48 n° 7`, each once; undefined where something else stands there or nothing. */
export function proposalNumbers(text: string): readonly number[] | undefined {
  const words = text.replace(/n\s*[°º.]|no\.|#/gi, " ").split(/[\s,;]+/).filter((word) => word !== "");
  const numbers = words.map((word) => (/^p?\d{1,9}$/i.test(word) ? Number(word.replace(/^p/i, "")) : NaN));
  return numbers.length === 0 || numbers.some((number) => !(number > 0)) ? undefined : [...new Set(numbers)];
}
