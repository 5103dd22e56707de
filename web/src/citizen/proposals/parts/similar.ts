import { fold } from "../../catalogue/fold.ts";

/** Words that say nothing of what is proposed: those of grammar, and those that any proposal may have. */
const empty = new Set((
  "a au aux avec ce ces chez dans de des du elle en entre est et il je la le les leur leurs lui mais ne nos notre nous on ou par pas plus pour qui que sa sans se ses son sous sur tous " +
  "tout toute toutes un une vers vos votre y " +
  "an and are at be by for from in into is it its more no not of on or our out so that the their there these they this to up we with you your " +
  // Their beginnings, as words are compared.
  "aide ameli amena ancie build budge chaqu city commu creat creer crea devel devan new nouve habit impro insta make mettr mise neigh parti place plus possi proje propo quart renov rue " +
  "secte servi soute stree town ville zone"
).split(" "));

/** Words are compared by their beginnings: `arbre` and `arbres`, `végétaliser` and `végétalisation` say much the same. */
const beginning = 5;

function wordsOf(text: string): ReadonlySet<string> {
  const all = fold(text).match(/[\p{L}\p{N}]+/gu) ?? [];
  return new Set(all.filter((word) => word.length > 2).map((word) => word.slice(0, beginning)).filter((word) => !empty.has(word)));
}

interface Text {
  readonly title: string;
  readonly summary: string;
}

/** What was proposed already, to be searched for what is like a title. */
export class Proposed<Other extends Text> {
  readonly #others: readonly { readonly other: Other; readonly title: ReadonlySet<string>; readonly all: ReadonlySet<string> }[];
  /** How many have a word. */
  readonly #frequency = new Map<string, number>();

  constructor(others: readonly Other[]) {
    this.#others = others.map((other) => ({ other, title: wordsOf(other.title), all: wordsOf(`${other.title} ${other.summary}`) }));
    for (const { all } of this.#others) for (const word of all) this.#frequency.set(word, (this.#frequency.get(word) ?? 0) + 1);
  }

  /**
   * Those that seem to propose the same as `title` does, the nearest first. Two words in common are asked for, one of which few have and one of which is
   * in the other's title, and more than half of what the title says, where a word says the more the fewer have it; or three words that are all that the title
   * says. Only a hint: people decide whether it is the same, and a wrong hint is worse than none.
   */
  like(title: string, most = 3): readonly Other[] {
    const own = [...wordsOf(title)];
    if (own.length < 2) return [];
    const whole = sum(own.map((word) => this.#weight(word)));
    const near = this.#others.flatMap(({ other, title: named, all }) => {
      const common = own.filter((word) => all.has(word));
      const share = sum(common.map((word) => this.#weight(word))) / whole;
      const isAll = common.length === own.length && own.length > 2;
      const isLike = common.length >= 2 && share > 0.5 && common.some((word) => named.has(word)) && (isAll || common.some((word) => this.#isRare(word)));
      return isLike ? [{ other, share }] : [];
    });
    return near.sort((a, b) => b.share - a.share).slice(0, most).map(({ other }) => other);
  }

  #weight(word: string): number {
    return Math.log(1 + (this.#others.length + 1) / (1 + (this.#frequency.get(word) ?? 0)));
  }

  #isRare(word: string): boolean {
    return (this.#frequency.get(word) ?? 0) <= Math.max(3, this.#others.length / 12);
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
