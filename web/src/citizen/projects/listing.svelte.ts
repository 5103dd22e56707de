import { byCost, type Entry, entryOf, type Order } from "../catalogue/filter.js";
import { drawn } from "../catalogue/order.js";
import type { Project } from "../model.js";
import type { ProcessReader } from "../process.svelte.js";
import type { ProjectList } from "../projects.svelte.js";

/** How long the drawing of the order waits for the whole list, in milliseconds: longer, and what is there is shown. */
const patience = 3_000;

/** One draw for a visit, so that whoever comes back from a project finds the list as it was. */
function seedOf(process: string): string {
  const key = `urna-draw:${process}`;
  try {
    const known = sessionStorage.getItem(key);
    if (known !== null) return known;
    const made = crypto.randomUUID();
    sessionStorage.setItem(key, made);
    return made;
  } catch {
    return crypto.randomUUID();
  }
}

/**
 * The projects of several contests as they come in. They are shown once all are there, so that the draw is fair to those at the end of the list; on a slow
 * line, those that are there are shown, and what comes later stands behind them, so that nothing moves under the finger.
 */
export class Listing {
  readonly #lists: readonly ProjectList[];
  readonly #seed: string;
  readonly #entries = new Map<Project, Entry>();
  #isPatient = $state.raw(true);
  #hasFailed = $state.raw(false);
  /** What was shown first, while more was on its way. */
  #first: ReadonlySet<string> | undefined;

  constructor(reader: ProcessReader, contests: readonly string[]) {
    this.#seed = seedOf(reader.id);
    this.#lists = contests.map((contest) => reader.projectList(contest));
    setTimeout(() => (this.#isPatient = false), patience);
    Promise.all(this.#lists.map(({ whole }) => whole)).catch(() => {
      this.#hasFailed = true;
      this.#isPatient = false;
    });
  }

  get isWhole(): boolean {
    return this.#lists.every((list) => list.isWhole);
  }

  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /** Whether nothing is shown yet because most may come at once. */
  get isWaiting(): boolean {
    return this.#isPatient && !this.isWhole;
  }

  /** All that may be shown, in the order of the ballots. */
  get entries(): readonly Entry[] {
    return this.isWaiting ? [] : this.#lists.flatMap(({ items }) => items.map((project) => this.#entry(project)));
  }

  inOrder(entries: readonly Entry[], order: Order): readonly Entry[] {
    const shuffled = drawn(entries, this.#seed);
    if (order !== "drawn") return byCost(shuffled, order);
    if (this.#first === undefined && !this.isWhole) this.#first = new Set(this.entries.map(({ id }) => id));
    const first = this.#first;
    return first === undefined ? shuffled : [...shuffled.filter(({ id }) => first.has(id)), ...shuffled.filter(({ id }) => !first.has(id))];
  }

  #entry(project: Project): Entry {
    const known = this.#entries.get(project);
    if (known !== undefined) return known;
    const made = entryOf(project);
    this.#entries.set(project, made);
    return made;
  }
}
