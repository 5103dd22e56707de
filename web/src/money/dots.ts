/** How many dots stand for how many people. */
export interface Dots {
  /** People of one dot: 1, or 2 or 5 and zeros. */
  readonly people: number;
  /** Dots of each group, to the nearest, and one at least where there is anybody. */
  readonly counts: readonly number[];
}

/** So many dots are still seen one by one. */
const most = 300;

export function dots(counts: readonly number[]): Dots {
  const total = counts.reduce((all, count) => all + count, 0);
  let people = 1;
  for (let ten = 1; total > people * most; ten *= 10) people = [ten, ten * 2, ten * 5].find((value) => total <= value * most) ?? ten * 10;
  return { people, counts: counts.map((count) => (count === 0 ? 0 : Math.max(1, Math.round(count / people)))) };
}

/** People who saw as many of their projects funded. */
export interface PeopleGroup {
  readonly id: string;
  readonly count: number;
  /** How they are drawn: with two rings for several projects, filled for one, empty for none. */
  readonly projects: 0 | 1 | 2;
  /** In words, in the key: "61 personnes : un projet". */
  readonly text: string;
}
