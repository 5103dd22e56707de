/** A piece of a text that changed: `same` in both, `gone` only before, `come` only after. */
export interface Piece {
  readonly kind: "same" | "gone" | "come";
  readonly text: string;
}

/** More words than that are compared line by line: the comparison takes as many steps as one text has words times the other. */
const mostWords = 4000;

/** What changed from one text to another, word by word. */
export function wordChanges(before: string, after: string): readonly Piece[] {
  const from = split(before, /(\s+)/);
  const to = split(after, /(\s+)/);
  const start = common(from, to, (i) => i, (i) => i);
  const end = Math.min(common(from, to, (i) => from.length - 1 - i, (i) => to.length - 1 - i), Math.min(from.length, to.length) - start);
  const same = (words: readonly string[]) => words.map((text): Piece => ({ kind: "same", text }));
  return joined([...same(from.slice(0, start)), ...between(from.slice(start, from.length - end), to.slice(start, to.length - end)), ...same(from.slice(from.length - end))]);
}

function between(from: readonly string[], to: readonly string[]): Piece[] {
  if (from.length * to.length <= mostWords * mostWords) return middle(from, to);
  const lines = (words: readonly string[]) => split(words.join(""), /(\n)/);
  const [before, after] = [lines(from), lines(to)];
  return before.length * after.length <= mostWords * mostWords ? middle(before, after) : [{ kind: "gone", text: from.join("") }, { kind: "come", text: to.join("") }];
}

function split(text: string, at: RegExp): string[] {
  return text.split(at).filter((word) => word !== "");
}

/** How many words are the same from one end. */
function common(from: readonly string[], to: readonly string[], a: (i: number) => number, b: (i: number) => number): number {
  let i = 0;
  while (i < from.length && i < to.length && from[a(i)] === to[b(i)]) ++i;
  return i;
}

/** By a longest common subsequence. */
function middle(from: readonly string[], to: readonly string[]): Piece[] {
  const width = to.length + 1;
  const length = new Uint16Array((from.length + 1) * width);
  for (let i = from.length - 1; i >= 0; --i) {
    for (let j = to.length - 1; j >= 0; --j) {
      length[i * width + j] = from[i] === to[j] ? (length[(i + 1) * width + j + 1] as number) + 1 : Math.max(length[(i + 1) * width + j] as number, length[i * width + j + 1] as number);
    }
  }
  const out: Piece[] = [];
  let i = 0;
  let j = 0;
  while (i < from.length || j < to.length) {
    if (i < from.length && j < to.length && from[i] === to[j]) {
      out.push({ kind: "same", text: from[i++] as string });
      ++j;
    } else if (j >= to.length || (i < from.length && (length[(i + 1) * width + j] as number) >= (length[i * width + j + 1] as number))) {
      out.push({ kind: "gone", text: from[i++] as string });
    } else {
      out.push({ kind: "come", text: to[j++] as string });
    }
  }
  return out;
}

/** Neighbours of a kind as one piece; what goes stands before what comes. */
function joined(pieces: readonly Piece[]): Piece[] {
  const out: Piece[] = [];
  let gone = "";
  let come = "";
  const flush = () => {
    if (gone !== "") out.push({ kind: "gone", text: gone });
    if (come !== "") out.push({ kind: "come", text: come });
    gone = come = "";
  };
  for (const { kind, text } of pieces) {
    if (kind === "gone") gone += text;
    else if (kind === "come") come += text;
    else {
      flush();
      const last = out.at(-1);
      if (last?.kind === "same") out[out.length - 1] = { kind, text: last.text + text };
      else out.push({ kind, text });
    }
  }
  flush();
  return out;
}
