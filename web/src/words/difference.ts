/** A stretch of a text that changed: kept, taken out, or put in. */
export interface Stretch {
  readonly kind: "kept" | "gone" | "new";
  readonly text: string;
}

/** Longer texts are shown as a whole, before and after: nobody reads so many marks, and comparing them takes long. */
const longest = 2_000;

/**
 * What changed from one text to another, word by word. What is kept and what is gone are the old text in its order, what is kept and what is new
 * the new one.
 */
export function difference(before: string, after: string): readonly Stretch[] {
  const old = pieces(before);
  const now = pieces(after);
  if (old.length > longest || now.length > longest) return joined([{ kind: "gone", text: before }, { kind: "new", text: after }]);
  // Lengths of the longest common subsequences of the two ends.
  const width = now.length + 1;
  const common = new Uint16Array((old.length + 1) * width);
  const at = (i: number, j: number) => common[i * width + j] as number;
  for (let i = old.length - 1; i >= 0; i--)
    for (let j = now.length - 1; j >= 0; j--) common[i * width + j] = old[i] === now[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const stretches: Stretch[] = [];
  for (let i = 0, j = 0; i < old.length || j < now.length; ) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      stretches.push({ kind: "kept", text: old[i] as string });
      i++;
      j++;
    } else if (i < old.length && (j >= now.length || at(i + 1, j) >= at(i, j + 1))) stretches.push({ kind: "gone", text: old[i++] as string });
    else stretches.push({ kind: "new", text: now[j++] as string });
  }
  return joined(stretches);
}

/** Words with the spaces after them, so that a changed word is not two changes. */
function pieces(text: string): readonly string[] {
  return text.match(/\S+\s*|\s+/gu) ?? [];
}

/** One stretch for all that follows of one kind; between kept words, what is gone comes before what is new. */
function joined(stretches: readonly Stretch[]): readonly Stretch[] {
  const whole: Stretch[] = [];
  let gone = "";
  let fresh = "";
  const flush = () => {
    if (gone !== "") whole.push({ kind: "gone", text: gone });
    if (fresh !== "") whole.push({ kind: "new", text: fresh });
    gone = fresh = "";
  };
  for (const { kind, text } of stretches) {
    if (kind === "gone") gone += text;
    else if (kind === "new") fresh += text;
    else {
      flush();
      const last = whole.at(-1);
      if (last?.kind === "kept") whole[whole.length - 1] = { kind, text: last.text + text };
      else whole.push({ kind, text });
    }
  }
  flush();
  return whole;
}
